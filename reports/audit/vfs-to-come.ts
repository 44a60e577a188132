/**
 * The answer to `--vfs BDF=N`: the requester IDs that N VFs would have, whether the bus numbers
 * suffice, the groups that Linux would form, and whose PASID they would use.
 */
import { match } from "ts-pattern";
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { NoVfs, VfGroup, VfsAnswer, VfsToCome } from "../../audit/findings/vfs-to-come.js";
import type { Answer } from "./answer.js";
import { decidingText, item, named, names, unsaidWords, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted, listed } from "../text/words.js";

const VFS_KEY = "vfs";

/** One section a question; all have one member in the JSON, a list. */
export function vfsAnswers(a: Audit, asked: readonly VfsAnswer[]): readonly Answer[] {
  const t = a.topology;
  const json = asked.map((one) => vfsJson(t, one));
  return asked.map((one) => ({
    key: VFS_KEY,
    title: `sriov_numvfs=${one.wanted} on ${named(t, one.pf)}`,
    items: one.ok ? toComeItems(a, one) : [item(noVfsText(t, one.wanted, one.why))],
    json,
  }));
}

function noVfsText(t: Topology, wanted: number, why: NoVfs): string {
  return match(why)
    .with({ what: "no-sriov" }, () => "it has no SR-IOV capability with VFs")
    .with({ what: "no-pf" }, () => "it can have no VFs: only an endpoint can")
    .with({ what: "not-shown" }, ({ fact }) => {
      const what = match(fact)
        .with("capability", () => "its SR-IOV capability is")
        .with("offset", () => "First VF Offset is")
        .with("stride", () => "VF Stride is")
        .exhaustive();
      return `cannot be said: ${what} not shown (sudo lspci -vv shows it)`;
    })
    .with({ what: "too-many" }, ({ total }) => `refused, -ERANGE: it has ${counted(total, "VF")}`)
    .with({ what: "no-bus" }, () => `refused: ${wanted} VFs lie beyond bus ff`)
    .with(
      { what: "taken" },
      ({ by, vf }) =>
        `cannot be: the requester ID of VF ${vf} is that of ${named(t, by)}; the offset may be ` +
        "another once VFs are on",
    )
    .exhaustive();
}

function toComeItems(a: Audit, one: VfsToCome): readonly Item[] {
  const t = a.topology;
  return [
    item(`requester IDs ${rangeText(one.ids)} (offset ${one.offset}, stride ${one.stride})`, [
      "as shown now; the hardware may change both with the number of VFs and with ARI",
      ...(one.now > 0 && one.now !== one.wanted
        ? [`${counted(one.now, "VF")} on now must go first: write 0 to sriov_numvfs, else -EBUSY`]
        : []),
    ]),
    busItem(t, one),
    groupsItem(a, one),
    ...(one.missing.length === 0
      ? []
      : [item(`whether so ${unsaidWords(a, one.missing)}`, [decidingText(t, one.missing)])]),
    item(meetText(one)),
    item(pasidText(a, one)),
  ];
}

function rangeText(ids: readonly Address[]): string {
  const [first, last] = [ids[0], ids.at(-1)];
  if (first === undefined || last === undefined) return "none";
  return ids.length === 1 ? addressText(first) : `${addressText(first)} to ${addressText(last)}`;
}

function busText(bus: number): string {
  return bus.toString(16).padStart(2, "0");
}

