/**
 * Defines the tasks that a campaign gives to its workers, and their answers: plain data, so that they cross threads.
 */
import type { Scenario } from "../../model/vocabulary/scenario.js";
import { minimise } from "../shrink/minimise.js";
import type { Law } from "../laws/law.js";
import { laws } from "../laws/all.js";
import { runBatch, type BatchRequest, type BatchResult } from "./batch.js";
import { candidateNamed } from "./candidates.js";
import { breaks, judge, onlyLaw, type Broken } from "./judge.js";
import { lawSet } from "./law-set.js";
import type { Candidate } from "./lockstep.js";

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

export type Task = BatchTask | ShrinkTask | RecordedTask;

export interface Shrunk {
  readonly scenario: Scenario;
  readonly broken: Broken;
}

export type TaskAnswer =
  | { readonly kind: "batch"; readonly result: BatchResult }
  /** null: the break could not be seen again. */
  | { readonly kind: "shrink"; readonly result: Shrunk | null }
  | { readonly kind: "recorded"; readonly result: readonly RecordedAnswer[] };

/** Where a worker is: told before each design of each run. */
export type Beat = (run: number, design: number) => void;

export function perform(task: Task, beat: Beat): TaskAnswer {
  switch (task.kind) {
    case "batch": {
      const chosen = task.laws.flatMap((name) => lawNamed(name) ?? []);
      const candidates = task.designs.flatMap((name) => candidateNamed(name) ?? []);
      return { kind: "batch", result: runBatch(task.request, candidates, lawSet(chosen), beat) };
    }
    case "shrink":
      return { kind: "shrink", result: shrink(task, beat) };
    case "recorded":
      return { kind: "recorded", result: recorded(task, beat) };
    default:
      return task satisfies never;
  }
}

export function lawNamed(name: string): Law | null {
  return laws.find((law) => law.name === name) ?? null;
}

function shrink(task: ShrinkTask, beat: Beat): Shrunk | null {
  const law = lawNamed(task.law);
  const candidate = candidateNamed(task.design);
  if (law === null || candidate === null) return null;
  let evaluations = 0;
  const still = (scenario: Scenario): boolean => {
    beat(++evaluations, 0);
    return breaks(scenario, candidate, law, task.mechanism) !== null;
  };
  if (!still(task.scenario)) return null;
  return cut(minimise(task.scenario, still).scenario, candidate, law, task.mechanism);
}

function recorded(task: RecordedTask, beat: Beat): readonly RecordedAnswer[] {
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
