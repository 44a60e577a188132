/**
 * A machine of any number of functions, for tests: root ports, switches, devices of eight functions
 * with PASID and ATS, a PF with VFs below each switch, and integrated endpoints beside the ports.
 */
import { ACS, ACS_ISOLATED, type Acs } from "../../model/vocabulary/topology/acs.js";
import { PLAIN, functionOf, type Parts } from "../../model/vocabulary/topology/make-function.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { topology } from "../../model/vocabulary/topology/validate.js";

const SWITCH_PORTS = 6;
const DEVICE_FUNCTIONS = 8;
const VFS = 2;
const PASID = { width: 20, exec: false, priv: false };

/** At least so many functions, rounded up to whole segments. */
export function largeMachine(functions: number): Topology {
  const made: PciFunction[] = [];
  for (let segment = 0; made.length < functions; segment++) addSegment(made, segment);
  return topology(made);
}

/** Every other segment has CR off at its ports, so that devices are grouped together. */
function addSegment(functions: PciFunction[], segment: number): void {
  const ctrl = segment % 2 === 0 ? ACS_ISOLATED : ACS_ISOLATED & ~ACS.CR;
  const acs: Acs = { cap: ACS_ISOLATED, ctrl, egress: [] };
  const common = { ...PLAIN, segment, prefix: true, pf: 0, secondary: 0 };
  const root = functions.length;
  functions.push(
    functionOf("rciep", { ...common, bus: 0, devfn: 0, pasid: PASID, ats: true }),
    functionOf("root-port", { ...common, bus: 0, devfn: 8, secondary: 1, acs }),
    functionOf("upstream-port", { ...common, bus: 1, devfn: 0, parent: root + 1, secondary: 2 }),
  );
  for (let port = 0; port < SWITCH_PORTS; port++) {
    const bus = 3 + port;
    const at = functions.length;
    const place = { bus: 2, devfn: port << 3, parent: root + 2, secondary: bus };
    functions.push(functionOf("downstream-port", { ...common, ...place, acs }));
    const below = { ...common, bus, parent: at };
    if (port === 0) addVirtual(functions, below);
    else addDevice(functions, below);
  }
}

type Below = Omit<Parts, "devfn">;

function addDevice(functions: PciFunction[], below: Below): void {
  // A device of several functions has its PASID enabled only where it has ACS itself.
  const acs: Acs = { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] };
  for (let devfn = 0; devfn < DEVICE_FUNCTIONS; devfn++)
    functions.push(
      functionOf("endpoint", {
        ...below,
        devfn,
        multifunction: true,
        acs,
        pasid: devfn < DEVICE_FUNCTIONS / 2 ? PASID : null,
        ats: devfn === 0,
      }),
    );
}

function addVirtual(functions: PciFunction[], below: Below): void {
  const pf = functions.length;
  functions.push(functionOf("endpoint", { ...below, devfn: 0, pasid: PASID, ats: true }));
  for (let vf = 1; vf <= VFS; vf++) functions.push(functionOf("vf", { ...below, devfn: vf, pf }));
}
