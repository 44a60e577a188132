/**
 * The lines of an audit that tell on which functions PASID can be enabled, which row of
 * pci_enable_pasid refuses first on the others, and what the PCIe specification says to that.
 */
import { match } from "ts-pattern";
import { pasidOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { PasidDanger, PasidRefusal } from "../../audit/findings/pasid.js";
import { turnWords } from "./isolation.js";
import { item, lackText, named, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted } from "../text/words.js";

/** One line a capable function; its VFs do as it does. */
export function pasidItems(a: Audit, isOn: (dev: number) => boolean | null): readonly Item[] {
  const t = a.topology;
  return a.pasid.flatMap(({ capable, enableable, reason, danger }, dev) => {
    const f = t.functions[dev];
    if (!capable || f === undefined || f.kind === "vf") return [];
    const vfs = t.functions.filter((g) => g.kind === "vf" && g.pf === dev).length;
    const who = vfs === 0 ? named(t, dev) : `${named(t, dev)} and ${counted(vfs, "VF")}`;
    const width = counted(pasidOf(f)?.width ?? 0, "bit");
    const now = isOn(dev) === true ? ", on now" : "";
    const answer =
      enableable || reason === null ? "can be enabled" : `no: ${refusalText(t, dev, reason)}`;
    return [
      item(`${who} (${width}${now}): ${answer}`, dangerLines(t, enableable === true, danger)),
    ];
  });
}

/** The rows of pci_enable_pasid, in words. */
export function refusalText(t: Topology, dev: number, reason: PasidRefusal): string {
  return match(reason)
    .with({ row: "vf" }, ({ pf, because }) => `its PF: ${refusalText(t, pf, because)}`)
    .with({ row: "prefix" }, ({ element }) =>
      element === dev
        ? "it does not support end-end TLP prefixes"
        : `${named(t, element)} on the way up does not support end-end TLP prefixes`,
    )
    .with({ row: "no-port" }, () => "no port is above it that could pass end-end TLP prefixes")
    .with({ row: "capability" }, () => "it has no PASID capability")
    .with(
      { row: "acs" },
      ({ element, lack }) => `${lackText(t, element, lack)}, and the way up needs RR and UF`,
    )
    .exhaustive();
}

/** Only where Linux and the PCIe specification disagree. */
function dangerLines(
  t: Topology,
  enableable: boolean,
  danger: PasidDanger | null,
): readonly string[] {
  if (!enableable || danger === null) return [];
  const why = match(danger)
    .with(
      { why: "peer" },
      ({ element, turn, peer }) =>
        `a request can turn at ${named(t, element)} (${turnWords(turn)}) and land at ` +
        nameOf(t, peer),
    )
    .with({ why: "lost" }, ({ element }) => `a redirected request is lost at ${named(t, element)}`)
    .exhaustive();
  return [`but it is not safe: ${why}`];
}
