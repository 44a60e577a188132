/**
 * The time that the audit of a machine takes: 300 functions, and 4,096, the most that are read. The
 * first run of a process is told by itself: it is what a user waits for.
 */
import { audit } from "../audit/findings/audit.js";
import { ACS_ISOLATED, type Acs } from "../model/vocabulary/topology/acs.js";
import { topology } from "../model/vocabulary/topology/validate.js";
import { PLAIN, functionOf } from "../model/vocabulary/topology/make-function.js";
import type { PciFunction, Topology } from "../model/vocabulary/topology/topology.js";

const ROUNDS = 5;
/** One root port, a switch with eight ports, eight functions below each. */
const HIERARCHY_FUNCTIONS = 74;
const SWITCH_PORTS = 8;
const PORT_FUNCTIONS = 8;

/** Lines of figures. */
export function benchAudit(): string[] {
  return [4, 55].map((hierarchies) => {
    const machine = topologyOf(hierarchies);
    const [first = 0, ...others] = Array.from({ length: ROUNDS }, () => auditMs(machine));
    const size = machine.functions.length;
    const rest = `later ${others.map((ms) => ms.toFixed(1)).join(" ")} ms`;
    return `${size} functions: first ${first.toFixed(1)} ms, ${rest}`;
  });
}

function auditMs(machine: Topology): number {
  const started = performance.now();
  audit({ topology: machine });
  return performance.now() - started;
}

/** Half of the switches have CR off, so groups are large and their splits are tried. */
function topologyOf(hierarchies: number): Topology {
  const functions: PciFunction[] = [];
  for (let segment = 0; functions.length < hierarchies * HIERARCHY_FUNCTIONS; segment++)
    addSwitch(functions, segment, segment % 2 === 0 ? ACS_ISOLATED : ACS_ISOLATED & ~0x08);
  return topology(functions);
}

function addSwitch(functions: PciFunction[], segment: number, ctrl: number): void {
  const acs: Acs = { cap: ACS_ISOLATED, ctrl, egress: [] };
  const common = { ...PLAIN, segment, prefix: true, pf: 0, secondary: 0 };
  const root = functions.length;
  functions.push(
    functionOf("root-port", { ...common, bus: 0, devfn: 8, secondary: 1, acs }),
    functionOf("upstream-port", { ...common, bus: 1, devfn: 0, parent: root, secondary: 2 }),
  );
  for (let port = 0; port < SWITCH_PORTS; port++) {
    const bus = 3 + port;
    const at = functions.length;
    const place = { bus: 2, devfn: port << 3, parent: root + 1, secondary: bus };
    functions.push(functionOf("downstream-port", { ...common, ...place, acs }));
    for (let devfn = 0; devfn < PORT_FUNCTIONS; devfn++) {
      const pasid = { width: 20, exec: false, priv: false };
      const more = { bus, devfn, parent: at, multifunction: true, pasid };
      functions.push(functionOf("endpoint", { ...common, ...more }));
    }
  }
}
