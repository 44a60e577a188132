// Under the restriction an invariant that compares machines is given default machines only.
import { expect, test } from "vitest";
import { isDefaultTopology } from "../../model/vocabulary/scenario/default-machine.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { anyProbeOrderSameGroups } from "./grouping/any-probe-order-same-groups.js";
import { p2pPeersInOneGroup } from "./grouping/p2p-peers-in-one-group.js";
import { onDefaultMachines } from "./on-default-machines.js";

const read = readScenario(
  "pasidcheck scenario 1\n00:01.0 root-port bus 01\n01:00.0 endpoint pasid 8\n",
);
if (!read.ok) throw new Error(read.problem.message);
const { topology } = read.value;

test("of the orders that it compares the hot scan is left", () => {
  const restricted = onDefaultMachines(anyProbeOrderSameGroups);
  expect(restricted).toBe(onDefaultMachines(anyProbeOrderSameGroups));
  const all = anyProbeOrderSameGroups.variants?.(topology, null) ?? [];
  const left = restricted.on === "boot" ? (restricted.variants?.(topology, null) ?? []) : [];
  expect(all.length).toBeGreaterThan(left.length);
  expect(left.map(({ probe }) => probe)).toEqual([{ scan: "hot", order: null }]);
  expect(left.every((t) => isDefaultTopology(t))).toBe(true);
});

test("one that compares nothing stays as it is", () => {
  expect(onDefaultMachines(p2pPeersInOneGroup)).toBe(p2pPeersInOneGroup);
});
