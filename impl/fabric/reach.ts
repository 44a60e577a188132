/**
 * Places where an untranslated memory request can leave the way to the root by the PCIe
 * specification: docs/reference/semantics.md 5.2 with the knobs of docs/reference/choices.md (a
 * function of a multifunction device without ACS loops back; the root complex sends everything to
 * the translation agent; a U-turn is an error).
 */
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { acsOf, slotOf, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { ROOT, type Facts } from "./facts.js";

/**
 * A conventional bus: everything on it and behind it sees every request, and so does its bridge.
 */
export function isConventionalBridge(f: PciFunction): boolean {
  return f.kind === "pcie-to-pci-bridge" || f.kind === "pci-bridge";
}

/**
 * Whether y stands where a request that comes up through x could be sent without translation, were
 * it not for ACS: on the same link or switch-internal bus, or in the same device of a root bus
 * (what the headers say of multifunction is for software). A VF stands where its PF does.
 * Conventional buses are not asked for.
 */
export function isNeighbour(facts: Facts, x: number, y: number): boolean {
  const { functions, parent } = facts;
  if (x === y || parent[x] !== parent[y]) return false;
  if (parent[x] !== ROOT) return true;
  const f = physical(functions, x);
  const g = physical(functions, y);
  return f.segment === g.segment && f.bus === g.bus && slotOf(f) === slotOf(g);
}

/**
 * Whether x passes a request that aims at its neighbour y on to it directly. A VF goes by the ACS
 * of its PF, and a PF with VFs is a multifunction device. Unlike a port, a function that does not
 * implement RR has no way to its siblings; where EC is on, only the vector counts.
 */
export function passesDirectly(facts: Facts, x: number, y: number): boolean {
  const f = physical(facts.functions, x);
  if (f.acsRule !== undefined) return (f.acsRule.claims & ACS.RR) === 0;
  const acs = acsOf(f);
  if (acs === null) return true;
  const port = f.kind === "root-port" || f.kind === "downstream-port";
  if (!port && (acs.cap & ACS.RR) === 0) return false;
  if ((acs.ctrl & ACS.EC) !== 0) return !acs.egress.includes(facts.functions[y]!.devfn);
  return (acs.ctrl & ACS.RR) === 0;
}

/** The PF of a VF, else the function itself. */
function physical(functions: readonly PciFunction[], dev: number): PciFunction {
  const f = functions[dev]!;
  return f.kind === "vf" ? functions[f.pf]! : f;
}
