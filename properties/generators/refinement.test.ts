// The refinement profiles keep their promise: groups of one, no shared requester ID, only capable
// functions, PASIDs in range, compatible domains. There a table per group and one per device must
// agree, so no run may be wasted.
import fc from "fast-check";
import { expect, test } from "vitest";
import { Facts } from "../../model/fabric/facts.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { scenarios } from "./scenario.js";

function strays(s: Scenario): string | null {
  const facts = new Facts(s.topology, s.iommu);
  if (facts.sharingPairs().length > 0) return "shared requester ID";
  for (const grouping of ["linux", "fabric"] as const)
    if (formGroups(facts, grouping).some((members) => members.length > 1)) return grouping;
  for (const op of s.operations) {
    if ("domain" in op && !op.domain.startsWith("D")) return `domain ${op.domain}`;
    if ("pasid" in op && !(op.pasid > 0 && op.pasid < facts.maxPasids(op.dev))) return "range";
  }
  return null;
}

test.each(["refinement", "refinement-6.2"] as const)("3,000 scenarios of %s", (profile) => {
  const found = new Map<string, number>();
  let operations = 0;
  const property = fc.property(scenarios({ profiles: [profile] }), (s) => {
    const why = strays(s);
    if (why !== null) found.set(why, (found.get(why) ?? 0) + 1);
    operations += s.operations.filter((op) => "pasid" in op).length;
  });
  fc.assert(property, { numRuns: 3000, seed: 9 });
  expect([...found]).toEqual([]);
  expect(operations).toBeGreaterThan(30_000);
});

test("what Linux 6.2 could not do is not asked", () => {
  const all = fc.sample(scenarios({ profiles: ["refinement-6.2"] }), { numRuns: 500, seed: 9 });
  const operations = all.flatMap((s) => s.operations);
  expect(operations.some((op) => op.op.endsWith("replace") || "handle" in op)).toBe(false);
});
