/**
 * The topology with no plain endpoint on a root bus, as PCI Express has it (PCIe base specification
 * 1.3.2): with a root port above each device, or with root complex integrated endpoints.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { plainFunction } from "../../model/vocabulary/topology/plain-function.js";
import {
  isBridge,
  isEndpoint,
  isPort,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { asKind } from "./fields.js";
import { fullAcs } from "./shrink-order.js";
import { withFunctions } from "./topology-edits.js";

const BUS_MAX = 255;

/**
 * A root port above each device of endpoints; functions of one device stay one device. Null where
 * there is nothing to put a port above, or no bus is left.
 */
export function withPortsAbove(s: Scenario): Scenario | null {
  const all = s.topology.functions;
  const devices = [...new Set(all.filter(movable).map(deviceOf))];
  if (devices.length === 0) return null;
  // VFs and what is told by another function's index would have to move too.
  if (all.some((f) => f.kind === "vf" || f.realDma !== null)) return null;
  if (all.some((f) => !movable(f) && devices.includes(deviceOf(f)))) return null;
  const first = Math.max(...all.map((f) => (isBridge(f) ? f.secondary : f.bus))) + 1;
  if (first + devices.length - 1 > BUS_MAX) return null;
  const ports = devices.map((device, i) => portFor(all, device, first + i));
  const moved = all.map((f): PciFunction => {
    const port = devices.indexOf(deviceOf(f));
    if (!movable(f)) return { ...f, parent: f.parent === null ? null : f.parent + ports.length };
    const below = f.kind === "rciep" ? asKind(f, "endpoint") : f;
    const place = { parent: port, bus: first + port, devfn: f.devfn & 7 };
    return { ...below, ...place, aliases: f.aliases.map((alias) => alias & 7) };
  });
  const probe = { scan: s.topology.probe.scan, order: null };
  const operations = s.operations.map((op) => ({
    ...op,
    dev: (op.dev % all.length) + ports.length,
  }));
  return withFunctions({ ...s, operations, topology: { functions: all, probe } }, [
    ...ports,
    ...moved,
  ]);
}

/** The endpoints of root buses as root complex integrated ones; null where there are none. */
export function withIntegrated(s: Scenario): Scenario | null {
  const all = s.topology.functions;
  if (!all.some((f) => movable(f) && f.kind !== "rciep")) return null;
  return withFunctions(
    s,
    all.map((f) => (movable(f) ? asKind(f, "rciep") : f)),
  );
}

function movable(f: PciFunction): boolean {
  return f.parent === null && isEndpoint(f);
}

/** Functions of one device have it in common. */
function deviceOf(f: PciFunction): string {
  return `${f.segment} ${f.bus} ${f.devfn >> 3}`;
}

function portFor(all: readonly PciFunction[], device: string, secondary: number): PciFunction {
  const f = all.find((one) => deviceOf(one) === device);
  const at = { segment: f?.segment ?? 0, bus: f?.bus ?? 0, parent: null, realDma: null };
  const port = plainFunction("root-port", at, (f?.devfn ?? 0) & ~7);
  if (!isPort(port)) throw new Error("a root port is a port");
  return { ...port, secondary, acs: fullAcs("root-port"), prefix: true };
}
