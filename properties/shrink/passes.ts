/** The passes of shrinking, in the order in which they are tried: what removes most comes first. */
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { isBridge, isEndpoint } from "../../model/vocabulary/topology/topology.js";
import { conventionalBridges } from "./bridges.js";
import {
  hoisted,
  withFunction,
  withFunctions,
  withoutFunctions,
  writtenOrder,
} from "./topology-edits.js";
import { asKind, expressBridges, jointAliases, simplerFunctions, withAbsent } from "./fields.js";
import {
  asRidOperation,
  fewerOperations,
  jointRenamings,
  mergedOperations,
  otherFunctions,
  otherOrders,
  simplerOperations,
} from "./operation-passes.js";
import { lifted, nested, relocated, swappedContents, swappedPlaces } from "./topology-moves.js";
import { ordinaryPasids, plainWidths, withoutPasids } from "./pasid-passes.js";
import { smallerParts } from "./machine-part.js";
import { plainSiblings } from "./siblings.js";

/** Candidates that may or may not be simpler; null: impossible. */
export type Pass = (s: Scenario) => Generator<Scenario | null>;

/** Exchanges are tried in topologies of up to this many functions: they are quadratic. */
const EXCHANGES_MAX = 16;
/** Exchanges and a second step, only at the very end. */
const EXCHANGES_FIRST_MAX = 4;

export const PASSES: readonly Pass[] = [
  onOperations(fewerOperations),
  fewerFunctions,
  withoutBridges,
  plainMachine,
  failingDriver,
  plainFunctions,
  conventionalBridges,
  plainSiblings,
  plainWidths,
  withoutPasids,
  replacedInstead,
  ordinaryPasids,
  usualOrder,
  absentAtBoot,
  insteadOfComing,
  otherPlaces,
  onOperations(mergedOperations),
  onOperations(jointRenamings),
  onOperations(simplerOperations),
  onOperations(otherFunctions),
  onOperations(otherOrders),
  exchanges,
  exchangesFirst,
];

/** Those that leave the IOMMU alone, and each function that they do not take away. */
export const MACHINE_PASSES: readonly Pass[] = [
  smallerParts,
  onOperations(fewerOperations),
  onOperations(mergedOperations),
  onOperations(jointRenamings),
  onOperations(simplerOperations),
  onOperations(otherFunctions),
  onOperations(otherOrders),
];

function onOperations(
  lists: (list: readonly Operation[], functions: number) => Generator<readonly Operation[]>,
): Pass {
  return function* pass(s) {
    for (const operations of lists(s.operations, s.topology.functions.length))
      yield { ...s, operations };
  };
}

/**
 * Each function with what is below it, the last first; its operations go with it, or to another.
 */
function* fewerFunctions(s: Scenario): Generator<Scenario | null> {
  const count = s.topology.functions.length;
  for (let i = count - 1; i >= 0; i--) yield withoutFunctions(s, [i], null);
  for (let i = count - 1; i >= 0; i--)
    for (let heir = 0; heir < count; heir++) if (heir !== i) yield withoutFunctions(s, [i], heir);
}

function* withoutBridges(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  for (const [i, f] of all.entries()) {
    if (isBridge(f)) yield* hoistedAs(s, i, i);
    for (let above = f.parent; above !== null; above = all[above]?.parent ?? null) {
      yield lifted(s, i, above, null);
      yield lifted(s, i, above, i);
      if (isBridge(f)) yield* hoistedAs(s, i, above);
    }
  }
}

/**
 * What was below a bridge in its place; endpoints that come to a root bus also as RCiEPs, which
 * need no port for prefixes.
 */
