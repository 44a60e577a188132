/**
 * Defines the tasks that a campaign gives to its workers, and their answers: plain data, so that
 * they cross threads.
 */
import type { Scenario } from "../model/vocabulary/scenario/scenario.js";
import { EVALUATIONS_MAX, minimise, minimiseOperations } from "../properties/shrink/minimise.js";
import type { Broken, Law } from "../properties/laws/law.js";
import { lawNamed } from "../properties/laws/all.js";
import { runBatch, type BatchRequest, type BatchResult, type Heartbeat } from "./random/batch.js";
import { candidateNamed, isRemote } from "./designs/named.js";
import { performExhaust, type ExhaustAnswer, type ExhaustTask } from "./exhaustive/tasks.js";
import { firstBreak } from "./random/first-break.js";
import { breaks, judge, onlyLaw } from "../properties/run/judge.js";
import { lawSet } from "../properties/run/law-set.js";
import type { Candidate } from "../properties/run/run.js";

/** Evaluations that shrinking may cost where each is an exchange with another process. */
const REMOTE_EVALUATIONS_MAX = 5_000;
const CRASH_SHRINK_MS_MAX = 30_000;

export interface BatchTask {
  readonly kind: "batch";
  readonly designs: readonly string[];
  readonly laws: readonly string[];
  readonly request: BatchRequest;
}

export interface ShrinkTask {
  readonly kind: "shrink";
  readonly design: string;
  readonly law: string;
  readonly mechanism: string;
  readonly scenario: Scenario;
  /** The topology was given: only operations may be taken away. */
  readonly keepTopology: boolean;
}

/** Makes a scenario on which a design crashes smaller. */
export interface CrashTask {
  readonly kind: "shrink-crash";
  readonly design: string;
  readonly scenario: Scenario;
}

/** Judges known scenarios, each by one law, on several designs. */
export interface RecordedTask {
  readonly kind: "recorded";
  readonly designs: readonly string[];
  readonly cases: readonly RecordedCase[];
}

export interface RecordedCase {
  readonly law: string;
  readonly scenario: Scenario;
}

/** What a design did with a recorded case. */
export interface RecordedAnswer {
  readonly design: number;
  /** Index of the case. */
  readonly at: number;
  readonly broken: readonly Broken[];
  readonly crash: { readonly step: number; readonly message: string } | null;
}

/** Looks for the first scenario that breaks one law on one design, for several seeds. */
export interface HuntTask {
  readonly kind: "hunt";
  readonly design: string;
  readonly law: string;
  /** null: any mechanism. */
  readonly mechanism: string | null;
  readonly seed: number;
  readonly seeds: number;
  /** Scenarios a seed, at most. */
  readonly runs_max: number;
  /** Whether a small counterexample is wanted; else only whether there is one. */
  readonly shrink: boolean;
  /** Whether the direction of the law is followed; what is found so is counted and not shrunk. */
  readonly aimed: boolean;
}

export interface HuntAnswer {
  /** Scenarios until the law was broken, a seed each; null: not within the limit. */
  readonly runs: readonly (number | null)[];
  readonly best: Shrunk | null;
}

export type Task = BatchTask | ShrinkTask | CrashTask | RecordedTask | HuntTask | ExhaustTask;

export interface Shrunk {
  readonly scenario: Scenario;
  readonly broken: Broken;
}

export interface ShrunkCrash {
  readonly scenario: Scenario;
  readonly message: string;
}

export type TaskAnswer =
  | ExhaustAnswer
  | { readonly kind: "batch"; readonly result: BatchResult }
  /** null: the break could not be seen again. */
  | { readonly kind: "shrink"; readonly result: Shrunk | null }
  /** null: it did not crash again. */
  | { readonly kind: "shrink-crash"; readonly result: ShrunkCrash | null }
  | { readonly kind: "recorded"; readonly result: readonly RecordedAnswer[] }
  | { readonly kind: "hunt"; readonly result: HuntAnswer };

