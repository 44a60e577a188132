/**
 * Guided scenarios: where an invariant gives a direction, a few topologies are drawn and the one
 * that is furthest in it is taken, then a few sequences of operations on that one. To draw and to
 * look is cheaper than to judge.
 *
 * Targeted property-based testing (Löscher and Sagonas, ISSTA 2017), but the utility is read off
 * the scenario before it runs, and the best of a few independent draws is taken: nothing climbs
 * from one scenario to the next, so every scenario is known by its seed alone.
 */
import type fc from "fast-check";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { scenarioCandidates } from "../shrink/candidates.js";
import type { Draw } from "./draw.js";
import { GeneratedArbitrary } from "./arbitrary.js";
import type { Knobs } from "./knobs.js";
import { drawFrame, drawOn, prepare, type Frame } from "./scenario.js";
import type { Direction } from "../invariants/direction.js";

/** Of so many the best is taken. */
const CANDIDATES = 4;
/**
 * What lies off the direction is drawn as well: nobody knows all the ways to break an invariant.
 */
const PLAIN_PERCENT = 10;

/** Scenarios under the given knobs; a knob left out is the profile's, then the default. */
export function guidedScenarios(
  direction: Direction,
  knobs: Partial<Knobs> = {},
): fc.Arbitrary<Scenario> {
  const prepared = prepare(knobs);
  return new GeneratedArbitrary(
    guided(direction, (d, small) => drawFrame(d, small, prepared)),
    scenarioCandidates,
  );
}

/** Draws scenarios of these frames. */
export function guided(
  { topology, operations }: Direction,
  frameOf: (d: Draw, small: boolean) => Frame,
): (d: Draw, small: boolean) => Scenario {
  return (d, small) => {
    if (d.chance(PLAIN_PERCENT)) return drawOn(d, frameOf(d, small));
    const frame = best(() => frameOf(d, small), topology && ((f: Frame) => topology(f.topology)));
    return best(() => drawOn(d, frame), operations);
  };
}

/** The first of the best; one only where there is no direction. */
function best<T>(draw: () => T, score: ((candidate: T) => number) | undefined): T {
  let found = draw();
  if (score === undefined) return found;
  let most = score(found);
  for (let n = 1; n < CANDIDATES; n++) {
    const candidate = draw();
    const reached = score(candidate);
    if (reached > most) [found, most] = [candidate, reached];
  }
  return found;
}
