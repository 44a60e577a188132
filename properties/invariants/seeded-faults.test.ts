/**
 * No invariant is toothless: each catches its seeded fault, the design that was made to break it,
 * within a named number of random scenarios. And no invariant cries wolf: the repaired contract
 * `sound` (impl/designs/contracts.ts) keeps every invariant but those that it breaks by design,
 * which are listed here with the reason.
 */
import { describe, expect, test } from "vitest";
import { SOUND } from "../../impl/designs/contracts.js";
import { runBatch, type BatchResult } from "../../search/random/batch.js";
import { BATCH_SCENARIOS } from "../../search/random/draw.js";
import { subjectNamed, plain } from "../../search/designs/named.js";
import { firstBreak } from "../../search/random/first-break.js";
import { invariantSet } from "../run/invariant-set.js";
import type { Subject } from "../run/run.js";
import { invariantNamed } from "./all.js";
import { invariants } from "./all.js";
import type { Invariant } from "./invariant.js";

const SEED = 1;
/** A seeded fault that lives longer is not caught. */
const SEEDED_FAULT_SCENARIOS_MAX = 4000;
/** What `sound` is judged on by all invariants together. */
const SOUND_SCENARIOS = 4000;
/** What `sound` breaks by design it breaks within so many. */
const FINVARIANT_SCENARIOS_MAX = 20_000;

/**
 * The invariants that `sound` breaks by design: it is Linux without LEAD-5, LEAD-10 and LEAD-11,
 * and no more.
 */
const BROKEN_BY_DESIGN: ReadonlyMap<string, string> = new Map([
  ["pasid-stays-local", "CLAIM-4: one table a group, so all members with PASIDs are programmed"],
  [
    "shared-rid-same-pasids",
    "CLAIM-2, FLAW-5: groups of Linux do not know all shared requester IDs",
  ],
  ["shared-rid-same-domain", "CLAIM-2, FLAW-4, FLAW-5: the same for the RID"],
  [
    "p2p-peers-in-one-group",
    "BUG-27: the flaws FLAW-1, FLAW-2, FLAW-3, FLAW-6, FLAW-8, FLAW-9 and FLAW-11 of Linux' groups",
  ],
  ["aliases-in-one-group", "FLAW-4, FLAW-5, FLAW-7: bridges without group, ghosts, late linkers"],
  [
    "pasid-enabled-alone-in-group",
    "CLAIM-1, CLAIM-3: the enable check asks for less than grouping, and looks at no requester ID",
  ],
  ["groups-not-over-merged", "FLAW-12: ports are grouped with what is below them"],
  [
    "no-requester-id-spoofing",
    "FLAW-11, BUG-24: groups trust requester IDs where SV is not implemented",
  ],
  ["parents-first-same-groups", "FLAW-4: a bridge without IOMMU has no group to join"],
  ["any-probe-order-same-groups", "CLAIM-10, CLAIM-11: late bridges and late linkers"],
  ["no-p2p-under-pasid", "CLAIM-13, FLAW-9, FLAW-11: the enable check is RR|UF as Linux tests it"],
  ["attach-needs-pasid-enabled", "LEAD-4: max_pasids does not say that PASID is enabled"],
]);

/** They hold a design against the reference, and `sound` is the reference. */
const AGREEMENT = [
  "first-failing-check-decides",
  "same-tables-as-reference",
  "same-groups-as-reference",
];

/** They speak of what runs below a design, and below `sound` nothing runs. */
const WITH_PLATFORM = ["no-kernel-warning"];

const names = invariants.map(({ name }) => name);
const sound = plain("sound", "Linux 7.3 without its known bugs.", SOUND);
const noBeat = (): void => {};

function invariant(name: string): Invariant {
  const known = invariantNamed(name);
  if (known === null) throw new Error(`no invariant ${name}`);
  return known;
}

/** Scenarios until the design breaks the invariant; null: not within the limit. */
function runsToBreak(subject: Subject, name: string, runs_max: number): number | null {
  return (
    firstBreak({ seed: SEED, runs_max, guided: false }, subject, invariant(name), null, noBeat)
      ?.runs ?? null
  );
}

const judged: BatchResult[] = [];

/** `sound`, judged by all invariants together; worked out when first asked. */
function soundBatches(): readonly BatchResult[] {
  const set = invariantSet(invariants);
  for (let batch = judged.length; batch * BATCH_SCENARIOS < SOUND_SCENARIOS; batch++)
    judged.push(runBatch({ seed: SEED, batch, machines: [] }, [sound], set, noBeat));
  return judged;
}

describe("every invariant catches its seeded fault", () => {
  test.each(names)("%s", (name) => {
    const seededFault = subjectNamed(`seeded-fault:${name}`);
    expect(seededFault).not.toBeNull();
    if (seededFault === null) return;
    expect(runsToBreak(seededFault, name, SEEDED_FAULT_SCENARIOS_MAX)).not.toBeNull();
  });
});

describe("sound", () => {
  test("keeps every invariant that it does not break by design", () => {
    const found = soundBatches().flatMap((batch) => batch.found);
    const surprises = found.filter((f) => !BROKEN_BY_DESIGN.has(names[f.invariant] ?? ""));
    expect(surprises.map((f) => `${names[f.invariant]}: ${f.finding.failureMode}`)).toEqual([]);
  });
  test("neither throws nor answers differently when asked twice", () => {
    expect(soundBatches().flatMap((batch) => [...batch.crashed, ...batch.flaky])).toEqual([]);
  });
  test("keeps no invariant merely because it is never asked, but for those that compare", () => {
    const asked = new Set<string>();
    for (const { applied } of soundBatches())
      for (const [at, name] of names.entries()) if ((applied[0]?.[at] ?? 0) > 0) asked.add(name);
    expect(names.filter((name) => !asked.has(name))).toEqual([...AGREEMENT, ...WITH_PLATFORM]);
  });
  test.each([...BROKEN_BY_DESIGN])("breaks %s by design: %s", (name) => {
    expect(runsToBreak(sound, name, FINVARIANT_SCENARIOS_MAX)).not.toBeNull();
  });
});
