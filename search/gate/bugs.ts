/**
 * The search for the historic bugs: each is a contract with one policy changed, and must be caught
 * by its own invariant with its own failure mode. Counted are the random scenarios until the first
 * kill, over several seeds: in a plain search, and in one that follows the invariant's direction.
 */
import { bugs } from "../../properties/bugs/all.js";
import type { Bug } from "../../properties/bugs/bug.js";
import {
  counterexampleOf,
  type Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import type { BugResult, BugsReport } from "../../properties/results/report.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import type { SearchOptions } from "../campaign/options.js";
import { withPool, type Pool } from "../pool/pool.js";
import type { FaultAnswer, FaultSearch, FaultTask } from "./fault-search.js";
import { median } from "./median.js";
import { PATIENCE } from "../pool/watchdog.js";

export interface BugsOptions extends Omit<
  SearchOptions<[done: number, total: number]>,
  "designs" | "invariants"
> {
  /** Seeds tried for each bug; the median is over them. */
  readonly seeds: number;
  /** Random scenarios a seed, at most. */
  readonly runs_max: number;
  /** Only bugs that these invariants are to kill; absent: all. */
  readonly invariants?: readonly string[];
  /**
   * Whether small counterexamples are wanted, and how fast a guided search is; absent: they are.
   */
  readonly shrink?: boolean;
}

export interface BugsOutcome {
  readonly report: BugsReport;
  /** By bug id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly interrupted: boolean;
}

interface Searched {
  readonly bug: Bug;
  readonly result: BugResult;
  readonly counterexample: Counterexample | null;
}

export async function checkBugs(options: BugsOptions): Promise<BugsOutcome> {
  const { invariants } = options;
  const wanted = bugs.filter(
    ({ invariant }) => invariants === undefined || invariants.includes(invariant),
  );
  let done = 0;
  return withPool(options, PATIENCE, async (pool) => {
    const searched = await Promise.all(
      wanted.map(async (bug) => {
        const one = await searchBug(pool, bug, options);
        options.onProgress(++done, wanted.length);
        return one;
      }),
    );
    const known = searched.flatMap((h): [string, Counterexample][] =>
      h.counterexample === null ? [] : [[h.bug.id, h.counterexample]],
    );
    const report: BugsReport = { schema: "bugs@2", bugs: searched.map((h) => h.result) };
    return { report, counterexamples: new Map(known), interrupted: options.signal.aborted };
  });
}

async function searchBug(pool: Pool, bug: Bug, options: BugsOptions): Promise<Searched> {
  const { seed, seeds, runs_max } = options;
  const design = `bug:${bug.id}`;
  const { invariant, failureMode = null } = bug;
  const { shrink = true } = options;
  const answerOf = async (guided: boolean): Promise<FaultAnswer | null> => {
    const limits = { seed, seeds, runs_max, shrink, guided };
    const task: FaultTask = { kind: "fault-search", design, invariant, failureMode, ...limits };
    const ended = await pool.run<FaultSearch>(task);
    return ended.how === "done" ? ended.answer : null;
  };
  const answer = await answerOf(false);
  const compares = shrink && invariantNamed(invariant)?.direction !== undefined;
  const guided = compares ? await answerOf(true) : null;
  const best = answer?.best ?? null;
  const runs_median = medianOfAll(answer, seeds);
  return {
    bug,
    result: {
      id: bug.id,
      invariant: bug.invariant,
      caught: runs_median !== null,
      runs_median,
      guided_median: medianOfAll(guided, seeds),
      functions: best === null ? null : best.scenario.topology.functions.length,
      operations: best === null ? null : best.scenario.operations.length,
    },
    counterexample:
      best === null
        ? null
        : counterexampleOf(design, best.scenario, best.broken, `historic bugs, seed ${seed}`),
  };
}

/** null: not all seeds have found it. */
function medianOfAll(answer: FaultAnswer | null, seeds: number): number | null {
  const runs = answer?.runs.flatMap((n) => n ?? []) ?? [];
  return runs.length === seeds ? median(runs) : null;
}