function busItem(t: Topology, { pf, buses, lastBus, reachable, ids }: VfsToCome): Item {
  const f = t.functions[pf];
  if (buses.length === 0) return item("all on the bus of the PF: no bus number is needed");
  const last = Math.max(...buses);
  const which = `${buses.length === 1 ? "bus" : "buses"} ${listed(buses.map(busText))} as well`;
  if (reachable === true) return item(`${which}: within those of the bridge above`);
  const above = f === undefined || f.parent === null ? null : f.parent;
  if (reachable === null)
    return item(
      above === null
        ? `${which}: whether the root bus leads there is not shown`
        : `${which}: how far ${named(t, above)} leads is not shown (lspci -v shows it)`,
    );
  const fit = ids.filter(({ bus }) => bus <= (lastBus ?? last)).length;
  return item(
    `${which}, but ${above === null ? "the bridge" : named(t, above)} leads to ` +
      `${busText(lastBus ?? 0)} only: refused, -ENOMEM, "bus ${busText(last)} out of range"`,
    [`with these bus numbers ${counted(fit, "VF")} fit; needs bus numbers: pci=assign-busses`],
  );
}

function groupsItem({ topology: t }: Audit, { groups, wanted }: VfsToCome): Item {
  const alone = groups.filter(({ vfs, with: others }) => vfs.length === 1 && others.length === 0);
  if (alone.length === wanted)
    return item(wanted === 1 ? "a group of its own" : `${wanted} groups, each VF in its own`);
  const rest = groups.filter((group) => !alone.includes(group));
  const lines = rest.map((group) => groupText(t, group));
  return item(
    `${counted(groups.length, "group")} with VFs in ${groups.length === 1 ? "it" : "them"}`,
    alone.length === 0 ? lines : [`${counted(alone.length, "VF")} alone`, ...lines],
  );
}

function groupText(t: Topology, { vfs, with: others }: VfGroup): string {
  const [first = 0, last = 0] = [vfs[0], vfs.at(-1)];
  const range = last - first === vfs.length - 1 && vfs.length > 1;
  const which = range
    ? `VFs ${first} to ${last}`
    : `${vfs.length === 1 ? "VF" : "VFs"} ${vfs.join(", ")}`;
  return others.length === 0 ? which : `${which} with ${names(t, others)}`;
}

function meetText({ meet }: VfsToCome): string {
  if (meet === null) return "whether VFs reach each other or the PF untranslated cannot be said";
  return meet
    ? "VFs and PF may reach each other untranslated (the PF has no ACS that redirects; the PCIe " +
        "specification): Linux does not look at that"
    : "VFs and PF do not reach each other untranslated (the ACS of the PF counts for all)";
}

function pasidText(a: Audit, { pf, sharesPasid }: VfsToCome): string {
  if (sharesPasid === null) return "whether they have PASID by the PF is not shown";
  if (!sharesPasid) return "no PASID: the PF has none, and VFs use that of the PF";
  const enableable: boolean | null = a.pasid[pf]?.enableable ?? null;
  const now =
    enableable === null
      ? "whether it can be enabled there cannot be said"
      : enableable
        ? "it can be enabled there"
        : "it cannot be enabled there";
  return (
    `PASID by the PF's capability, one Enable bit and one width for all; ${now}. ` +
    "Tables in Linux are by group, not by PF"
  );
}

function vfsJson(t: Topology, one: VfsAnswer): Json {
  const pf = nameOf(t, one.pf);
  if (!one.ok) return { pf, vfs: one.wanted, possible: false, why: whyJson(t, one.why) };
  const { offset, stride, total, now, ids, buses, lastBus, reachable } = one;
  return {
    pf,
    vfs: one.wanted,
    possible: reachable,
    offset,
    stride,
    total,
    now,
    requester_ids: ids.map((id) => addressText(id)),
    buses: buses.map((bus) => busText(bus)),
    last_bus: lastBus === null ? null : busText(lastBus),
    groups: one.groups.map((group) => ({
      vfs: group.vfs,
      with: group.with.map((dev) => nameOf(t, dev)),
    })),
    missing: one.missing.map(({ dev, fact }) => ({ bdf: nameOf(t, dev), fact })),
    meet: one.meet,
    shares_pasid: one.sharesPasid,
  };
}

function whyJson(t: Topology, why: NoVfs): Json {
  return why.what === "taken" ? { ...why, by: nameOf(t, why.by) } : { ...why };
}
