// The canonical form means the same: groups, PASID limits, shared requester IDs and complete paths
// survive renumbering.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Facts } from "../../model/fabric/facts.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import { renumber } from "../../model/vocabulary/scenario/renumber.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { scenarios } from "./scenario.js";

/** What rules see of a topology, as text, with each function under the index `name` gives it. */
function seen(topology: Topology, iommu: Iommu, name: (i: number) => number): string {
  const facts = new Facts(topology, iommu);
  const sorted = (list: readonly number[]): number[] => list.map(name).sort((a, b) => a - b);
  const sets = (lists: readonly (readonly number[])[]): string[] =>
    lists.map((list) => sorted(list).join()).sort();
  const devs = topology.functions.map((_, i) => i).sort((a, b) => name(a) - name(b));
  return JSON.stringify([
    sets(formGroups(facts, "linux")),
    sets(formGroups(facts, "fabric")),
    sets(formGroups(facts, "linux-255-aliases")),
    sets(facts.sharingPairs()),
    devs.map((i) => facts.maxPasids(i)),
    devs.map((i) => facts.failingPasidPath(i) === null),
  ]);
}

test("of thousands of topologies nothing changes but the numbers", () => {
  let different = 0;
  const property = fc.property(scenarios(), ({ topology, iommu }) => {
    const made = renumber(topology);
    const before = seen(topology, iommu, (i) => made.indices[i] ?? -1);
    if (before !== seen(made.topology, iommu, (i) => i)) different++;
  });
  fc.assert(property, { numRuns: cases({ all: 5000, quick: 500 }), seed: 6 });
  expect(different).toBe(0);
});
