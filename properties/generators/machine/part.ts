/**
 * The part of a machine on which one scenario is drawn: a function, rather one with PASID, and some
 * of its neighbours, with all that they need to be found. A scenario then costs what one on a
 * random topology costs, however many functions the machine has; what happens in one group depends
 * on no other, and over many scenarios all functions come up with all their neighbours.
 */
import { addNeeded, partOf } from "../../../model/vocabulary/topology/part.js";
import type { Topology } from "../../../model/vocabulary/topology/topology.js";
import type { Draw } from "../draw.js";
import type { Neighbourhood } from "./neighbourhood.js";

/** A machine of up to this many functions is taken as a whole; no part is larger, but for the
 * first function with all that it needs. */
export const PART_FUNCTIONS_MAX = 16;
/** Functions chosen for a part, what they need not counted. */
const CHOSEN_MAX = 8;
const CHOSEN_SMALL_MAX = 3;
/** The first has PASIDs; so has a neighbour, if any does. */
const CAPABLE_PERCENT = 85;
const CAPABLE_NEIGHBOUR_PERCENT = 60;
/** How often a neighbour is looked for in a ring, and not in the next. */
const THIS_RING_PERCENT = 55;

/** The whole machine, if it is small. */
export function drawPart(d: Draw, around: Neighbourhood, small: boolean): Topology {
  const { topology, capable, leaves } = around;
  const { functions } = topology;
  if (functions.length <= PART_FUNCTIONS_MAX) return topology;
  const first = d.pick(capable.length > 0 && d.chance(CAPABLE_PERCENT) ? capable : leaves);
  let kept = new Set<number>();
  addNeeded(functions, first, kept);
  for (let n = d.below(small ? CHOSEN_SMALL_MAX : CHOSEN_MAX); n > 0; n--) {
    const ring = drawRing(d, around.rings(first), kept);
    if (ring.length === 0) break;
    const able = around.capableOf(ring);
    const from = able.length > 0 && d.chance(CAPABLE_NEIGHBOUR_PERCENT) ? able : ring;
    const more = new Set(kept);
    addNeeded(functions, d.pick(from), more);
    if (more.size <= PART_FUNCTIONS_MAX) kept = more;
  }
  return partOf(
    topology,
    [...kept].sort((a, b) => a - b),
  );
}

/** What is not kept yet of one of the rings, rather of a near one; empty: all is kept. */
function drawRing(
  d: Draw,
  rings: readonly (readonly number[])[],
  kept: ReadonlySet<number>,
): readonly number[] {
  let found: readonly number[] = [];
  for (const ring of rings) {
    const free = ring.filter((dev) => !kept.has(dev));
    if (free.length === 0) continue;
    found = free;
    if (d.chance(THIS_RING_PERCENT)) break;
  }
  return found;
}