function* hoistedAs(s: Scenario, bridge: number, above: number): Generator<Scenario | null> {
  const made = hoisted(s, bridge, above);
  yield made;
  if (made === null) return;
  const functions = made.topology.functions.map((f) =>
    f.parent === null && isEndpoint(f) ? asKind(f, "rciep") : f,
  );
  yield withFunctions(made, functions);
  // One that is marked multifunction and has no ACS is as little isolated as below such a port.
  const marked = functions.map((f) =>
    f.parent === null && isEndpoint(f) && f.acs === null ? { ...f, multifunction: true } : f,
  );
  yield withFunctions(made, marked);
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

/** Calls of one operation that are failed instead. */
const FAILED_CALLS = [1, 2, 3, 4];

/**
 * What the last operation met with because the driver is strict, or a function has a direct map,
 * met with because the driver fails: the plain way to be refused half-way.
 */
function* failingDriver(s: Scenario): Generator<Scenario | null> {
  const { functions } = s.topology;
  const last = s.operations.at(-1);
  if (last === undefined || !("domain" in last)) return;
  if (!s.iommu.strict && !functions.some((f) => f.directMap)) return;
  const plain = withFunctions(
    { ...s, iommu: { ...s.iommu, strict: false } },
    functions.map((f) => (f.directMap ? { ...f, directMap: false } : f)),
  );
  if (plain === null) return;
  const before = s.operations.slice(0, -1);
  const unswitched = before.filter(({ op }) => op !== "pasid-enable" && op !== "pasid-disable");
  for (const domain of new Set<typeof last.domain>(["D1", last.domain]))
    for (const call of FAILED_CALLS) {
      const failing: Operation = { ...last, domain, fail: { call, errno: "ENOMEM" } };
      yield { ...plain, operations: [...unswitched, failing] };
      yield { ...plain, operations: [...before, failing] };
    }
}

function* plainFunctions(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  for (const [i, f] of all.entries())
    for (const simpler of simplerFunctions(f, all)) yield withFunction(s, i, simpler);
  for (const functions of jointAliases(all)) yield withFunctions(s, functions);
  for (const functions of expressBridges(all)) yield withFunctions(s, functions);
}

/** The usual probe order; where a bridge came too late, a bridge that does not come at all. */
function* usualOrder(s: Scenario): Generator<Scenario | null> {
  const { functions, probe } = s.topology;
  if (probe.order === null) return;
  const usual = { ...s, topology: { functions, probe: { ...probe, order: null } } };
  for (const [i, f] of functions.entries())
    if (isBridge(f)) yield withFunction(usual, i, { ...f, iommu: false });
}

/** One that goes and comes again was not there to begin with; or it comes before all else. */
function* absentAtBoot(s: Scenario): Generator<Scenario | null> {
  const { functions } = s.topology;
  const devOf = (op: Operation): number => op.dev % functions.length;
  for (const [i, op] of s.operations.entries()) {
    const f = functions[devOf(op)];
    if (f === undefined) continue;
    const operations = s.operations.toSpliced(i, 1);
    if (op.op === "unplug")
      yield withFunction({ ...s, operations }, devOf(op), withAbsent(f, true));
    if (op.op === "plug") yield withFunction({ ...s, operations }, devOf(op), withAbsent(f, false));
  }
}

/** What was done to one that comes, done to another instead. */
function* insteadOfComing(s: Scenario): Generator<Scenario> {
  const count = s.topology.functions.length;
  for (const [i, op] of s.operations.entries()) {
    if (op.op !== "plug") continue;
    for (let heir = 0; heir < count; heir++) {
      const later = s.operations
        .slice(i + 1)
        .map((next) => (next.dev % count === op.dev % count ? { ...next, dev: heir } : next));
      const before = s.operations.slice(0, i);
      yield { ...s, operations: [...before, ...later] };
      yield { ...s, operations: [...before, ...later.map(asRidOperation)] };
    }
  }
}

/** What was attached to another function, put in the place of what the first one has. */
function* replacedInstead(s: Scenario): Generator<Scenario | null> {
  const count = s.topology.functions.length;
  for (let gone = count - 1; gone >= 0; gone--)
    for (let heir = 0; heir < count; heir++) {
      const made = heir === gone ? null : withoutFunctions(s, [gone], heir);
      const last = made?.operations.at(-1);
      if (made === null || last?.op !== "rid-attach") continue;
      yield {
        ...made,
        operations: [...made.operations.slice(0, -1), { ...last, op: "rid-replace" }],
      };
    }
}

function* otherPlaces(s: Scenario): Generator<Scenario | null> {
  if (s.topology.functions.length > EXCHANGES_MAX) return;
  for (const i of s.topology.functions.keys()) yield* relocated(s, i);
  for (const i of s.topology.functions.keys())
    for (const j of s.topology.functions.keys()) yield nested(s, i, j);
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
      const swapped = order.map((dev) =>
        dev === order[i] ? order[j] : dev === order[j] ? order[i] : dev,
      );
      const turns = swapped.flatMap((dev) => dev ?? []);
      yield { ...s, topology: { functions, probe: { ...probe, order: turns } } };
    }
}

/** An exchange that is not simpler by itself, and then what it makes possible. */
function* exchangesFirst(s: Scenario): Generator<Scenario | null> {
  if (s.topology.functions.length > EXCHANGES_FIRST_MAX) return;
  for (const exchanged of exchanges(s)) {
    if (exchanged === null) continue;
    yield* fewerFunctions(exchanged);
    yield* plainMachine(exchanged);
    yield* plainFunctions(exchanged);
  }
}