export function perform(task: Task, beat: Heartbeat): TaskAnswer {
  switch (task.kind) {
    case "batch": {
      const chosen = task.laws.flatMap((name) => lawNamed(name) ?? []);
      const candidates = task.designs.flatMap((name) => candidateNamed(name) ?? []);
      return { kind: "batch", result: runBatch(task.request, candidates, lawSet(chosen), beat) };
    }
    case "shrink":
      return { kind: "shrink", result: shrink(task, beat) };
    case "shrink-crash":
      return { kind: "shrink-crash", result: shrinkCrash(task, beat) };
    case "hunt":
      return { kind: "hunt", result: hunt(task, beat) };
    case "recorded":
      return { kind: "recorded", result: recorded(task, beat) };
    case "survey":
    case "explore":
      return performExhaust(task, candidateNamed, lawNamed, beat);
    default:
      return task satisfies never;
  }
}

/** The smallest of the shrunk counterexamples of all seeds is kept. */
function hunt(task: HuntTask, beat: Heartbeat): HuntAnswer {
  const law = lawNamed(task.law);
  const candidate = candidateNamed(task.design);
  if (law === null || candidate === null) return { runs: [], best: null };
  const runs: (number | null)[] = [];
  let best: Shrunk | null = null;
  for (let i = 0; i < task.seeds; i++) {
    const { seed, runs_max, aimed } = task;
    const first = firstBreak(
      { seed: seed + i, runs_max, aimed },
      candidate,
      law,
      task.mechanism,
      beat,
    );
    runs.push(first === null ? null : first.runs);
    if (first === null || aimed || !task.shrink) continue;
    const { mechanism } = first.finding;
    const { design } = task;
    const { scenario } = first;
    const shrunk = shrink(
      { kind: "shrink", design, law: law.name, mechanism, scenario, keepTopology: false },
      beat,
    );
    if (shrunk !== null && (best === null || sizeOf(shrunk) < sizeOf(best))) best = shrunk;
  }
  return { runs, best };
}

function sizeOf({ scenario, broken }: Shrunk): number {
  return scenario.topology.functions.length + broken.step + 1;
}

function shrink(task: ShrinkTask, beat: Heartbeat): Shrunk | null {
  const law = lawNamed(task.law);
  const candidate = candidateNamed(task.design);
  if (law === null || candidate === null) return null;
  let evaluations = 0;
  const still = (scenario: Scenario): boolean => {
    beat(++evaluations, 0);
    return breaks(scenario, candidate, law, task.mechanism) !== null;
  };
  if (!still(task.scenario)) return null;
  const smaller = task.keepTopology ? minimiseOperations : minimise;
  const evaluationsMax = isRemote(task.design) ? REMOTE_EVALUATIONS_MAX : EVALUATIONS_MAX;
  const { scenario } = smaller(task.scenario, still, evaluationsMax);
  return cut(scenario, candidate, law, task.mechanism);
}

/** Every crash costs a new process or a deadline, so time counts here and not evaluations. */
function shrinkCrash(task: CrashTask, beat: Heartbeat): ShrunkCrash | null {
  const candidate = candidateNamed(task.design);
  if (candidate === null) return null;
  const none = lawSet([]);
  const until = Date.now() + CRASH_SHRINK_MS_MAX;
  let evaluations = 0;
  let message: string | null = null;
  const crashes = (scenario: Scenario): boolean => {
    if (message !== null && Date.now() > until) return false;
    beat(++evaluations, 0);
    const { crash } = judge(scenario, candidate, none);
    message = crash?.message ?? message;
    return crash !== null;
  };
  if (!crashes(task.scenario)) return null;
  const { scenario } = minimise(task.scenario, crashes);
  return { scenario, message: judge(scenario, candidate, none).crash?.message ?? message ?? "" };
}

function recorded(task: RecordedTask, beat: Heartbeat): readonly RecordedAnswer[] {
  const candidates = task.designs.flatMap((name) => candidateNamed(name) ?? []);
  return task.cases.flatMap((one, at) => {
    const law = lawNamed(one.law);
    if (law === null) return [];
    return candidates.map((candidate, design) => {
      beat(at, design);
      const { broken, crash } = judge(one.scenario, candidate, onlyLaw(law));
      return { design, at, broken, crash };
    });
  });
}

function cut(scenario: Scenario, candidate: Candidate, law: Law, mechanism: string): Shrunk | null {
  const broken = breaks(scenario, candidate, law, mechanism);
  if (broken === null) return null;
  const operations = scenario.operations.slice(0, broken.step + 1);
  return { scenario: { ...scenario, operations }, broken };
}
