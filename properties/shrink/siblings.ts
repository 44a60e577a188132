/**
 * The plain ways in which two functions share a group: as two functions of a device that is not
 * isolated, or one below a port. Where it only matters that they share one, how is no matter.
 */
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  isBridge,
  isEndpoint,
  type Endpoint,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { plainFunction } from "../../model/vocabulary/topology/plain-function.js";
import { withFunctions } from "./topology-edits.js";
import { withAbsent, withAts } from "./fields.js";
import { PLAIN_WIDTH } from "./shrink-order.js";

/** Topologies are replaced up to this many functions. */
const FUNCTIONS_MAX = 4;
const CAPABLE = { width: PLAIN_WIDTH, exec: false, priv: false };

/** Each two functions as the only ones; what was done to others is left out. */
export function* plainSiblings(s: Scenario): Generator<Scenario | null> {
  const all = s.topology.functions;
  if (all.length < 2 || all.length > FUNCTIONS_MAX) return;
  for (const [i, f] of all.entries())
    for (const [j, g] of all.entries()) {
      if (i === j) continue;
      const dev = (op: Operation): number => op.dev % all.length;
      const own = s.operations.filter((op) => dev(op) === i || dev(op) === j);
      const named = own.map((op) => ({ ...op, dev: dev(op) === i ? 0 : 1 }));
      if (!isBridge(f) && !isBridge(g)) yield made(s, [onDevice(f, 0), onDevice(g, 1)], named);
      const below = { ...onDevice(g, 0), multifunction: false, bus: 1, parent: 0, devfn: 0 };
      if (!isBridge(g)) yield made(s, [portAbove(f), below], named);
      // The second comes only when the first has been used.
      const joining = named
        .filter((op) => op.op !== "unplug")
        .map((op) => (op.op === "plug" ? op : { ...op, dev: 0 }));
      // While it is added, only its own header says that it is one of several.
      const second = { ...onDevice(g, 1), multifunction: true, pasid: CAPABLE };
      const absent = withAbsent(second, true);
      yield made(s, [{ ...onDevice(f, 0), pasid: CAPABLE }, absent], joining);
    }
}

function made(
  s: Scenario,
  functions: readonly PciFunction[],
  operations: readonly Operation[],
): Scenario | null {
  const topology = {
    functions: s.topology.functions,
    probe: { scan: "boot", order: null },
  } as const;
  return withFunctions({ ...s, topology, operations }, functions);
}

const ROOT_BUS = { segment: 0, bus: 0, parent: null, realDma: null };

/** Function n of the device, with what counts of the given one. */
function onDevice(f: PciFunction, n: number): Endpoint {
  const plain = plainFunction("endpoint", ROOT_BUS, 8 + n);
  if (!isEndpoint(plain)) throw new Error("an endpoint is an endpoint");
  const capable = f.kind === "vf" || (isEndpoint(f) && f.pasid !== null);
  const ats = isEndpoint(f) && f.ats === true;
  const reserved = f.reserved === undefined ? {} : { reserved: f.reserved };
  const pasid = capable ? CAPABLE : null;
  return { ...withAts(plain, ats), multifunction: n === 0, pasid, ...reserved };
}

function portAbove(f: PciFunction): PciFunction {
  const port = plainFunction("root-port", ROOT_BUS, 8);
  return isBridge(port) ? { ...port, secondary: 1, directMap: f.directMap } : port;
}
