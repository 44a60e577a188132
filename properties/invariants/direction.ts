/**
 * The direction of an invariant: what makes it likelier that it is broken, as numbers, more being
 * nearer.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";

/** Pure and cheap. */
export interface Direction {
  readonly topology?: (t: Topology) => number;
  readonly operations?: (s: Scenario) => number;
}
