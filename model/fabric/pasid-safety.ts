/**
 * The safety of PASID by the PCIe specification (semantics 5.5): switches route requests by address
 * and ignore the PASID, so every untranslated request must arrive at the agent, whatever its
 * address. Only the way out matters.
 */
import { ACS } from "../vocabulary/topology/acs.js";
import { pasidOwner, type PciFunction, type Topology } from "../vocabulary/topology/topology.js";
import { acsOn } from "./acs.js";
import { peersBeside, peersOf } from "./reach.js";

/** Why PASID is not safe on a function. */
export type Unsafe =
  /** An untranslated request can land at this function. */
  | { readonly why: "peer"; readonly at: number }
  /** A redirected request into this port's own range is an error: UF is not on. */
  | { readonly why: "lost"; readonly at: number };

/** The first reason why PASID is not safe on `dev`; null if it is. A VF is as safe as its PF. */
export function pasidUnsafe(t: Topology, dev: number): Unsafe | null {
  const f = t.functions[dev];
  if (f === undefined) return null;
  const owner = pasidOwner(f, dev);
  const peer = peersOf(t, owner).indexOf(1);
  return peer >= 0 ? { why: "peer", at: peer } : lostAt(t, owner);
}

/** The first port above a redirecting element that does not forward what was redirected. */
function lostAt(t: Topology, dev: number): Unsafe | null {
  let redirected = false;
  for (let i: number | null = dev; i !== null;) {
    const f: PciFunction | undefined = t.functions[i];
    if (f === undefined) return null;
    const ingress = f.kind === "root-port" || f.kind === "downstream-port";
    if (redirected && ingress && !acsOn(f, ACS.UF)) return { why: "lost", at: i };
    if (acsOn(f, ACS.RR) && peersBeside(t, i).length > 0) redirected = true;
    i = f.parent;
  }
  return null;
}
