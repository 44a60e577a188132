/**
 * The time that Linux' groups take to form on up to 65,536 functions, 256 full buses: root ports on
 * bus 0, 256 functions below each. The kernel's own walk looks at every function for every
 * function; here the growth must be near to linear.
 */
import { factsOf } from "../impl/fabric/facts.js";
import { linuxGroups } from "../impl/grouping/linux.js";
import { ACS_ISOLATED, type Acs } from "../model/vocabulary/topology/acs.js";
import { PLAIN, functionOf } from "../model/vocabulary/topology/make-function.js";
import type { PciFunction, Topology } from "../model/vocabulary/topology/topology.js";
import { median } from "../search/gate/median.js";

/** A vocabulary of 4,096 functions is enough for machines, so these are made without its check. */
const BUSES = [4, 16, 64, 256] as const;
const BUS_FUNCTIONS = 256;
const ROUNDS = 5;
const FULL: Acs = { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] };

interface Shape {
  readonly name: string;
  /** Of the root ports. */
  readonly port: Acs | null;
  /** Of the functions below. */
  readonly endpoint: Acs | null;
  readonly aliases: boolean;
}

const SHAPES: readonly Shape[] = [
  { name: "all isolated", port: FULL, endpoint: FULL, aliases: false },
  { name: "ports isolate, functions do not", port: FULL, endpoint: null, aliases: false },
  { name: "nothing isolates", port: null, endpoint: null, aliases: false },
  { name: "chains of aliases", port: FULL, endpoint: FULL, aliases: true },
];

/** Lines of figures. */
export function benchGrouping(): string[] {
  return SHAPES.map((shape) => {
    const figures: string[] = [];
    let before = 0;
    for (const buses of BUSES) {
      const functions = fullBuses(buses, shape);
      const ms = median(Array.from({ length: ROUNDS }, () => formingMs(functions)));
      const growth = before === 0 ? "" : ` (x ${(ms / before).toFixed(1)})`;
      figures.push(`${functions.length >> 10}k ${ms.toFixed(1)} ms${growth}`);
      before = ms;
    }
    return `${shape.name}: ${figures.join(", ")}`;
  });
}

/** Facts and groups of a topology that nothing is known of yet. */
function formingMs(functions: readonly PciFunction[]): number {
  const topology: Topology = {
    functions: functions.slice(),
    probe: { scan: "boot", order: null },
  };
  const started = performance.now();
  linuxGroups(factsOf(topology));
  return performance.now() - started;
}

function fullBuses(buses: number, shape: Shape): readonly PciFunction[] {
  const functions: PciFunction[] = [];
  for (let devfn = 0; devfn < BUS_FUNCTIONS; devfn++) {
    const at = { ...PLAIN, bus: 0, devfn, multifunction: true, pf: 0 };
    const secondary = devfn + 1;
    if (secondary < buses)
      functions.push(functionOf("root-port", { ...at, secondary, acs: shape.port, prefix: true }));
    else functions.push(functionOf("rciep", { ...at, secondary: 0, acs: shape.endpoint }));
  }
  for (let bus = 1; bus < buses; bus++) {
    for (let devfn = 0; devfn < BUS_FUNCTIONS; devfn++) {
      const next = shape.aliases && devfn + 1 < BUS_FUNCTIONS ? [devfn + 1] : [];
      const at = { bus, devfn, parent: bus - 1, multifunction: true, ari: true, aliases: next };
      const more = { secondary: 0, pf: 0, acs: shape.endpoint, prefix: true };
      functions.push(functionOf("endpoint", { ...PLAIN, ...at, ...more }));
    }
  }
  return functions;
}
