/** Defines what is tried, in the order in which it is tried: what removes most comes first. */
import type { Operation } from "../../model/vocabulary/operation.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario.js";
import { isBridge } from "../../model/vocabulary/topology.js";
import {
  hoisted,
  swappedContents,
  swappedPlaces,
  withFunction,
  withoutFunctions,
  writtenOrder,
} from "./edit.js";
import { plainerFunctions } from "./fields.js";
import {
  fewerOperations,
  jointRenamings,
  otherFunctions,
  otherOrders,
  plainerOperations,
} from "./operation-passes.js";

/** Candidates that may or may not be plainer; null: impossible. */
export type Pass = (s: Scenario) => Generator<Scenario | null>;

/** Exchanges are tried in topologies of up to this many functions: they are quadratic. */
const EXCHANGES_MAX = 16;

export const PASSES: readonly Pass[] = [
  onOperations(fewerOperations),
  fewerFunctions,
  withoutBridges,
  plainMachine,
  plainFunctions,
  onOperations(jointRenamings),
  onOperations(plainerOperations),
  onOperations(otherFunctions),
  onOperations(otherOrders),
  exchanges,
];

function onOperations(
  lists: (list: readonly Operation[], functions: number) => Generator<readonly Operation[]>,
): Pass {
  return function* pass(s) {
    for (const operations of lists(s.operations, s.topology.functions.length))
      yield { ...s, operations };
  };
}

/** Each function with what is below it, the last first; its operations go with it, or to another. */
function* fewerFunctions(s: Scenario): Generator<Scenario | null> {
  const count = s.topology.functions.length;
  for (let i = count - 1; i >= 0; i--) yield withoutFunctions(s, [i], null);
  for (let i = count - 1; i >= 0; i--)
    for (let heir = 0; heir < count; heir++) if (heir !== i) yield withoutFunctions(s, [i], heir);
}

function* withoutBridges(s: Scenario): Generator<Scenario | null> {
  for (const [i, f] of s.topology.functions.entries()) if (isBridge(f)) yield hoisted(s, i);
}

function* plainMachine(s: Scenario): Generator<Scenario | null> {
  const { functions, probe } = s.topology;
  yield { ...s, topology: { functions, probe: { scan: "boot", order: null } } };
  yield { ...s, topology: { functions, probe: { ...probe, order: null } } };
  yield { ...s, topology: { functions, probe: { ...probe, scan: "boot" } } };
  yield { ...s, iommu: DEFAULT_IOMMU };
  yield { ...s, iommu: { ...s.iommu, blocking: "pasid" } };
  yield { ...s, iommu: { ...s.iommu, blocking: "rid" } };
  yield { ...s, iommu: { ...s.iommu, strict: false } };
  yield { ...s, iommu: { ...s.iommu, pasidBits: 20 } };
  yield { ...s, iommu: { ...s.iommu, pasidBits: null } };
}

function* plainFunctions(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  for (const [i, f] of all.entries())
    for (const plainer of plainerFunctions(f, all)) yield withFunction(s, i, plainer);
}

/** Places, contents and turns in the probe order, exchanged by pairs. */
function* exchanges(s: Scenario): Generator<Scenario | null> {
  const { functions, probe } = s.topology;
  if (functions.length > EXCHANGES_MAX) return;
  const order = writtenOrder(s.topology);
  for (let i = 0; i < functions.length; i++)
    for (let j = i + 1; j < functions.length; j++) {
      yield swappedPlaces(s, i, j, false);
      yield swappedPlaces(s, i, j, true);
      yield swappedContents(s, i, j);
      if (probe.order === null) continue;
      const swapped = order.map((dev) => (dev === order[i] ? order[j] : dev === order[j] ? order[i] : dev));
      const turns = swapped.flatMap((dev) => dev ?? []);
      yield { ...s, topology: { functions, probe: { ...probe, order: turns } } };
    }
}
