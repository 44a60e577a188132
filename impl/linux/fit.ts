/**
 * The scenarios that the kernel driver can express, and the nearest one to a scenario that it
 * cannot. What is left out here is listed in docs/use/kernel.md; what this file does not mend the
 * driver refuses by itself (impl/linux/driver pck_refuse).
 */
import { ACS, ACS_ISOLATED, type AcsRule } from "../../model/vocabulary/topology/acs.js";
import { probeOrder } from "../../model/vocabulary/topology/probe-order.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";

/** The rules of drivers/pci/quirks.c that the driver has a vendor and device ID for. */
const RULES: readonly AcsRule[] = [
  { claims: ACS_ISOLATED, mask: 0x7f },
  { claims: ACS_ISOLATED | ACS.TB | ACS.DT, mask: 0x7f },
  { claims: 0, mask: 0x7f },
];

/** The nearest scenario that the kernel can be asked; the scenario itself where it can be. */
export function fitToLinux(scenario: Scenario): Scenario {
  const { topology } = scenario;
  const functions = withKnownRules(topology.functions);
  const order = hasLinuxOrder(topology) ? topology.probe.order : null;
  if (functions === topology.functions && order === topology.probe.order) return scenario;
  return { ...scenario, topology: { functions, probe: { ...topology.probe, order } } };
}

function withKnownRules(functions: readonly PciFunction[]): readonly PciFunction[] {
  const pfs = new Set(functions.flatMap((f) => (f.kind === "vf" ? [f.pf] : [])));
  const fits = (f: PciFunction, i: number): boolean =>
    f.acsRule === undefined || (isKnown(f.acsRule) && f.kind !== "vf" && !pfs.has(i));
  if (functions.every(fits)) return functions;
  return functions.map((f, i) => (fits(f, i) ? f : withoutRule(f)));
}

function isKnown(rule: AcsRule): boolean {
  return RULES.some(({ claims, mask }) => claims === rule.claims && mask === rule.mask);
}

function withoutRule<F extends PciFunction>(f: F): F {
  const { acsRule: _, ...rest } = f;
  return rest as F;
}

/** A hot scan goes bus by bus, and the VFs of one PF come together, in the order of their IDs. */
function hasLinuxOrder(topology: Topology): boolean {
  const { probe, functions } = topology;
  if (probe.order === null) return true;
  if (probe.scan === "hot") return false;
  const seen = new Set<number>();
  let pf = -1;
  let last = -1;
  for (const dev of probeOrder(topology)) {
    const f = functions[dev];
    if (f?.kind !== "vf") continue;
    const id = (f.bus << 8) | f.devfn;
    if (f.pf === pf ? id < last : seen.has(f.pf)) return false;
    seen.add(f.pf);
    pf = f.pf;
    last = id;
  }
  return true;
}
