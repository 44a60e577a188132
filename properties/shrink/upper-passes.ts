/** Defines the plainer forms of operations above the core. */
import {
  OBJECT_NAMES,
  isIoas,
  type HwptName,
  type IoasName,
  type ObjectName,
} from "../../model/vocabulary/iommufd-operation.js";
import type { Operation } from "../../model/vocabulary/operation.js";

type Operations = readonly Operation[];

/** One operation: without flags, by iommufd rather than VFIO, with others' names. */
export function* plainerAbove(op: Operation, list: Operations): Generator<Operation> {
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

/** One name for all operations that say another. */
export function* objectRenamings(list: Operations): Generator<Operations> {
  const names = new Set(list.flatMap(objectsOf));
  for (const from of names)
    for (const to of names)
      if (from !== to && isIoas(from) === isIoas(to)) yield list.map((op) => renamed(op, from, to));
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
