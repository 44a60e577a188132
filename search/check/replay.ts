/**
 * Questions to a recorded scenario: does the counterexample still reproduce, what did a design do
 * step by step, which rows decided, and which facts matter?
 */
import { decidingDesign, referenceDesign } from "../../model/reference/machine.js";
import type { Decided } from "../../model/vocabulary/operation/decision.js";
import { sameOutcome } from "../../properties/invariants/agreement/reference.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type {
  Counterexample,
  ReplayAnswer,
} from "../../properties/results/counterexample/counterexample.js";
import { EXACT } from "../../model/vocabulary/design/design.js";
import type { InvariantBreak } from "../../properties/invariants/invariant.js";
import { relevantFacts, type Fact } from "../../properties/explain/relevant-facts.js";
import { subjectNamed } from "../designs/named.js";
import { onlyInvariant } from "../../properties/run/invariant-set.js";
import { breaks, judge } from "../../properties/run/judge.js";
import { traced } from "../../properties/run/trace.js";
import { invariantNamed } from "../../properties/invariants/all.js";

export interface Replayed {
  readonly answer: ReplayAnswer;
  /** Why, in a few words; empty where the answer says it all. */
  readonly why: string;
  /** The recorded break, or one of the same invariant by another failure mode; null: neither. */
  readonly broken: InvariantBreak | null;
  /** Where the design crashed, before the recorded break or after it; null: it did not. */
  readonly crash: { readonly step: number; readonly message: string } | null;
}

/**
 * Runs a counterexample again, on its own design or on another one. A crash is no reproduction: a
 * counterexample records a break that was observed.
 */
export function replay(
  c: Counterexample,
  designName: string = c.design,
  like: string | null = null,
): Replayed {
  const invariant = invariantNamed(c.invariant);
  if (invariant === null) return stale(`the invariant ${c.invariant} no longer exists`);
  const subject = subjectNamed(designName, like);
  if (subject === null) return stale(`the design ${designName} no longer exists`);
  const { broken, crash, notAsked } = judge(c.scenario, subject, onlyInvariant(invariant));
  if (notAsked !== null) return stale(`${designName} cannot be asked this: ${notAsked}`);
  const recorded = c.finding.failureMode;
  const same = ownFirst(broken.filter((b) => b.finding.failureMode === recorded));
  if (same !== undefined) return { answer: "reproduces", why: "", broken: same, crash };
  if (crash !== null)
    return { answer: "crashes", why: crash.message, broken: ownFirst(broken) ?? null, crash };
  const other = ownFirst(broken);
  if (other === undefined)
    return { answer: "fixed", why: "the invariant holds", broken: null, crash };
  const why = `fails by '${other.finding.failureMode}', recorded: '${recorded}'`;
  return { answer: "reproduces", why, broken: other, crash };
}

/** A break of the design's own must not hide behind one that is expected. */
function ownFirst(broken: readonly InvariantBreak[]): InvariantBreak | undefined {
  return broken.find(({ cause }) => cause === "own") ?? broken[0];
}

function stale(why: string): Replayed {
  return { answer: "stale", why, broken: null, crash: null };
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

/**
 * What decided each operation of a trace, by the reference under the same contract. A design that
 * answered otherwise decided otherwise: then no row is known.
 */
export function decisionsOf(trace: Trace): readonly Decided[] {
  const subject = subjectNamed(trace.design);
  if (subject === null) return [];
  const told: Decided[] = [];
  const design = decidingDesign(subject.design.contract, (decided) => told.push(decided));
  const reference = traced("reference", design, trace.scenario);
  const precision = subject.design.precision ?? EXACT;
  return trace.steps.map(({ outcome }, i): Decided => {
    const expected = reference.steps[i]?.outcome;
    const agrees = expected !== undefined && sameOutcome(outcome, expected, precision);
    return (agrees ? told[i] : undefined) ?? { by: "function" };
  });
}

/** Which facts of a counterexample matter: every finite field is flipped, one at a time. */
export function factsOf(c: Counterexample, designName: string = c.design): readonly Fact[] {
  const invariant = invariantNamed(c.invariant);
  const subject = subjectNamed(designName);
  if (invariant === null || subject === null) return [];
  const { failureMode } = c.finding;
  return relevantFacts(c.scenario, (s) => breaks(s, subject, invariant, failureMode) !== null);
}
