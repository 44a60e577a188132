/** A break that a batch has found: how an invariant was broken, and how costly that is to read. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Finding } from "../../properties/laws/law.js";

/** The smallest scenario of a batch that broke a law by a mechanism on a design. */
export interface Found {
  readonly design: number;
  readonly law: number;
  readonly run: number;
  readonly scenario: Scenario;
  readonly step: number;
  readonly finding: Finding;
}

/** How much a reader has to look at. */
export function costOf(scenario: Scenario, step: number): number {
  return 4 * scenario.topology.functions.length + step + 1;
}

/** What comes after the broken step is of no interest. */
export function truncated(found: Found): Found {
  const { scenario, step } = found;
  return {
    ...found,
    scenario: { ...scenario, operations: scenario.operations.slice(0, step + 1) },
  };
}
