/**
 * A check: the corpus first, then random scenarios on all chosen designs, then the breaks that the
 * corpus does not know yet are shrunk. It ends in a report.
 */
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import type {
  CheckResult,
  Crash,
  Report,
  Stats,
  Verdict,
} from "../../properties/results/report.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import { type BatchResult } from "../random/batch.js";
import { BATCH_SCENARIOS } from "../random/draw.js";
import { random } from "../random/kind.js";
import {
  chosenDesigns,
  chosenInvariants,
  type Saving,
  type SearchOptions,
} from "../campaign/options.js";
import { Breaks } from "./counterexamples.js";
import { campaign, type CampaignResult } from "../campaign/campaign.js";
import { isRemote } from "../designs/named.js";
import { readCorpus, type CorpusEntry } from "./corpus.js";
import { crashesOf } from "./crashes.js";
import { Watch, type Progress } from "./watch.js";
import { withPool, type Pool } from "../pool/pool.js";
import type { BatchLog } from "../campaign/batch-log.js";
import type { FixedMachine, Search } from "../campaign/search.js";
import { totals, type Totals } from "../random/totals.js";
import { verdictOf } from "../../properties/expectations/verdict.js";
import { patienceWith } from "../pool/watchdog.js";

/** What shrinking may take where no time is given, and at least. */
const SHRINK_MS = 60_000;
const SHRINK_MS_MIN = 5_000;

/** Random scenarios of a check, if neither a number nor a time is given. */
const DEFAULT_RUNS = 20_000;

export interface CheckOptions extends SearchOptions<[progress: Progress]>, Saving {
  /** Random scenarios, rounded up to whole batches; null: DEFAULT_RUNS, or until the time is up. */
  readonly runs: number | null;
  /** Seconds of random search; null: no limit. */
  readonly seconds: number | null;
  /** Run random operations on these machines instead of random ones; empty: random. */
  readonly machines: readonly FixedMachine[];
  /** Only default machines, of the corpus too; absent: any. Without `machines`. */
  readonly defaultMachines?: boolean;
  /** Whether the first break or crash ends the search. */
  readonly first?: boolean;
  /** Counterexamples to be replayed besides our own. */
  readonly corpus?: readonly CorpusEntry[];
  /** What earlier runs have done, and where each batch is written down; it is closed at the end. */
  readonly log?: BatchLog<BatchResult>;
}

export type CheckOutcome = CheckResult & { readonly stats: Stats };

export async function check(options: CheckOptions): Promise<CheckOutcome> {
  const started = performance.now();
  const chosen = chosenInvariants(options.invariants);
  const { designs } = searchOf(options);
  const remote = designs.some((name) => isRemote(name));
  try {
    return await withPool(options, patienceWith(remote), async (pool) => {
      const ours = options.machines.length > 0 ? [] : await readCorpus();
      const corpus = [...ours, ...(options.corpus ?? [])];
      return new Run(options, designs, chosen, pool, corpus, started).outcome();
    });
  } finally {
    options.log?.close();
  }
}

/** What the batches of a check depend on. */
export function searchOf(search: Search): Search {
  const { designs, invariants, seed, machines, defaultMachines, like } = search;
  return {
    seed,
    ...(like === undefined ? {} : { like }),
    designs: chosenDesigns(designs),
    invariants: chosenInvariants(invariants).map(({ name }) => name),
    machines,
    ...(defaultMachines === true ? { defaultMachines } : {}),
  };
}

class Run {
  private readonly options: CheckOptions;
  private readonly designs: readonly string[];
  private readonly invariants: readonly Invariant[];
  private readonly pool: Pool;
  private readonly corpus: readonly CorpusEntry[];
  private readonly started: number;
  private readonly breaks: Breaks;
  private readonly watch: Watch;

  constructor(
    options: CheckOptions,
    designs: readonly string[],
    invariants: readonly Invariant[],
    pool: Pool,
    corpus: readonly CorpusEntry[],
    started: number,
  ) {
    this.options = options;
    this.designs = designs;
    this.invariants = invariants;
    this.pool = pool;
    const known = new Set(invariants.map((invariant) => invariant.name));
    this.corpus = corpus.filter(
      ({ counterexample: { invariant, scenario } }) =>
        known.has(invariant) && (options.defaultMachines !== true || isDefaultMachine(scenario)),
    );
    this.started = started;
    this.breaks = new Breaks(pool, designs, invariants, options);
    this.watch = new Watch(options.onProgress, invariants.length, this.wanted, started);
  }

