/**
 * Defines the search for the historic bugs: each is a contract with one policy changed, and must be
 * killed by its own law and mechanism. Counted are the random scenarios until the first kill, over
 * several seeds: in a plain search, and in one that follows the law's direction.
 */
import { mutants, type Mutant } from "../../properties/bugs/all.js";
import { counterexampleOf, type Counterexample } from "../../properties/results/counterexample.js";
import type { BugResult, BugsReport } from "../../properties/results/report.js";
import { HANG_MS_MAX, withPool, type Ended, type Lending, type Pool } from "../pool/pool.js";
import { lawNamed } from "../../properties/laws/all.js";
import type { HuntAnswer } from "../perform.js";

export interface BugsOptions extends Pick<Lending, "pool"> {
  readonly seed: number;
  /** Seeds tried for each bug; the median is over them. */
  readonly seeds: number;
  /** Random scenarios a seed, at most. */
  readonly runs_max: number;
  /** Only bugs that these laws are to kill; absent: all. */
  readonly laws?: readonly string[];
  /**
   * Whether small counterexamples are wanted, and how fast an aimed search is; absent: they are.
   */
  readonly shrink?: boolean;
  readonly workers: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

export interface BugsOutcome {
  readonly report: BugsReport;
  /** By bug id. */
  readonly counterexamples: ReadonlyMap<string, Counterexample>;
  readonly interrupted: boolean;
}

interface Hunted {
  readonly mutant: Mutant;
  readonly result: BugResult;
  readonly counterexample: Counterexample | null;
}

export async function checkBugs(options: BugsOptions): Promise<BugsOutcome> {
  const { laws } = options;
  const wanted = mutants.filter(({ law }) => laws === undefined || laws.includes(law));
  let done = 0;
  return withPool(options, HANG_MS_MAX, async (pool) => {
    const hunted = await Promise.all(
      wanted.map(async (mutant) => {
        const one = await hunt(pool, mutant, options);
        options.onProgress(++done, wanted.length);
        return one;
      }),
    );
    const known = hunted.flatMap((h): [string, Counterexample][] =>
      h.counterexample === null ? [] : [[h.mutant.id, h.counterexample]],
    );
    const report: BugsReport = { schema: "bugs@1", bugs: hunted.map((h) => h.result) };
    return { report, counterexamples: new Map(known), interrupted: options.signal.aborted };
  });
}

async function hunt(pool: Pool, mutant: Mutant, options: BugsOptions): Promise<Hunted> {
  const { seed, seeds, runs_max } = options;
  const design = `bug:${mutant.id}`;
  const { law, mechanism = null } = mutant;
  const { shrink = true } = options;
  const task = { kind: "hunt", design, law, mechanism, seed, seeds, runs_max, shrink } as const;
  const answer = huntAnswer(await pool.run({ ...task, aimed: false }));
  const compares = shrink && lawNamed(law)?.direction !== undefined;
  const aimed = compares ? huntAnswer(await pool.run({ ...task, aimed: true })) : null;
  const best = answer?.best ?? null;
  const runs_median = medianOfAll(answer, seeds);
  return {
    mutant,
    result: {
      id: mutant.id,
      law: mutant.law,
      killed: runs_median !== null,
      runs_median,
      aimed_median: medianOfAll(aimed, seeds),
      functions: best === null ? null : best.scenario.topology.functions.length,
      operations: best === null ? null : best.scenario.operations.length,
    },
    counterexample:
      best === null
        ? null
        : counterexampleOf(design, best.scenario, best.broken, `historic bugs, seed ${seed}`),
  };
}

function huntAnswer(ended: Ended): HuntAnswer | null {
  return ended.how === "done" && ended.answer.kind === "hunt" ? ended.answer.result : null;
}

/** null: not all seeds have found it. */
function medianOfAll(answer: HuntAnswer | null, seeds: number): number | null {
  const runs = answer?.runs.flatMap((n) => n ?? []) ?? [];
  return runs.length === seeds ? median(runs) : null;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
