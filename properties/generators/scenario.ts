/**
 * The arbitrary scenarios: a profile is drawn first, then a topology, an IOMMU and operations under
 * its knobs, all from one word stream, so that one seed says all of it.
 */
import type fc from "fast-check";
import {
  DEFAULT_IOMMU,
  type Iommu,
  type Scenario,
} from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { scenarioCandidates } from "../shrink/candidates.js";
import { weighted, type Draw } from "./draw.js";
import { GeneratedArbitrary } from "./arbitrary.js";
import type { Shapes } from "./topology/hierarchy.js";
import { knobsOf, type Knobs } from "./knobs.js";
import { drawOperations } from "./operations/operations.js";
import type { Profile } from "./profiles/profile.js";
import { PROFILES } from "./profiles/all.js";
import { drawTopology, shapesOf } from "./topology/topology.js";

/** Fewer PASID bits than the 20 of the specification; null: none. */
const PASID_BITS = [null, 0, 1, 2, 3, 5, 8, 16];

export interface Prepared {
  readonly profile: Profile;
  readonly knobs: Knobs;
  readonly shapes: Shapes;
}

/** Scenarios under the given knobs; a knob left out is the profile's, then the default. */
export function scenarios(knobs: Partial<Knobs> = {}): fc.Arbitrary<Scenario> {
  const prepared = prepare(knobs);
  return new GeneratedArbitrary(
    (d, small) => drawOn(d, drawFrame(d, small, prepared)),
    scenarioCandidates,
  );
}

/** The profiles to draw from, each as often as it weighs, its knobs under the caller's. */
export function prepare(knobs: Partial<Knobs>): readonly Prepared[] {
  const wanted = knobs.profiles ?? [];
  const profiles = PROFILES.filter((p) => wanted.length === 0 || wanted.includes(p.name));
  const each = profiles.map((profile): [Prepared, number] => {
    const merged = knobsOf({ ...profile.knobs, ...knobs });
    return [{ profile, knobs: merged, shapes: shapesOf(merged) }, profile.weight];
  });
  if (each.length === 0) throw new RangeError("profiles: none of these names exists");
  return weighted(each);
}

/** The first half of a scenario: a profile, and a topology under its knobs. */
export interface Frame extends Prepared {
  readonly topology: Topology;
  /** The IOMMU of a machine that was given; null: one is drawn. */
  readonly given: Iommu | null;
  readonly small: boolean;
}

export function drawFrame(d: Draw, small: boolean, prepared: readonly Prepared[]): Frame {
  const { profile, knobs, shapes } = d.pick(prepared);
  const topology = drawTopology(d, knobs, shapes, small);
  return { profile, knobs, shapes, topology, given: null, small };
}

/** The second half: an IOMMU, and operations. */
export function drawOn(d: Draw, { profile, knobs, topology, given, small }: Frame): Scenario {
  const iommu = given ?? drawIommu(d, knobs);
  const place = { topology, iommu, given: given !== null };
  return { topology, iommu, operations: drawOperations(d, knobs, profile, place, small) };
}

function drawIommu(d: Draw, k: Knobs): Iommu {
  const less = d.chance(k.blockingLessPercent);
  const strict = d.chance(k.strictPercent);
  const fewer = d.chance(k.pasidBitsPercent);
  if (!less && !strict && !fewer) return DEFAULT_IOMMU;
  return {
    blocking: less ? (d.below(3) === 0 ? "none" : "rid") : "pasid",
    strict,
    // `pick` of a list with null in it: null is one of the answers.
    pasidBits: fewer ? d.pick<number | null>(PASID_BITS) : DEFAULT_IOMMU.pasidBits,
  };
}
