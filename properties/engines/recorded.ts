/**
 * Defines what can be asked of a recorded scenario: does the counterexample still reproduce, what
 * did a design do step by step, and which facts matter.
 */
import { referenceDesign } from "../../model/reference/machine.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Step, Trace } from "../../model/vocabulary/design/trace.js";
import type { Counterexample, ReplayAnswer } from "../results/counterexample.js";
import type { Finding } from "../laws/law.js";
import { factsThatMatter, type Fact } from "../explain/relevant-facts.js";
import { candidateNamed } from "./candidates.js";
import { breaks, judge, onlyLaw } from "../run/judge.js";
import { prepare, seatOf } from "../run/instance.js";
import { lawNamed } from "./tasks.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

export interface Replayed {
  readonly answer: ReplayAnswer;
  /** Why, in a few words. */
  readonly why: string;
  readonly finding: Finding | null;
  readonly step: number | null;
}

/** Runs a counterexample again, on its own design or on another one. */
export function replay(c: Counterexample, designName: string = c.design): Replayed {
  const nothing = { finding: null, step: null };
  const law = lawNamed(c.law);
  if (law === null)
    return { answer: "stale", why: `the law ${c.law} no longer exists`, ...nothing };
  const candidate = candidateNamed(designName);
  if (candidate === null)
    return { answer: "stale", why: `the design ${designName} no longer exists`, ...nothing };
  const { broken, crash, notAsked } = judge(c.scenario, candidate, onlyLaw(law));
  if (notAsked !== null)
    return { answer: "stale", why: `${designName} cannot be asked this: ${notAsked}`, ...nothing };
  if (crash !== null)
    return {
      answer: "reproduces",
      why: `crashed: ${crash.message}`,
      finding: null,
      step: crash.step,
    };
  const again = broken.find((b) => b.finding.mechanism === c.finding.mechanism) ?? broken[0];
  if (again === undefined) return { answer: "fixed", why: "the law holds", ...nothing };
  return {
    answer: "reproduces",
    why: again.finding.mechanism,
    finding: again.finding,
    step: again.step,
  };
}

/** What a design did with a scenario; null if there is no such design. */
export function traceOf(designName: string, scenario: Scenario): Trace | null {
  const candidate = candidateNamed(designName);
  return candidate === null ? null : traced(designName, candidate.design, scenario);
}

/** What a design does with a scenario, step by step. */
export function traced(name: string, design: Design, scenario: Scenario): Trace {
  const p = prepare(scenario, null);
  const steps: Step[] = [];
  let booted = new Observation(p.facts.functions, p.columns.length, p.upper);
  let crash: Trace["crash"] = null;
  let up = false;
  try {
    const seat = seatOf(p, design);
    up = true;
    booted = copyOf(seat.after);
    let before = booted;
    for (const op of scenario.operations) {
      const dev = op.dev % p.facts.functions;
      seat.step(op, dev);
      const after = copyOf(seat.after);
      steps.push({ op, dev, outcome: seat.outcome, before, after, calls: seat.calls.snapshot() });
      before = after;
    }
  } catch (error) {
    const message = thrownText(error);
    crash = { step: up ? steps.length : -1, message };
  }
  return { design: name, scenario, columns: p.columns, booted, steps, crash };
}

/** What the reference does with a scenario under the contract of a design; null: no such design. */
export function besideOf(designName: string, scenario: Scenario): Trace | null {
  const candidate = candidateNamed(designName);
  if (candidate === null) return null;
  const { contract } = candidate.design;
  return traced("reference", referenceDesign("reference", "", contract), scenario);
}

function copyOf(o: Observation): Observation {
  const copy = new Observation(o.functions, o.columns, o.tenancy !== null);
  copy.copyFrom(o);
  return copy;
}

/** Which facts of a counterexample matter: each finite field is flipped alone. */
export function factsOf(c: Counterexample, designName: string = c.design): readonly Fact[] {
  const law = lawNamed(c.law);
  const candidate = candidateNamed(designName);
  if (law === null || candidate === null) return [];
  const { mechanism } = c.finding;
  return factsThatMatter(c.scenario, (s) => breaks(s, candidate, law, mechanism) !== null);
}
