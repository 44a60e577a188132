/**
 * An exhaustive search: all topologies up to a size, surveyed size by size; then all states of
 * every design on the islands found, view by view; then the breaks are shrunk. Whatever the number
 * of workers, results are put together in the order of the tasks.
 */
import { SavedNames } from "../campaign/saved-names.js";
import type { ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import type { Machines, Scan } from "../../properties/generators/enumerate/shapes.js";
import { isBootInvariant, type Invariant } from "../../properties/invariants/invariant.js";
import {
  chosenDesigns,
  chosenInvariants,
  type Saving,
  type SearchOptions,
} from "../campaign/options.js";
import { withPool, type Ended, type Pool } from "../pool/pool.js";
import type { TaskKind } from "../pool/task.js";
import type { Shrinking, ShrinkTask } from "../random/shrink.js";
import { Findings } from "./totals.js";
import type { Exploring, ExploreTask, Surveying, SurveyTask } from "./tasks.js";
import { functionsHot } from "./estimate.js";
import { machinesOf, type Island, type Machine } from "./survey/islands.js";
import { shapesOf, type SurveyResult } from "./survey/survey.js";
import { VIEWS, type Sizes } from "./views.js";
import { PATIENCE } from "../pool/watchdog.js";

export interface ExhaustOptions extends Omit<SearchOptions<[text: string]>, "seed">, Saving {
  readonly sizes: Sizes;
  /** Only default machines (model/vocabulary/scenario/default-machine.ts); absent: any. */
  readonly defaultMachines?: boolean;
  readonly symmetry: boolean;
  /** States of one machine, at most. */
  readonly states_max: number;
}

/** Shapes a survey task, machines an exploration task. */
const SHAPES_A_TASK = 16;
const MACHINES_A_TASK = 24;

export async function exhaust(options: ExhaustOptions): Promise<ExhaustOutcome> {
  const started = performance.now();
  return withPool(options, PATIENCE, async (pool) => {
    const run = new Run(options, pool);
    await run.surveyAll();
    await run.exploreAll();
    return run.outcome(started);
  });
}

class Run {
  private readonly options: ExhaustOptions;
  private readonly pool: Pool;
  private readonly designs: readonly string[];
  private readonly invariants: readonly Invariant[];
  private readonly like: string | null;
  private readonly findings: Findings;
  /** Per design by text, in the order in which they were found. */
  private readonly islands: Map<string, Island>[];
  /** Of all designs: what several see is one object, and is worked on once. */
  private readonly same = new Map<string, Island>();
  private readonly machines = VIEWS.map(() => 0);

  constructor(options: ExhaustOptions, pool: Pool) {
    this.options = options;
    this.pool = pool;
    this.designs = chosenDesigns(options.designs);
    this.invariants = chosenInvariants(options.invariants);
    this.like = options.like ?? null;
    this.findings = new Findings(this.designs, this.invariants, this.like);
    this.islands = this.designs.map(() => new Map<string, Island>());
  }

  async surveyAll(): Promise<void> {
    const { functions } = this.options.sizes;
    const hot = functionsHot(functions);
    for (let n = 1; n <= functions; n++) {
      const scans: readonly Scan[] = n <= hot ? ["boot", "hot"] : ["boot"];
      const settled = this.designs.map((_, design) => this.findings.settled(design));
      const tasks = scans.flatMap((scan) => this.surveyTasks(n, scan, n <= hot, settled));
      await this.perform<Surveying>(tasks, `topologies of ${n}`, (ended) => this.surveyed(ended));
    }
  }

  private surveyTasks(
    functions: number,
    scan: Scan,
    comparing: boolean,
    settled: readonly (readonly string[])[],
  ): readonly SurveyTask[] {
    const tasks: SurveyTask[] = [];
    const { designs, like } = this;
    const invariants = this.invariants.map((invariant) => invariant.name);
    const machines: Machines = this.options.defaultMachines === true ? "default" : "any";
    const total = shapesOf(functions, scan, machines);
    for (let from = 0; from < total; from += SHAPES_A_TASK) {
      const to = Math.min(total, from + SHAPES_A_TASK);
      const request = { functions, scan, machines, from, to, comparing, settled };
      tasks.push({ kind: "survey", like, designs, invariants, request });
    }
    return tasks;
  }

  private surveyed(ended: Ended<SurveyResult>): void {
    if (ended.how !== "done") {
      this.findings.lost(ended);
      return;
    }
    this.findings.surveyed(ended.answer);
    ended.answer.islands.forEach((islands, design) => {
      const known = this.islands[design]!;
      for (const island of islands)
        if (!known.has(island.text)) known.set(island.text, this.once(island));
    });
  }

  private once(island: Island): Island {
    const text = JSON.stringify(island);
    const first = this.same.get(text) ?? island;
    this.same.set(text, first);
    return first;
  }

  async exploreAll(): Promise<void> {
    if (this.invariants.every((invariant) => isBootInvariant(invariant))) return;
    for (const [at, view] of VIEWS.entries()) {
      const tasks = this.designs.flatMap((design, d) => {
        const machines = machinesOf([...this.islands[d]!.values()], view);
        this.machines[at]! += machines.length;
        return this.exploreTasks(design, at, machines);
      });
      await this.perform<Exploring>(tasks, view.name, (ended, task) => {
        const design = this.designs.indexOf(task.design);
        if (ended.how === "done") this.findings.explored(design, ended.answer);
        else this.findings.lost(ended, design);
      });
    }
  }

  private exploreTasks(
    design: string,
    view: number,
    machines: readonly Machine[],
  ): readonly ExploreTask[] {
    const { like, options } = this;
    const { sizes, symmetry, states_max } = options;
    const invariants = this.invariants
      .filter((invariant) => !isBootInvariant(invariant))
      .map((invariant) => invariant.name);
    const bounds = { sizes, symmetry, states_max };
    const tasks: ExploreTask[] = [];
    for (let from = 0; from < machines.length; from += MACHINES_A_TASK) {
      const some = machines.slice(from, from + MACHINES_A_TASK);
      tasks.push({ kind: "explore", like, design, invariants, view, machines: some, bounds });
    }
    return tasks;
  }

  /** Has all tasks done; tells of each in the order of the tasks, however they end. */
  private async perform<K extends TaskKind>(
    tasks: readonly K["task"][],
    what: string,
    tell: (ended: Ended<K["answer"]>, task: K["task"]) => void,
  ): Promise<void> {
    let done = 0;
    const ends = tasks.map(async (task) => {
      const ended = await this.pool.run<K>(task);
      this.options.onProgress(`${what}: ${++done} of ${tasks.length}`);
      return ended;
    });
    for (const [i, ended] of (await Promise.all(ends)).entries()) tell(ended, tasks[i]!);
  }

  async outcome(started: number): Promise<ExhaustOutcome> {
    const { options, findings } = this;
    const names = options.names ?? new SavedNames(options.saveTo);
    const restricted = options.defaultMachines === true ? { defaultMachines: true } : {};
    const shrink = (task: ShrinkTask) => this.pool.run<Shrinking>({ ...task, ...restricted });
    await findings.shrink(shrink, names);
    await findings.attribute(this.pool);
    const { functions } = options.sizes;
    const bound = {
      ...options.sizes,
      functions_hot: functionsHot(functions),
      ...(options.defaultMachines === true ? { default_machines: true } : {}),
      views: VIEWS.map(({ name, sentence, island_max }, i) => ({
        name,
        sentence,
        functions: Math.min(functions, island_max),
        machines: this.machines[i]!,
      })),
    };
    return {
      report: findings.report(bound, options.symmetry, !options.signal.aborted),
      counterexamples: findings.counterexamples(),
      interrupted: options.signal.aborted,
      crashes: findings.crashes(),
      seconds: (performance.now() - started) / 1000,
    };
  }
}