  async outcome(): Promise<CheckOutcome> {
    const recorded = await this.breaks.replay(this.corpus);
    const found = this.breaks.any || recorded.deaths.length > 0;
    const enough = recorded.faults.length > 0 || (this.options.first === true && found);
    const result = await this.search(enough);
    const sum = totals(result.batches, this.designs.length, this.invariants.length);
    const until = Date.now() + this.shrinkMs();
    const smallest = this.options.first === true ? sum.smallest.slice(0, 1) : sum.smallest;
    await this.breaks.shrink(smallest, until, (shrunk, of) => this.watch.shrinking(shrunk, of));
    await this.breaks.attribute();
    const hangs = [...recorded.hangs, ...result.hangs];
    const known = [...recorded.faults, ...recorded.deaths];
    const fresh = sum.crashed.filter((c) => known.every(({ design }) => design !== c.design));
    const crashed = { crashed: [...known, ...fresh] };
    const { saveTo, defaultMachines = false } = this.options;
    const saving = { saveTo, defaultMachines, until };
    const crashes = await crashesOf(this.designs, crashed, hangs, this.pool, saving);
    return {
      report: this.report(sum, crashes),
      counterexamples: this.counterexamples(),
      crashes,
      notes: this.breaks.notes,
      interrupted: this.options.signal.aborted,
      stats: this.stats(sum),
    };
  }

  /**
   * Shrinking what was found in another process may take as long as the search was given. (That of
   * our own designs is bounded by its evaluations, so that it does not depend on the clock.)
   */
  private shrinkMs(): number {
    const { seconds } = this.options;
    return Math.max(SHRINK_MS_MIN, seconds === null ? SHRINK_MS : seconds * 1000);
  }

  /** Random scenarios; null: until the time is up. */
  private get wanted(): number | null {
    const { runs, seconds } = this.options;
    return runs ?? (seconds === null ? DEFAULT_RUNS : null);
  }

  /** What does not keep to the interface is not searched: nothing that it does has a meaning. */
  private search(meaningless: boolean): Promise<CampaignResult<BatchResult>> {
    const { seconds, seed, machines, workers, signal, log } = this.options;
    const { defaultMachines = false } = this.options;
    const wanted = meaningless ? 0 : this.wanted;
    const done = log?.done ?? [];
    for (const { result } of done) this.watch.resumed(result);
    return campaign(this.pool, random, {
      seed,
      designs: this.designs,
      invariants: this.invariants.map((invariant) => invariant.name),
      machines,
      defaultMachines,
      ...this.like,
      batches: wanted === null ? null : Math.ceil(wanted / BATCH_SCENARIOS),
      timeMs: seconds === null ? null : seconds * 1000,
      workers,
      signal,
      done,
      isLast: ({ found, crashed }) =>
        this.options.first === true && found.length + crashed.length > 0,
      onBatch: (batch) => {
        // One that the time has cut is done again by who goes on.
        if (batch.result.scenarios === BATCH_SCENARIOS) log?.add(batch);
        this.watch.add(batch.result);
      },
    });
  }

  private report(sum: Totals, crashes: readonly Crash[]): Report {
    const invariants = this.invariants.map(({ name, ids, severity }) => ({ name, ids, severity }));
    const verdicts = this.designs.flatMap((design, d) =>
      this.invariants.map((invariant, l) => this.verdict(design, d, invariant, l, sum, crashes)),
    );
    return {
      schema: "report@2",
      seed: this.options.seed,
      ...this.like,
      designs: this.designs,
      invariants,
      ...(this.options.defaultMachines === true ? { default_machines: true } : {}),
      verdicts,
    };
  }

  private verdict(
    design: string,
    d: number,
    invariant: Invariant,
    l: number,
    sum: Totals,
    crashes: readonly Crash[],
  ): Verdict {
    const replayed = this.corpus.filter(
      (e) => e.counterexample.invariant === invariant.name,
    ).length;
    const evidence = {
      corpus: replayed,
      scenarios: sum.judged[d] ?? 0,
      applied: sum.applied[d]?.[l] ?? 0,
      exhaustive: null,
    };
    const crashed = crashes.some((crash) => crash.design === design);
    const flaky = sum.flaky.has(d);
    const breaks = this.breaks.of(design, invariant.name);
    return verdictOf({ design, invariant, evidence, ...this.like, breaks, crashed, flaky });
  }

  private get like(): { readonly like?: string } {
    const { like } = this.options;
    return like === undefined ? {} : { like };
  }

  private counterexamples(): ReadonlyMap<string, Counterexample> {
    return this.breaks.counterexamples();
  }

  private stats(sum: Totals): Stats {
    return {
      scenarios: sum.scenarios,
      operations_judged: sum.operations,
      passed_over: Math.max(0, ...sum.notAsked),
      deaths_foretold: Math.max(0, ...sum.foretold),
      seconds: (performance.now() - this.started) / 1000,
      workers: this.options.workers,
    };
  }
}
