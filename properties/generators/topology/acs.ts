/**
 * The ACS capabilities that are drawn (PCI Express base specification 6.12): ports have port bits,
 * functions of multifunction devices only RR CR (and rarely EC DT); the values in between are those
 * on which rules disagree.
 */
import { ACS, ACS_ISOLATED, ACS_PASID, type Acs } from "../../../model/vocabulary/topology/acs.js";
import {
  isExpress,
  isPort,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";
import type { PlainFunction } from "../../../model/vocabulary/topology/plain-function.js";
import { weighted, type Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";

/**
 * How the bits of one topology are switched. `complete`: all implemented ones on, as Linux does by
 * default; `pasid`: of SV RR CR UF only those that pci_enable_pasid() asks for; `default`: on are
 * those of SV RR CR UF that are implemented, whichever these are; `mixed`: each function its own
 * way.
 */
export type AcsStyle = "complete" | "pasid" | "default" | "mixed";

const PORT_CAPABILITIES = weighted([
  [ACS_ISOLATED, 10],
  [ACS_ISOLATED | ACS.TB, 3],
  [0x7f, 2],
  [0, 2],
  [ACS.RR | ACS.CR, 1],
  [ACS_PASID, 2],
  [ACS.SV | ACS_PASID, 2],
  [ACS_ISOLATED | ACS.EC, 2],
  [ACS_ISOLATED | ACS.DT, 1],
]);

const FUNCTION_CAPABILITIES = weighted([
  [ACS.RR | ACS.CR, 10],
  [0, 3],
  [ACS.RR, 1],
  [ACS.CR, 1],
  [ACS.RR | ACS.CR | ACS.EC, 2],
  [ACS.RR | ACS.CR | ACS.DT, 1],
  [ACS_ISOLATED, 1],
]);

const COMPLETE_PORT = weighted([
  [ACS_ISOLATED, 6],
  [ACS_ISOLATED | ACS.TB, 2],
  [0x7f, 1],
]);

export function drawAcsStyle(d: Draw, k: Knobs): AcsStyle {
  if (k.defaultMachine) return "default";
  const roll = d.below(100);
  if (roll < k.acsCompletePercent) return "complete";
  return roll < k.acsCompletePercent + k.acsPasidPercent ? "pasid" : "mixed";
}

/** The ACS capability of one function; the egress vector is filled in when its bus is complete. */
export function drawAcs(d: Draw, k: Knobs, style: AcsStyle, port: boolean): Acs | null {
  if (d.chance(k.acsAbsentPercent)) return null;
  if (style === "pasid") return port ? pasidOnly(d) : { cap: 0x0c, ctrl: 0x04, egress: [] };
  if (style === "complete") {
    const cap = d.pick(port ? COMPLETE_PORT : FUNCTION_CAPABILITIES);
    return { cap, ctrl: cap & (ACS_ISOLATED | ACS.TB), egress: [] };
  }
  const cap = d.pick(port ? PORT_CAPABILITIES : FUNCTION_CAPABILITIES);
  const wanted = cap & ACS_ISOLATED;
  if (style === "default") return { cap, ctrl: wanted, egress: [] };
  const roll = d.below(8);
  if (roll < 3) return { cap, ctrl: wanted, egress: [] };
  if (roll < 5) return { cap, ctrl: withoutOne(d, wanted), egress: [] };
  if (roll < 6) return { cap, ctrl: 0, egress: [] };
  return { cap, ctrl: roll === 6 ? cap : d.bits(cap), egress: [] };
}

/**
 * RR and UF on, SV and CR implemented and not both on: one group, and PASID can be enabled in it.
 */
function pasidOnly(d: Draw): Acs {
  const extra = d.pick([0, 0, ACS.SV, ACS.CR, ACS.SV | ACS.CR]);
  return { cap: ACS_ISOLATED, ctrl: ACS_PASID | extra, egress: [] };
}

/** What is written later: all that is implemented, nothing, or one bit less. */
export function drawControl(d: Draw, cap: number): number {
  const roll = d.below(5);
  if (roll < 2) return cap;
  return roll === 2 ? 0 : withoutOne(d, cap);
}

function withoutOne(d: Draw, bits: number): number {
  let count = 0;
  for (let bit = 1; bit <= bits; bit <<= 1) if ((bits & bit) !== 0) count++;
  if (count === 0) return 0;
  let skip = d.below(count);
  for (let bit = 1; bit <= bits; bit <<= 1)
    if ((bits & bit) !== 0 && skip-- === 0) return bits & ~bit;
  return bits;
}

/** Switches one bit off on one function: the case that an enable check must notice. */
export function dropOneBit(d: Draw, functions: readonly PlainFunction<PciFunction>[]): void {
  const start = d.below(functions.length);
  for (let n = 0; n < functions.length; n++) {
    const f = functions[(start + n) % functions.length];
    if (f === undefined || !isExpress(f) || f.acs === null || f.acs.ctrl === 0) continue;
    const { cap, ctrl, egress } = f.acs;
    // Half of the time a bit on which only PASID or only grouping depends; else any.
    const wanted = isPort(f) && d.chance(50) ? ctrl & d.pick([ACS.SV, ACS.CR, ACS.RR, ACS.UF]) : 0;
    f.acs = { cap, ctrl: wanted === 0 ? withoutOne(d, ctrl) : ctrl & ~wanted, egress };
    return;
  }
}

/** Fills in the egress vectors: each peer of the same bus is on it or not. */
export function drawEgress(d: Draw, functions: readonly PlainFunction<PciFunction>[]): void {
  for (const f of functions) {
    if (!isExpress(f) || f.acs === null || (f.acs.cap & ACS.EC) === 0) continue;
    const egress: number[] = [];
    for (const g of functions)
      if (g !== f && g.bus === f.bus && g.segment === f.segment && d.chance(50))
        egress.push(g.devfn);
    if (egress.length > 1) egress.sort((a, b) => a - b);
    f.acs = { cap: f.acs.cap, ctrl: f.acs.ctrl, egress };
  }
}
