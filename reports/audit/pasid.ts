/**
 * The lines of an audit that tell on which functions PASID can be enabled, which row of
 * pci_enable_pasid refuses first on the others, and what the PCIe specification says to that.
 */
import { match } from "ts-pattern";
import { pasidOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { PasidAnswer, PasidRefusal } from "../../audit/findings/pasid.js";
import { turnWords } from "./isolation.js";
import {
  item,
  lackText,
  named,
  names,
  remedyText,
  unsaidWords,
  unseenText,
  type Item,
} from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted } from "../text/words.js";

/** One line a capable function; its VFs do as it does. */
export function pasidItems(a: Audit, isOn: (dev: number) => boolean | null): readonly Item[] {
  const t = a.topology;
  const items = a.pasid.flatMap((answer, dev) => {
    const f = t.functions[dev];
    if (answer.capable !== true || f === undefined || !isToldOf(a, dev)) return [];
    const vfs = t.functions.filter((g) => g.kind === "vf" && g.pf === dev).length;
    const who = vfs === 0 ? named(t, dev) : `${named(t, dev)} and ${counted(vfs, "VF")}`;
    const now = isOn(dev) === true ? ", on now" : "";
    const said = `${who} (${widthText(a, dev)}${now}): ${answerText(a, dev, answer)}`;
    return [item(said, [...onLines(answer, isOn(dev)), ...dangerLines(t, answer)])];
  });
  return [...items, ...hiddenItems(a)];
}

/** A VF does as its PF, which is told; where that is not shown, it is told itself. */
function isToldOf(a: Audit, dev: number): boolean {
  const f = a.topology.functions[dev];
  if (f === undefined || a.shown[dev] === false) return false;
  return f.kind !== "vf" || a.shown[f.pf] === false;
}

function widthText(a: Audit, dev: number): string {
  const f = a.topology.functions[dev];
  const owner = f?.kind === "vf" ? f.pf : dev;
  const pasid = f?.kind === "vf" ? a.topology.functions[owner] : f;
  const width = pasid === undefined ? null : (pasidOf(pasid)?.width ?? null);
  const isSeen = a.unseen[owner]?.has("pasid-fields") !== true && a.shown[owner] !== false;
  return isSeen && width !== null ? counted(width, "bit") : "width not known";
}

function answerText(a: Audit, dev: number, answer: PasidAnswer): string {
  const { enableable, reason, unseen } = answer;
  if (enableable !== null && (enableable || reason === null)) return "can be enabled";
  if (reason !== null) return `no: ${refusalText(a.topology, dev, reason)}`;
  if (unseen === null) return "cannot be said";
  const why = `${unseenText(a.topology, unseen)} (${remedyText([unseen.fact])})`;
  // Hardly any function that is alone in its device has the bit set.
  if (unseen.fact === "multifunction") return `yes if one bit is 0, as it mostly is: ${why}`;
  return `${unsaidWords(a, [unseen])}: ${why}`;
}

function onLines({ enableable }: PasidAnswer, isOn: boolean | null): readonly string[] {
  return isOn === true && enableable === false
    ? ["on now although it cannot be enabled: by another kernel, or it was plugged after boot"]
    : [];
}

/**
 * One line of all functions whose PASID capability itself is not shown, but for those that are
 * refused in any case.
 */
function hiddenItems(a: Audit): readonly Item[] {
  const hidden = a.pasid.flatMap(({ capable, enableable }, dev) =>
    capable === null && enableable === null && isToldOf(a, dev) ? [dev] : [],
  );
  if (hidden.length === 0) return [];
  const it = hidden.length === 1 ? "it has" : "they have";
  const unsaid = unsaidWords(
    a,
    hidden.map((dev) => ({ dev, fact: "pasid" })),
  );
  const why = `whether ${it} PASID is not shown (${remedyText(["pasid"])})`;
  return [item(`${names(a.topology, hidden)}: ${unsaid}: ${why}`)];
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
function dangerLines(t: Topology, { enableable, danger, safe }: PasidAnswer): readonly string[] {
  if (enableable !== true) return [];
  if (safe === null)
    return ["whether that is safe cannot be said: something on its way is not shown"];
  if (danger === null) return [];
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
