/**
 * The smaller and simpler lists of operations to try: fewer, other orders, simpler fields, and one
 * name for what several names stand for.
 */
import { ACS, ACS_BITS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { DOMAIN_NAMES, type DomainName } from "../../model/vocabulary/operation/domain.js";
import {
  isUserOperationName,
  type Operation,
  type OperationOf,
} from "../../model/vocabulary/operation/operation.js";

import { objectRenamings, simplerUserOperations } from "./user-passes.js";
import { PASID_MAX } from "../../model/vocabulary/operation/operands.js";

type Operations = readonly Operation[];

/**
 * Halves, quarters, ... single operations left out; then pairs, which one alone would not let go.
 */
export function* fewerOperations(list: Operations): Generator<Operations> {
  for (let size = list.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
    for (let from = list.length - size; from > -size; from -= size)
      yield list.toSpliced(Math.max(0, from), from < 0 ? size + from : size);
  if (list.length > PAIRS_MAX) return;
  for (let i = 0; i < list.length; i++)
    for (let j = i + 1; j < list.length; j++) yield list.toSpliced(j, 1).toSpliced(i, 1);
}

/** Pairs are tried in lists up to this length, other orders too. */
const PAIRS_MAX = 12;

/** One operation left out, and its handle or domain taken over by another. */
export function* mergedOperations(list: Operations): Generator<Operations> {
  if (list.length > PAIRS_MAX) return;
  for (const [i, gone] of list.entries())
    for (const [j, heir] of list.entries()) {
      if (i === j || !("domain" in gone) || !("domain" in heir)) continue;
      const handle = handleOf(gone);
      if (handle !== null) yield list.with(j, withHandle(heir, handle)).toSpliced(i, 1);
      yield list.with(j, { ...heir, domain: gone.domain }).toSpliced(i, 1);
    }
}

/** One operation moved to another place. */
export function* otherOrders(list: Operations): Generator<Operations> {
  if (list.length > PAIRS_MAX) return;
  for (let from = 0; from < list.length; from++)
    for (let to = 0; to < list.length; to++) {
      const op = list[from];
      if (op !== undefined && to !== from) yield list.toSpliced(from, 1).toSpliced(to, 0, op);
    }
}

/**
 * One value for all operations that name it: domains, handles and PASIDs become others, or equal.
 */
export function* jointRenamings(list: Operations): Generator<Operations> {
  yield list.map(asPasidOperation);
  const pasids = new Set(list.flatMap((op) => ("pasid" in op ? [op.pasid] : [])));
  const domains = new Set(list.flatMap((op) => ("domain" in op ? [op.domain] : [])));
  const handles = new Set(list.flatMap((op) => handleOf(op) ?? []));
  for (const from of pasids)
    for (const to of otherPasids(from, pasids))
      yield list.map((op) => ("pasid" in op && op.pasid === from ? { ...op, pasid: to } : op));
  for (const from of domains)
    for (const to of new Set<DomainName>(["D1", freshDomain(domains), "B", ...domains]))
      if (to !== from)
        yield list.map((op) => ("domain" in op && op.domain === from ? { ...op, domain: to } : op));
  yield* objectRenamings(list);
  for (const from of handles) {
    yield list.map((op) => (handleOf(op) === from ? withoutHandle(op) : op));
    for (const to of handles)
      if (to < from) yield list.map((op) => (handleOf(op) === from ? withHandle(op, to) : op));
  }
}

/** A paging domain that no operation names: the plain form of any that need only be different. */
function freshDomain(names: ReadonlySet<DomainName>): DomainName {
  return DOMAIN_NAMES.find((name) => name.startsWith("D") && !names.has(name)) ?? "D1";
}

/** What was done to the RID, done to PASID 1. */
function asPasidOperation(op: Operation): Operation {
  if (op.op === "rid-attach") return { ...op, op: "pasid-attach", pasid: 1 };
  if (op.op === "rid-replace") return { ...op, op: "pasid-replace", pasid: 1 };
  return op.op === "rid-detach" ? { ...op, op: "pasid-detach", pasid: 1 } : op;
}

/** What was done to a PASID, done to the RID. */
export function asRidOperation(op: Operation): Operation {
  if (op.op !== "pasid-attach" && op.op !== "pasid-replace" && op.op !== "pasid-detach") return op;
  const { pasid: _, ...rest } = op;
  if (rest.op === "pasid-attach") return { ...rest, op: "rid-attach" };
  return rest.op === "pasid-replace"
    ? { ...rest, op: "rid-replace" }
    : { ...rest, op: "rid-detach" };
}

/**
 * 1, the other names, a small number that nobody has, and special values that some rule may ask
 * for.
 */
function otherPasids(from: number, names: ReadonlySet<number>): ReadonlySet<number> {
  let fresh = 1;
  while (names.has(fresh)) fresh++;
  const others = new Set([1, fresh, ...names, 256, PASID_MAX]);
  others.delete(from);
  return others;
}

function handleOf(op: Operation): number | null {
  return "handle" in op ? (op.handle ?? null) : null;
}

function withHandle(op: Operation, handle: number): Operation {
  return takesHandle(op) ? { ...op, handle } : op;
}

type Handed = OperationOf<"rid-attach" | "rid-replace" | "pasid-attach" | "pasid-replace">;

function takesHandle(op: Operation): op is Handed {
  return "domain" in op && op.op !== "device-attach" && op.op !== "allocate-pasid";
}

function withoutHandle(op: Operation): Operation {
  if (!("handle" in op)) return op;
  const { handle: _, ...rest } = op;
  return rest;
}

/**
 * One operation at a time: without what it need not have, as a simpler kind, on another function.
 */
export function* simplerOperations(list: Operations, functions: number): Generator<Operations> {
  for (const [i, op] of list.entries())
    for (const simpler of simplerForms(op, list, functions)) yield list.with(i, simpler);
}

function* simplerForms(op: Operation, list: Operations, functions: number): Generator<Operation> {
  yield withoutHandle(op);
  if ("fail" in op && op.fail !== undefined) {
    const { fail, ...rest } = op;
    yield rest;
    for (let call = 1; call <= Math.min(fail.call, 8); call++)
      for (const errno of ["ENOMEM", fail.errno] as const) yield { ...op, fail: { call, errno } };
  }
  if ("features" in op) {
    const { features: _, ...rest } = op;
    yield rest;
    yield { ...rest, features: 2 };
  }
  if (op.op === "acs-set") yield* simplerControls(op);
  yield* simplerKindsOf(op, list);
  if (isUserOperationName(op.op)) yield* simplerUserOperations(op, list);
  for (let dev = 0; dev < functions; dev++) yield { ...op, dev };
  for (const other of list) {
    if ("domain" in op && "domain" in other) yield { ...op, domain: other.domain };
    if ("pasid" in op && "pasid" in other) yield { ...op, pasid: other.pasid };
    const handle = handleOf(other);
    if (handle !== null && handleOf(op) !== null) yield withHandle(op, handle);
  }
  if ("domain" in op) yield { ...op, domain: "D1" };
}

/** All on, none on, and one bit at a time as it is when all are on. */
function* simplerControls(op: OperationOf<"acs-set">): Generator<Operation> {
  for (const ctrl of [ACS_ISOLATED, 0]) yield { ...op, ctrl };
  for (const bit of ACS_BITS.map((name) => ACS[name]))
    if (((op.ctrl ^ ACS_ISOLATED) & bit) !== 0) yield { ...op, ctrl: op.ctrl ^ bit };
}

/**
 * The operation as a simpler kind: attach rather than replace, detach rather than both, PASIDs
 * rather than the RID.
 */
function* simplerKindsOf(op: Operation, list: Operations): Generator<Operation> {
  if (isUserOperationName(op.op)) return;
  switch (op.op) {
    case "pasid-replace":
      yield { ...op, op: "pasid-attach" };
      yield asRidOperation({ ...op, op: "pasid-attach" });
      yield { op: "pasid-detach", dev: op.dev, pasid: op.pasid };
      return;
    case "rid-replace":
    case "device-attach":
      yield { ...op, op: "rid-attach" };
      return;
    case "device-detach":
      yield { ...op, op: "rid-detach" };
      return;
    case "rid-attach":
      for (const other of list)
        if ("pasid" in other) yield { ...op, op: "pasid-attach", pasid: other.pasid };
      return;
    case "pasid-attach": {
      const { pasid: _, ...rest } = op;
      yield { ...rest, op: "rid-attach" };
      return;
    }
    case "pasid-enable":
    case "pasid-disable":
    case "rid-detach":
    case "pasid-detach":
    case "plug":
    case "unplug":
    case "reset-prepare":
    case "reset-done":
    case "acs-set":
      return;
  }
}

/** Two functions exchange their operations, or one takes over all of another's. */
export function* otherFunctions(list: Operations, functions: number): Generator<Operations> {
  const on = (op: Operation, dev: number): boolean => op.dev % functions === dev;
  for (let a = 0; a < functions; a++)
    for (let b = 0; b < functions; b++) {
      if (a === b) continue;
      yield list.map((op) => (on(op, b) ? { ...op, dev: a } : op));
      if (a > b) continue;
      // From some operation on; from the first on, they exchange all.
      for (let from = 0; from < Math.min(list.length, PAIRS_MAX); from++)
        yield list.map((op, n) =>
          n < from ? op : on(op, a) ? { ...op, dev: b } : on(op, b) ? { ...op, dev: a } : op,
        );
    }
}
