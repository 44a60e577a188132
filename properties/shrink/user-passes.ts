/** The simpler forms of operations of users of the core. */
import {
  OBJECT_NAMES,
  isIoas,
  type HwptName,
  type IoasName,
  type ObjectName,
} from "../../model/vocabulary/operation/iommufd.js";
import { isUserOperationName, type Operation } from "../../model/vocabulary/operation/operation.js";

type Operations = readonly Operation[];

/** One operation: without flags, by iommufd rather than VFIO, with others' names. */
export function* simplerUserOperations(op: Operation, list: Operations): Generator<Operation> {
  yield* withoutFlags(op);
  yield* byIommufd(op);
  for (const other of list) {
    if ("region" in op && "region" in other) yield { ...op, region: other.region };
    if ("ioas" in op && "ioas" in other) yield { ...op, ioas: other.ioas };
    if ("target" in op && "target" in other) yield { ...op, target: other.target };
  }
  if ("region" in op) yield { ...op, region: 1 };
  if ("owner" in op) yield { ...op, owner: 1 };
  if ("context" in op) yield { ...op, context: 1 };
  if ("driver" in op) yield { ...op, driver: 1 };
  if ("mm" in op) yield { ...op, mm: 1 };
  if (op.op === "fd-replace") yield { ...op, op: "fd-attach" };
  if (op.op === "fd-bind") yield { op: "claim", dev: op.dev, owner: 1 };
  if ("target" in op) for (const target of OBJECT_NAMES) yield { ...op, target };
  if (op.op === "hwpt-alloc") for (const of of OBJECT_NAMES) yield { ...op, of };
}

function* withoutFlags(op: Operation): Generator<Operation> {
  if ("copyFault" in op) {
    const { copyFault: _, ...rest } = op;
    yield rest;
  }
  if (op.op !== "hwpt-alloc") return;
  const { forPasids, nestParent, ...plain } = op;
  if (forPasids !== undefined) yield nestParent === undefined ? plain : { ...plain, nestParent };
  if (nestParent !== undefined) yield forPasids === undefined ? plain : { ...plain, forPasids };
}

function* byIommufd(op: Operation): Generator<Operation> {
  if (op.op === "vfio-attach" || op.op === "vfio-attach-pasid") {
    const { copyFault: _, ...rest } = op;
    const pasid = op.op === "vfio-attach" ? 0 : op.pasid;
    yield { ...rest, op: "fd-attach", pasid };
    yield { ...rest, op: "fd-replace", pasid };
  }
  if (op.op === "vfio-detach") yield { ...op, op: "fd-detach", pasid: 0 };
  if (op.op === "vfio-detach-pasid") yield { ...op, op: "fd-detach" };
}

/** One name for all operations that say another, and other changes that go together. */
export function* objectRenamings(list: Operations): Generator<Operations> {
  if (!list.some(({ op }) => isUserOperationName(op))) return;
  yield* withoutTables(list);
  yield allByIommufd(list);
  yield allOnRid(list);
  yield* refusedByDriver(list);
  yield* otherWayRound(list);
  const names = new Set(list.flatMap(objectsOf));
  for (const from of names)
    for (const to of names)
      if (from !== to && isIoas(from) === isIoas(to)) yield list.map((op) => renamed(op, from, to));
}

/** An IOAS in place of a page table that is made of it. */
function* withoutTables(list: Operations): Generator<Operations> {
  for (const [i, made] of list.entries()) {
    if (made.op !== "hwpt-alloc") continue;
    const { hwpt, of } = made;
    yield list
      .toSpliced(i, 1)
      .map((op) => ("target" in op && op.target === hwpt ? { ...op, target: of } : op));
  }
}

/** What VFIO does, done by iommufd: a second attach is a replace. */
function allByIommufd(list: Operations): Operations {
  const attached = new Set<string>();
  return list.map((op): Operation => {
    const pasid = "pasid" in op ? op.pasid : 0;
    const place = `${op.dev} ${pasid}`;
    if (op.op === "vfio-attach" || op.op === "vfio-attach-pasid") {
      const { copyFault: _, ...rest } = op;
      const again = attached.has(place);
      attached.add(place);
      return { ...rest, op: again ? "fd-replace" : "fd-attach", pasid };
    }
    if (op.op !== "vfio-detach" && op.op !== "vfio-detach-pasid") return op;
    attached.delete(place);
    return { ...op, op: "fd-detach", pasid };
  });
}

/** What is attached first, attached in place of what is attached last; one operation may go. */
function* otherWayRound(list: Operations): Generator<Operations> {
  const targets = [...new Set(list.flatMap((op) => ("target" in op ? [op.target] : [])))];
  const [a, b] = targets;
  if (a === undefined || b === undefined) return;
  const other = (name: ObjectName): ObjectName => (name === a ? b : name === b ? a : name);
  const turned = list.map((op) => ("target" in op ? { ...op, target: other(op.target) } : op));
  yield turned;
  for (let i = turned.length - 1; i >= 0; i--) yield turned.toSpliced(i, 1);
}

/** What users do with PASIDs, done with the RID. */
function allOnRid(list: Operations): Operations {
  return list.map((op) => {
    if (op.op === "fd-attach" || op.op === "fd-replace" || op.op === "fd-detach")
      return { ...op, pasid: 0 };
    if (op.op !== "hwpt-alloc") return op;
    const { forPasids: _, ...rest } = op;
    return rest;
  });
}

/** The last operation is refused by the driver; what was there to have it refused need not be. */
function* refusedByDriver(list: Operations): Generator<Operations> {
  const last = list.at(-1);
  if (last === undefined || !("target" in last) || last.fail !== undefined) return;
  const failing: Operation = { ...last, fail: { call: 1, errno: "ENOMEM" } };
  const before = list.slice(0, -1);
  yield [...before, failing];
  for (let i = before.length - 1; i >= 0; i--) yield [...before.toSpliced(i, 1), failing];
}

function objectsOf(op: Operation): readonly ObjectName[] {
  const names: ObjectName[] = [];
  if ("ioas" in op) names.push(op.ioas);
  if ("hwpt" in op) names.push(op.hwpt, op.of);
  if ("object" in op) names.push(op.object);
  if ("target" in op) names.push(op.target);
  return names;
}

function renamed(op: Operation, from: ObjectName, to: ObjectName): Operation {
  const of = (name: ObjectName): ObjectName => (name === from ? to : name);
  if ("ioas" in op) return { ...op, ioas: of(op.ioas) as IoasName };
  if ("hwpt" in op) return { ...op, hwpt: of(op.hwpt) as HwptName, of: of(op.of) };
  if ("object" in op) return { ...op, object: of(op.object) };
  return "target" in op ? { ...op, target: of(op.target) } : op;
}
