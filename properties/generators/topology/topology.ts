/** The arbitrary topologies: values that can be, built without a single rejection. */
import fc from "fast-check";
import type { Topology } from "../../../model/vocabulary/topology/topology.js";
import { topologyCandidates } from "../../shrink/candidates.js";
import { drawAcsStyle, drawEgress, dropOneBit } from "./acs.js";
import { weighted, type Draw } from "../draw.js";
import { GeneratedArbitrary } from "../arbitrary.js";
import { drawAbsent } from "./absent.js";
import { drawAliases, drawFlags, drawPrefixes } from "./features.js";
import { Hierarchy, type Shapes } from "./hierarchy.js";
import { knobsOf, type Knobs } from "../knobs.js";
import { drawProbe } from "./probe-order.js";

/** How many functions, up to eight: small is frequent. */
const SIZES = weighted([
  [1, 2],
  [2, 4],
  [3, 7],
  [4, 8],
  [5, 8],
  [6, 6],
  [7, 4],
  [8, 5],
]);

/** Topologies of at most this many functions while fast-check is biased towards small values. */
const SMALL_FUNCTIONS_MAX = 3;

/** Topologies under the given knobs; a knob left out has its default. */
export function topologies(knobs: Partial<Knobs> = {}): fc.Arbitrary<Topology> {
  const k = knobsOf(knobs);
  const shapes = shapesOf(k);
  return new GeneratedArbitrary(
    (d, small) => drawTopology(d, k, shapes, small),
    topologyCandidates,
  );
}

export function shapesOf(k: Knobs): Shapes {
  return {
    roots: weighted(entries(k.roots)),
    links: weighted(entries(k.links)),
  };
}

function entries<N extends string>(weights: Readonly<Record<N, number>>): [N, number][] {
  return Object.entries<number>(weights) as [N, number][];
}

export function drawTopology(d: Draw, k: Knobs, shapes: Shapes, small: boolean): Topology {
  const hierarchy = new Hierarchy(d, k, shapes, drawAcsStyle(d, k));
  hierarchy.grow(drawSize(d, k.functionsMax, small));
  const functions = hierarchy.functions;
  if (d.chance(k.acsShortPercent)) dropOneBit(d, functions);
  drawEgress(d, functions);
  drawAliases(d, k, functions);
  drawPrefixes(d, k, functions);
  drawFlags(d, k, functions);
  drawAbsent(d, k, functions);
  return { functions, probe: drawProbe(d, k, functions) };
}

function drawSize(d: Draw, max: number, small: boolean): number {
  if (small) return d.between(1, Math.min(SMALL_FUNCTIONS_MAX, max));
  // Above eight there is no favourite: one in six is drawn evenly from the whole range.
  if (max > 8 && d.below(6) === 0) return d.between(1, max);
  const size = d.pick(SIZES);
  return size <= max ? size : d.between(1, max);
}
