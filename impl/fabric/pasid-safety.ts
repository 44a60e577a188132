/**
 * The functions that may use PASID by the PCIe specification: every untranslated request of theirs
 * reaches the translation agent whatever its address, because switches do not look at the PASID.
 * docs/reference/semantics.md 5.5 as docs/reference/choices.md fixes it.
 */
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { acsOf, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { ROOT, type Facts } from "./facts.js";
import { isConventionalBridge, isNeighbour, passesDirectly } from "./reach.js";

/** A request coming up through here can leave the way to the root. */
const ESCAPES = 1;
/** A request coming up through here can be redirected by ACS and then get lost at a port above. */
const LOST = 2;
/** Some port strictly above has no UF that is on. */
const NO_FORWARDING = 4;

/** Per function 1 iff it is PASID-safe. Of a VF nobody asks: it is as safe as its PF. */
export function pasidSafe(facts: Facts): Uint8Array {
  const { count, functions, parent } = facts;
  const ways = new Uint8Array(count);
  const safe = new Uint8Array(count);
  for (let x = 0; x < count; x++) {
    const above = parent[x]!;
    let way = above === ROOT ? 0 : ways[above]!;
    if (above !== ROOT && !forwards(facts, above)) way |= NO_FORWARDING;
    if (above !== ROOT && isConventionalBridge(functions[above]!)) way |= ESCAPES;
    else way |= neighbourhood(facts, x, way);
    ways[x] = way;
    safe[x] = (way & (ESCAPES | LOST)) === 0 ? 1 : 0;
  }
  return safe;
}

/** What x's neighbours add to the dangers of the way above it. */
function neighbourhood(facts: Facts, x: number, way: number): number {
  const redirects = isOn(facts.functions[x]!, ACS.RR);
  let danger = 0;
  for (let y = 0; y < facts.count; y++) {
    if (!isNeighbour(facts, x, y)) continue;
    if (passesDirectly(facts, x, y)) danger |= ESCAPES;
    if (redirects && (way & NO_FORWARDING) !== 0) danger |= LOST;
  }
  return danger;
}

/**
 * Root and downstream ports forward a redirected request upwards only with UF on; the others
 * always do.
 */
function forwards(facts: Facts, bridge: number): boolean {
  const f = facts.functions[bridge]!;
  if (f.kind !== "root-port" && f.kind !== "downstream-port") return true;
  return isOn(f, ACS.UF);
}

/** Whether the bit is on, or a device-specific rule claims that it behaves so. */
function isOn(f: PciFunction, bit: number): boolean {
  const bits = f.acsRule === undefined ? (acsOf(f)?.ctrl ?? 0) : f.acsRule.claims;
  return (bits & bit) !== 0;
}
