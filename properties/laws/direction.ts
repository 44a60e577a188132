/** The direction in which a search of one law is drawn. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";

/** What makes it likelier that a law is broken, as numbers: more is nearer. Pure and cheap. */
export interface Direction {
  readonly topology?: (t: Topology) => number;
  readonly operations?: (s: Scenario) => number;
}
