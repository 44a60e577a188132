/**
 * Questions to a recorded scenario: does the counterexample still reproduce, what did a design do
 * step by step, and which facts matter?
 */
import { referenceDesign } from "../../model/reference/machine.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type {
  Counterexample,
  ReplayAnswer,
} from "../../properties/results/counterexample/counterexample.js";
import type { Cause, Finding } from "../../properties/invariants/invariant.js";
import { relevantFacts, type Fact } from "../../properties/explain/relevant-facts.js";
import { subjectNamed } from "../designs/named.js";
import { onlyInvariant } from "../../properties/run/invariant-set.js";
import { breaks, judge } from "../../properties/run/judge.js";
import { traced } from "../../properties/run/trace.js";
import { invariantNamed } from "../../properties/invariants/all.js";

export interface Replayed {
  readonly answer: ReplayAnswer;
  /** Why, in a few words. */
  readonly why: string;
  readonly finding: Finding | null;
  /** Whether the reference breaks it too (properties/run/cause.ts); null without a finding. */
  readonly cause: Cause | null;
  readonly step: number | null;
}

/** Runs a counterexample again, on its own design or on another one. */
export function replay(
  c: Counterexample,
  designName: string = c.design,
  like: string | null = null,
): Replayed {
  const nothing = { finding: null, cause: null, step: null };
  const invariant = invariantNamed(c.invariant);
  if (invariant === null)
    return { answer: "stale", why: `the invariant ${c.invariant} no longer exists`, ...nothing };
  const subject = subjectNamed(designName, like);
  if (subject === null)
    return { answer: "stale", why: `the design ${designName} no longer exists`, ...nothing };
  const { broken, crash, notAsked } = judge(c.scenario, subject, onlyInvariant(invariant));
  if (notAsked !== null)
    return { answer: "stale", why: `${designName} cannot be asked this: ${notAsked}`, ...nothing };
  if (crash !== null)
    return {
      answer: "reproduces",
      why: `crashed: ${crash.message}`,
      finding: null,
      cause: null,
      step: crash.step,
    };
  // A break of the design's own must not hide behind one that is expected.
  const alike = broken.filter((b) => b.finding.failureMode === c.finding.failureMode);
  const again = alike.find(({ cause }) => cause === "own") ?? alike[0] ?? broken[0];
  if (again === undefined) return { answer: "fixed", why: "the invariant holds", ...nothing };
  return {
    answer: "reproduces",
    why: again.finding.failureMode,
    finding: again.finding,
    cause: again.cause,
    step: again.step,
  };
}

/** What a design did with a scenario; null if there is no such design. */
export function traceOf(designName: string, scenario: Scenario): Trace | null {
  const subject = subjectNamed(designName);
  return subject === null ? null : traced(designName, subject.design, scenario);
}

/** What the reference does with a scenario under the contract of a design; null: no such design. */
export function referenceTraceOf(designName: string, scenario: Scenario): Trace | null {
  const subject = subjectNamed(designName);
  if (subject === null) return null;
  const { contract } = subject.design;
  return traced("reference", referenceDesign("reference", "", contract), scenario);
}

/** Which facts of a counterexample matter: every finite field is flipped, one at a time. */
export function factsOf(c: Counterexample, designName: string = c.design): readonly Fact[] {
  const invariant = invariantNamed(c.invariant);
  const subject = subjectNamed(designName);
  if (invariant === null || subject === null) return [];
  const { failureMode } = c.finding;
  return relevantFacts(c.scenario, (s) => breaks(s, subject, invariant, failureMode) !== null);
}
