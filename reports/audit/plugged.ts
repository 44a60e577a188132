/**
 * The lines of an audit that tell which functions look as if they were plugged after boot, by what,
 * and what a reboot will change (BUG-27).
 */
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { agreementOf } from "../../audit/findings/agreement.js";
import { lackOf } from "../../audit/findings/missing-acs.js";
import type { Plugged, PluggedAnswer, PluggedInput } from "../../audit/findings/plugged.js";
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { item, lackWords, named, names, parts, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted, listed } from "../text/words.js";

export const PLUGGED_TITLE = "As if plugged after boot";

export function pluggedItems(t: Topology, { devices }: PluggedAnswer): readonly Item[] {
  const items = devices.map((one) => deviceItem(t, one));
  return items.length === 0 ? [] : [...items, item(WHICH_BOOTS)];
}

const WHICH_BOOTS =
  "A boot does otherwise where PCI is scanned before the IOMMU driver comes, as on x86; where " +
  "the driver is there first, as on some Arm machines, every boot does this.";

function deviceItem(t: Topology, one: Plugged): Item {
  const { functions, late, sure, groups, pasid } = one;
  const whose = functions.length === 1 ? "its" : "their";
  const title = sure
    ? `${who(t, functions)}: ${whose} own header has no multifunction bit`
    : `${who(t, functions)}: may be; ${whose} own multifunction bit, or something else that ` +
      "matters, is not shown (lspci -xxx as root, or /sys, shows the bit)";
  const others = late.filter((dev) => !functions.includes(dev));
  const came = others.length === 0 ? [] : [`plugged together with ${names(t, others)}`];
  return item(title, [
    ...came,
    ...(groups === null ? [] : groupLines(t, groups)),
    ...pasid.map((dev) => pasidLine(t, dev)),
  ]);
}

function groupLines(
  t: Topology,
  { given, rebooted }: NonNullable<Plugged["groups"]>,
): readonly string[] {
  return [
    `given ${parts(t, given)}: a function that is added is grouped before Linux marks it ` +
      "multifunction, so it is held against no other function of its device",
    `after a reboot ${parts(t, rebooted)}`,
    "until then functions are in different groups though nothing is known to keep requests of " +
      "one from the other",
  ];
}

function pasidLine(t: Topology, dev: number): string {
  const f = t.functions[dev];
  const lack = f === undefined ? null : lackOf(f, ACS_PASID);
  const why = lack === null ? "" : ` (${lackWords(t, dev, lack)})`;
  return (
    `PASID is on at ${nameOf(t, dev)}: it was enabled in the same moment, without the ACS that ` +
    `is asked of a multifunction device${why}; after a reboot it cannot be enabled`
  );
}

/** `01:00.1 endpoint`, `01:00.1, 01:00.2 and 01:00.3`. */
function who(t: Topology, devs: readonly number[]): string {
  const [first = -1] = devs;
  return devs.length === 1 ? named(t, first) : listed(devs.map((dev) => nameOf(t, dev)));
}

/**
 * In place of a plain difference: what given groups agree with, if these were plugged; null where
 * that explains nothing, or not all. `sure`: it is shown, so it is no difference of the rules.
 */
export function pluggedAgreement(
  { topology, groups: given }: PluggedInput,
  { devices, groupOf }: PluggedAnswer,
): { readonly text: string; readonly sure: boolean } | null {
  const agreement = groupOf === null ? null : agreementOf(groupOf, given);
  if (agreement === null || !agreement.agrees) return null;
  const byGroups = devices.filter(({ groups }) => groups !== null);
  const functions = byGroups.flatMap((one) => one.functions);
  const was = functions.length === 1 ? "was" : "were";
  const groups = counted(agreement.groups.size, "group");
  const size = `${counted(agreement.functions, "function")} in ${groups}`;
  return {
    text: `if ${names(topology, functions)} ${was} plugged after boot: ${size}`,
    sure: byGroups.every(({ sure }) => sure),
  };
}

/** The member `plugged` of the JSON; addresses in place of indices. */
export function pluggedJson(t: Topology, { devices }: PluggedAnswer): Json {
  const all = (devs: readonly number[]) => devs.map((dev) => nameOf(t, dev));
  return devices.map(({ functions, late, sure, groups, pasid }) => ({
    functions: all(functions),
    late: all(late),
    sure,
    given: groups === null ? null : groups.given.map(all),
    after_reboot: groups === null ? null : groups.rebooted.map(all),
    pasid_lost: all(pasid),
  }));
}
