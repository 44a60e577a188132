/**
 * Defines what can be asked of a recorded scenario: does the counterexample still reproduce, what
 * did a design do step by step, and which facts matter.
 */
import { driverView, Facts } from "../../model/fabric/facts.js";
import { Hardware } from "../../model/vocabulary/hardware.js";
import { Observation } from "../../model/vocabulary/observation.js";
import { pasidColumns, type Scenario } from "../../model/vocabulary/scenario.js";
import type { Step, Trace } from "../../model/vocabulary/trace.js";
import type { Counterexample, ReplayAnswer } from "../counterexample.js";
import type { Finding } from "../laws/law.js";
import { factsThatMatter, type Fact } from "../shrink/matter.js";
import { candidateNamed } from "./candidates.js";
import { breaks, judge, onlyLaw } from "./judge.js";
import { lawNamed } from "./tasks.js";

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
  const { broken, crash } = judge(c.scenario, candidate, onlyLaw(law));
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
  if (candidate === null) return null;
  const columns = pasidColumns(scenario.operations);
  const facts = new Facts(scenario.topology, scenario.iommu);
  const hardware = new Hardware(driverView(facts, columns));
  const look = (): Observation => new Observation(facts.functions, columns.length);
  const steps: Step[] = [];
  let booted = look();
  try {
    const { topology, iommu } = scenario;
    const machine = candidate.design.boot({ topology, iommu, columns, hardware });
    const observe = (): Observation => {
      const o = look();
      machine.observe(o);
      hardware.observe(o);
      return o;
    };
    booted = observe();
    let before = booted;
    for (const op of scenario.operations) {
      const dev = op.dev % facts.functions;
      hardware.begin("fail" in op ? op.fail : undefined);
      const outcome = machine.step(op, dev);
      const after = observe();
      steps.push({ op, dev, outcome, before, after, calls: hardware.calls.snapshot() });
      before = after;
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      design: designName,
      scenario,
      columns,
      booted,
      steps,
      crash: { step: steps.length, message },
    };
  }
  return { design: designName, scenario, columns, booted, steps, crash: null };
}

/** Which facts of a counterexample matter: each finite field is flipped alone. */
export function factsOf(c: Counterexample, designName: string = c.design): readonly Fact[] {
  const law = lawNamed(c.law);
  const candidate = candidateNamed(designName);
  if (law === null || candidate === null) return [];
  const { mechanism } = c.finding;
  return factsThatMatter(c.scenario, (s) => breaks(s, candidate, law, mechanism) !== null);
}
