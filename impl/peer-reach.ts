/**
 * Defines where an untranslated memory request can leave the way to the root by first principles:
 * docs/semantics.md 5.2 with the knobs of docs/choices.md (a function of a multifunction device
 * without ACS loops back; the root complex sends everything to the translation agent; a U-turn is
 * an error).
 */
import { ACS } from "../model/vocabulary/acs.js";
import { acsOf, slotOf, type PciFunction } from "../model/vocabulary/topology.js";
import { FLAG, ROOT, type Facts } from "./facts.js";

/**
 * A conventional bus: everything on it and behind it sees every request, and so does its bridge.
 */
export function isConventionalBridge(f: PciFunction): boolean {
  return f.kind === "pcie-to-pci-bridge" || f.kind === "pci-bridge";
}

/**
 * Whether y stands where a request that comes up through x could be sent without translation,
 * were it not for ACS: on the same link or switch-internal bus, or in the same multifunction
 * device of a root bus. A VF stands where its PF does. Conventional buses are not asked for.
 */
export function isNeighbour(facts: Facts, x: number, y: number): boolean {
  const { functions, parent, flags } = facts;
  if (x === y || parent[x] !== parent[y]) return false;
  if (parent[x] !== ROOT) return true;
  const a = physical(facts, x);
  const b = physical(facts, y);
  if (a === b) return true;
  const f = functions[a]!;
  const g = functions[b]!;
  const sameDevice = f.segment === g.segment && f.bus === g.bus && slotOf(f) === slotOf(g);
  return sameDevice && (a !== x || (flags[a]! & FLAG.MULTIFUNCTION) !== 0);
}

/**
 * Whether x passes a request that aims at its neighbour y on to it directly. A VF goes by the ACS
 * of its PF.
 */
export function passesDirectly(facts: Facts, x: number, y: number): boolean {
  const { functions } = facts;
  const a = physical(facts, x);
  const f = functions[a]!;
  const acs = acsOf(f);
  if (acs === null) return true;
  const implemented = (acs.cap & ACS.RR) !== 0;
  const redirects = (acs.ctrl & ACS.RR) !== 0;
  if (a === physical(facts, y)) return implemented && !redirects;
  const port = f.kind === "root-port" || f.kind === "downstream-port";
  if (!implemented && !port) return false;
  if ((acs.ctrl & ACS.EC) !== 0) return !acs.egress.includes(functions[y]!.devfn);
  return !redirects;
}

/** The PF of a VF, else the function itself. */
function physical(facts: Facts, dev: number): number {
  const f = facts.functions[dev]!;
  return f.kind === "vf" ? f.pf : dev;
}
