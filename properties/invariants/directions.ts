/**
 * The directions of invariants: numbers that say how near a scenario is to what an invariant speaks
 * of. Only those that were measured to help are here (docs/reference/search.md).
 */
import { firstFailing } from "../../model/fabric/acs.js";
import { Facts } from "../../model/fabric/facts.js";
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  hasAts,
  pasidOf,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Direction } from "./direction.js";

/** Pairs of functions that emit a common requester ID. */
export const sharers: Direction = {
  topology: (t) => new Facts(t, DEFAULT_IOMMU).sharingPairs().length,
};

/** Pairs of functions that must be in one group. */
export const meetings: Direction = {
  topology: (t) => {
    const facts = new Facts(t, DEFAULT_IOMMU);
    return pairs(t, (_x, _y, a, b) => facts.meet(a, b));
  },
};

/** Functions with PASID on whose path one element fails RR or UF, and no other. */
export const oneShort: Direction = {
  topology: (t) =>
    count(t.functions, (f, dev) => {
      if (pasidOf(f) === null) return false;
      const first = firstFailing(t, dev, ACS_PASID);
      if (first === null) return false;
      const above = t.functions[first]?.parent ?? null;
      return above === null || firstFailing(t, above, ACS_PASID) === null;
    }),
};

/** VFs of a PF with PASID. */
export const virtualFunctions: Direction = {
  topology: (t) => count(t.functions, (f) => f.kind === "vf" && capable(t, f)),
};

/** Functions that demand a direct mapping, and RID operations with the blocked domain. */
export const blocking: Direction = {
  topology: (t) => count(t.functions, (f) => f.directMap),
  operations: ({ operations }) => count(operations, (op) => isRid(op) && names(op, "B")),
};

/** Operations with another driver's domain. */
export const foreign: Direction = {
  operations: ({ operations }) => count(operations, (op) => names(op, "F1")),
};

/** Functions of one device that have PASID, and PASID operations in which the driver fails. */
export const halfDone: Direction = {
  topology: (t) => pairs(t, (x, y) => sameDevice(x, y) && capable(t, x) && capable(t, y)),
  operations: ({ operations }) =>
    count(operations, (op) => op.op.startsWith("pasid") && "fail" in op),
};

/** Functions of one device, and RID operations in which the driver fails. */
export const halfDoneRid: Direction = {
  topology: (t) => pairs(t, sameDevice),
  operations: ({ operations }) => count(operations, (op) => isRid(op) && "fail" in op),
};

/** Functions of one device with ATS, which can be reset while the others go on. */
const beside = (t: Topology): number =>
  pairs(t, (x, y) => sameDevice(x, y) && (hasAts(x) || hasAts(y)));

/** Resets that are prepared and at once done. */
export const roundTrips: Direction = {
  topology: beside,
  operations: ({ operations }) =>
    count(operations, (op, i) => op.op === "reset-done" && operations[i - 1]?.op === PREPARE),
};

const PREPARE = "reset-prepare";

/** Functions that go while they are in a reset. */
export const goneInReset: Direction = { topology: beside, operations: leavings };

function leavings({ topology, operations }: Scenario): number {
  const resets = new Set<number>();
  let leaving = 0;
  for (const op of operations) {
    const dev = op.dev % topology.functions.length;
    if (op.op === PREPARE) resets.add(dev);
    else if (op.op === "reset-done") resets.delete(dev);
    else if (op.op === "unplug" && resets.delete(dev)) leaving++;
  }
  return leaving;
}

function count<T>(list: readonly T[], wanted: (item: T, index: number) => boolean): number {
  let n = 0;
  for (let i = 0; i < list.length; i++) if (wanted(list[i] as T, i)) n++;
  return n;
}

function pairs(
  { functions }: Topology,
  wanted: (x: PciFunction, y: PciFunction, a: number, b: number) => boolean,
): number {
  let n = 0;
  functions.forEach((x, a) => {
    for (let b = a + 1; b < functions.length; b++) if (wanted(x, functions[b]!, a, b)) n++;
  });
  return n;
}

function sameDevice(x: PciFunction, y: PciFunction): boolean {
  return x.parent === y.parent && x.bus === y.bus && slotOf(x) === slotOf(y);
}

/** Whether it has PASIDs: a VF has its PF's. */
function capable(t: Topology, f: PciFunction): boolean {
  const owner = f.kind === "vf" ? t.functions[f.pf] : f;
  return owner !== undefined && pasidOf(owner) !== null;
}

function isRid({ op }: Operation): boolean {
  return op.startsWith("rid") || op.startsWith("device");
}

function names(op: Operation, domain: string): boolean {
  return "domain" in op && op.domain === domain;
}
