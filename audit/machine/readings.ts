/**
 * The readings of a machine beside the one that is told: the least isolating and the most isolating
 * one that its source permits.
 */
import { addressText } from "../../model/vocabulary/topology/address.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { withRules } from "../quirks/apply.js";
import { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import { reindexed } from "./part.js";
import { completed, unseenOf } from "./reading.js";
import { busKey } from "./root-buses.js";
import { functionsOf } from "./topology-of.js";
import type { Unseen } from "../read/unseen.js";

/** Beside each record what is unseen of it; `guessed`: buses whose bridge is not known. */
export function unseenOfAll(
  records: readonly FunctionRecord[],
  guessed: ReadonlySet<string>,
): readonly ReadonlySet<Unseen>[] {
  const inDevice = new Map<string, number>();
  for (const r of records) inDevice.set(deviceText(r), (inDevice.get(deviceText(r)) ?? 0) + 1);
  return records.map((r) => {
    const unseen = unseenOf(r, inDevice.get(deviceText(r)) === 1 && (r.devfn & 7) === 0);
    const floats = r.title !== STAND_IN_TITLE && guessed.has(busKey(r.segment, r.bus));
    return floats ? new Set<Unseen>([...unseen, "place"]) : unseen;
  });
}

function deviceText(r: FunctionRecord): string {
  return addressText({ ...r, devfn: r.devfn & ~7 });
}

/** What a reading may differ in; all else is told with the answers. */
const VARIES: ReadonlySet<Unseen> = new Set<Unseen>([
  "function",
  "kind",
  "acs",
  "acs-bits",
  "egress",
  "prefix",
  "pasid",
]);

/** `possible` is false where an extreme is no topology: then no place is known. */
export function readingsOf(
  records: readonly FunctionRecord[],
  unseen: readonly ReadonlySet<Unseen>[],
  secondaries: readonly (number | null)[],
  indices: readonly number[],
): { readonly readings: readonly Topology[]; readonly possible: boolean } {
  if (!unseen.some((some) => [...some].some((fact) => VARIES.has(fact))))
    return { readings: [], possible: true };
  const isolating = isolatingPorts(records, secondaries);
  const readings = (["least", "most"] as const).map((stance): Topology => {
    const notes = new Notes();
    const full = records.map((r, i) =>
      completed(r, { unseen: unseen[i] ?? new Set(), isolates: isolating.has(i) }, stance),
    );
    const { functions } = withRules(full, functionsOf(full, secondaries, notes, stance), notes);
    const kept = indices.length === records.length ? functions : reindexed(functions, indices);
    return { functions: kept, probe: { scan: "boot", order: null } };
  });
  const possible = readings.filter((t) => impossible(t) === null);
  return { readings: possible, possible: possible.length === readings.length };
}

/**
 * The ports of which the kernel's groups say that they and all above them isolate: something right
 * below is in another group (drivers/iommu/iommu.c pci_device_group, docs/reference/semantics.md
 * 4.1). `records` have the groups that the source shows.
 */
function isolatingPorts(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
): ReadonlySet<number> {
  const bridgeOf = new Map<string, number>();
  for (const [i, { segment }] of records.entries()) {
    const secondary = secondaries[i] ?? null;
    if (secondary !== null) bridgeOf.set(busKey(segment, secondary), i);
  }
  const above = (i: number): number | undefined => {
    const r = records[i];
    return r === undefined ? undefined : bridgeOf.get(busKey(r.segment, r.bus));
  };
  const isolating = new Set<number>();
  for (const [i, r] of records.entries()) {
    if (r.group === null || r.physical !== null) continue;
    const bridge = above(i);
    const group = bridge === undefined ? null : (records[bridge]?.group ?? null);
    if (group === null || group === r.group) continue;
    for (let at = bridge; at !== undefined && !isolating.has(at); at = above(at)) isolating.add(at);
  }
  return isolating;
}
