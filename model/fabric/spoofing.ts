/**
 * Functions that could use another's requester ID if they lied (semantics 5.3 with spoof = any, for
 * functions that stand below a port): Source Validation is what stops it. Functions of one bus are
 * one package and trusted.
 */
import { ACS } from "../vocabulary/topology/acs.js";
import { isBridge, type Port, type Topology } from "../vocabulary/topology/topology.js";
import { acsOn } from "./acs.js";

/**
 * Whether every port above `liar` would let a request with the own requester ID of `victim` pass.
 */
export function canSpoof(t: Topology, liar: number, victim: number): boolean {
  const a = t.functions[liar];
  const b = t.functions[victim];
  if (a === undefined || b === undefined) return false;
  if (a.segment !== b.segment || a.bus === b.bus) return false;
  const ports = portsAbove(t, liar);
  if (ports.length === 0) return false;
  return ports.every(({ port, index }) => !validates(port) || covers(t, index, port, b.bus));
}

interface PortAbove {
  readonly port: Port;
  readonly index: number;
}

function portsAbove(t: Topology, dev: number): readonly PortAbove[] {
  const ports: PortAbove[] = [];
  for (let i = t.functions[dev]?.parent ?? null; i !== null; i = t.functions[i]?.parent ?? null) {
    const f = t.functions[i];
    if (f?.kind === "root-port" || f?.kind === "downstream-port") ports.push({ port: f, index: i });
  }
  return ports;
}

function validates(port: Port): boolean {
  return acsOn(port, ACS.SV);
}

/** Whether a bus number lies in [secondary, subordinate] of the port. */
function covers(t: Topology, index: number, port: Port, bus: number): boolean {
  return bus >= port.secondary && bus <= subordinate(t, index, port);
}

function subordinate(t: Topology, index: number, port: Port): number {
  const below = new Set([index]);
  let last = port.secondary;
  t.functions.forEach((f, i) => {
    if (f.parent === null || !below.has(f.parent)) return;
    below.add(i);
    last = Math.max(last, f.bus, isBridge(f) ? f.secondary : 0);
  });
  return last;
}
