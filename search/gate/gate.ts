/**
 * The gate: the corpus, the historic bugs, the seeded faults, small topologies exhaustively, and
 * random scenarios; then one report of all that. Each part is an engine of its own. The amount of
 * work decides when it ends; a time limit is an extra, and nothing holds that it does not reach.
 */
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type { ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import {
  GATE_PARTS,
  type GatePart,
  type GatePartName,
  type GatePartState,
  type GateResult,
  type MustCatch,
} from "../../properties/results/gate-report.js";
import { withBaseline, type KnownBreak } from "../../properties/results/baseline.js";
import { checkBugs } from "./bugs.js";
import { checkSeededFaults } from "./seeded-faults.js";
import { chosenInvariants, type Saving, type SearchOptions } from "../campaign/options.js";
import { isRemote } from "../designs/named.js";
import { check, searchOf, type CheckOptions, type CheckOutcome } from "../check/check.js";
import type { CorpusEntry } from "../check/corpus.js";
import { SavedNames } from "../campaign/saved-names.js";
import { exhaust } from "../exhaustive/exhaust.js";
import { EFFORTS, type Effort, type EffortName } from "./effort.js";
import { STATES_MAX } from "../exhaustive/estimate.js";
import type { Sizes } from "../exhaustive/views.js";
import { mergedReport } from "./merged-report.js";
import { Pool } from "../pool/pool.js";
import { saysNotADesign } from "../designs/not-a-design.js";
import { patienceWith } from "../pool/watchdog.js";

export interface GateOptions extends Omit<SearchOptions<[text: string]>, "pool">, Saving {
  /** How much work; absent: normal. */
  readonly effort?: EffortName;
  /** Random scenarios, rounded up to whole batches; absent: as many as the effort says. */
  readonly runs?: number;
  /** Scope of the exhaustive part; absent: what the effort says. */
  readonly sizes?: Sizes;
  /** Seconds of all parts together, at most; null or absent: no limit. */
  readonly budget?: number | null;
  /** Counterexamples to be replayed besides our own. */
  readonly corpus: readonly CorpusEntry[];
  readonly baseline: readonly KnownBreak[];
  /** `2026-12-31`: what is over by then is over. */
  readonly today: string;
}

/** A bug that survives so many random scenarios is not caught; as `check --bugs`. */
const BUG_RUNS_MAX = 20_000;

export async function gate(options: GateOptions): Promise<GateResult> {
  const run = new Gate(options);
  try {
    return await run.result();
  } finally {
    await run.close();
  }
}

class Gate {
  private readonly options: GateOptions;
  private readonly effort: Effort;
  /** Both searches save in one folder. */
  private readonly names: SavedNames;
  private readonly started = performance.now();
  private readonly ended = new AbortController();
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly onStop = (): void => this.ended.abort();
  private readonly parts = new Map<GatePartName, GatePart>();
  private readonly mustCatch: MustCatch[] = [];
  private readonly designs: readonly string[];
  private readonly invariants: readonly string[];
  private pool: Pool | null = null;

  constructor(options: GateOptions) {
    this.options = options;
    const { runs, sizes } = EFFORTS[options.effort ?? "normal"];
    this.effort = { runs: options.runs ?? runs, sizes: options.sizes ?? sizes };
    this.names = new SavedNames(options.saveTo);
    const { designs, invariants } = searchOf({ ...options, machines: [] });
    this.designs = designs;
    this.invariants = invariants;
    const { budget = null } = options;
    this.timer = budget === null ? undefined : setTimeout(this.onStop, budget * 1000);
    options.signal.addEventListener("abort", this.onStop, { once: true });
    if (options.signal.aborted) this.onStop();
  }

  async close(): Promise<void> {
    await this.pool?.stop();
    clearTimeout(this.timer);
    this.options.signal.removeEventListener("abort", this.onStop);
  }

  async result(): Promise<GateResult> {
    const corpus = await this.corpus();
    // What does not keep to the interface makes all that follows meaningless.
    if (corpus.crashes.some(({ message }) => saysNotADesign(message)))
      return this.told(corpus, null);
    await this.bugs();
    await this.seededFaults();
    const searched = await this.exhaustive();
    const checked = await this.random();
    return this.told(checked ?? corpus, searched);
  }

  private async corpus(): Promise<CheckOutcome> {
    const begun = performance.now();
    const outcome = await check(this.checkOptions({ runs: 0, seconds: null }));
    const replayed = Math.max(0, ...this.designs.map((design) => corpusOf(outcome, design)));
    const state = this.options.signal.aborted ? "cut" : "done";
    this.done("corpus", begun, `${replayed} counterexamples replayed`, state);
    return outcome;
  }

  private async bugs(): Promise<void> {
    if (this.over) return;
    const begun = performance.now();
    const { seed, workers } = this.options;
    const { report } = await checkBugs({
      seed,
      seeds: 1,
      runs_max: BUG_RUNS_MAX,
      invariants: this.invariants,
      shrink: false,
      workers,
      pool: this.workersNow(),
      onProgress: (done, total) => this.progress(`historic bugs: ${done} of ${total}`),
      signal: this.ended.signal,
    });
    const survived = this.over ? "unknown" : "missed";
    for (const { id, invariant, caught } of report.bugs)
      this.mustCatch.push({ kind: "bug", id, invariant, state: caught ? "caught" : survived });
    this.done("bugs", begun, caughtText(this.mustCatch, "bug", "historic bugs caught"));
  }

  private async seededFaults(): Promise<void> {
    if (this.over) return;
    const begun = performance.now();
    const { seed, workers } = this.options;
    const caught = await checkSeededFaults({
      invariants: this.invariants,
      seed,
      workers,
      pool: this.workersNow(),
      onProgress: (done, total) => this.progress(`seeded faults: ${done} of ${total}`),
      signal: this.ended.signal,
    });
    this.mustCatch.push(...caught);
    this.done(
      "seeded-faults",
      begun,
      caughtText(caught, "seeded-fault", "invariants catch their seeded fault"),
    );
  }

  /** Designs in other processes are left out: each state there costs a boot. */
  private async exhaustive(): Promise<ExhaustOutcome | null> {
    const designs = this.designs.filter((name) => !isRemote(name));
    if (designs.length === 0) {
      const said = "not for designs in other processes";
      this.parts.set("exhaustive", { name: "exhaustive", state: "not-asked", said, seconds: 0 });
      return null;
    }
    if (this.over) return null;
    const begun = performance.now();
    const { sizes } = this.effort;
    const outcome = await exhaust({
      sizes,
      designs,
      invariants: this.invariants,
      ...this.like,
      symmetry: true,
      states_max: STATES_MAX,
      workers: this.options.workers,
      pool: this.workersNow(),
      saveTo: this.options.saveTo,
      names: this.names,
      onProgress: (text) => this.progress(text),
      signal: this.ended.signal,
    });
    const { topologies, states, complete } = outcome.report;
    const scope = `functions <= ${sizes.functions}, PASIDs <= ${sizes.pasids}`;
    const said = `${scope}: ${topologies} topologies, ${states} states`;
    const crashed = outcome.crashes.length > 0;
    this.done("exhaustive", begun, said, complete || crashed ? "done" : "cut");
    return outcome;
  }

  private async random(): Promise<CheckOutcome | null> {
    if (this.over) return null;
    const begun = performance.now();
    const { runs } = this.effort;
    const outcome = await check(this.checkOptions({ runs, seconds: this.left() }));
    const { scenarios, operations_judged: operations } = outcome.stats;
    const stopped = this.options.signal.aborted || scenarios < runs;
    const said = `${scenarios} scenarios, ${operations} operations judged`;
    this.done("random", begun, said, stopped ? "cut" : "done");
    return outcome;
  }

  /** Random search ends in time by itself, and what it found is shrunk: only Ctrl-C stops it. */
  private checkOptions(length: Pick<CheckOptions, "runs" | "seconds">): CheckOptions {
    const { seed, workers, corpus, saveTo, signal } = this.options;
    return {
      designs: this.designs,
      invariants: this.invariants,
      seed,
      ...this.like,
      ...length,
      workers,
      pool: this.workersNow(),
      machines: [],
      corpus,
      saveTo,
      names: this.names,
      onProgress: ({ scenarios, broken }) =>
        this.progress(`random: ${scenarios} scenarios, ${broken} broken`),
      signal,
    };
  }

  private get like(): { readonly like?: string } {
    const { like } = this.options;
    return like === undefined ? {} : { like };
  }

  private told(checked: CheckOutcome, searched: ExhaustOutcome | null): GateResult {
    const { baseline, today, signal } = this.options;
    const parts = GATE_PARTS.map((name) => this.parts.get(name) ?? notReached(name));
    const complete = parts.every(({ state }) => state === "done" || state === "not-asked");
    const chosen = chosenInvariants(this.invariants);
    const merged = mergedReport(checked.report, searched?.report ?? null, chosen, complete);
    const { report, problems } = withBaseline(merged, baseline, today, complete);
    const found: readonly (readonly [string, Counterexample])[] = [
      ...(searched?.counterexamples ?? []),
      ...checked.counterexamples,
    ];
    return {
      report,
      counterexamples: new Map(found),
      crashes: checked.crashes,
      interrupted: signal.aborted,
      parts,
      mustCatch: this.mustCatch,
      baseline: problems,
      seconds: this.seconds(),
    };
  }

  /** All parts share their workers, until a signal has ended them. */
  private workersNow(): Pool {
    if (this.pool?.ended !== false) {
      const remote = this.designs.some((name) => isRemote(name));
      this.pool = new Pool(this.options.workers, patienceWith(remote));
    }
    return this.pool;
  }

  private done(name: GatePartName, begun: number, said: string, state?: GatePartState): void {
    const seconds = (performance.now() - begun) / 1000;
    const part = { name, said, seconds, state: state ?? (this.over ? "cut" : "done") };
    this.parts.set(name, part);
  }

  private progress(text: string): void {
    this.options.onProgress(`${Math.floor(this.seconds())} s  ${text}`);
  }

  private seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  /** Seconds until the limit; null: there is none. */
  private left(): number | null {
    const { budget = null } = this.options;
    return budget === null ? null : Math.max(0, budget - this.seconds());
  }

  private get over(): boolean {
    return this.ended.signal.aborted;
  }
}

function notReached(name: GatePartName): GatePart {
  return { name, state: "not-reached", said: "not reached", seconds: 0 };
}

function corpusOf(outcome: CheckOutcome, design: string): number {
  return outcome.report.verdicts
    .filter((v) => v.design === design)
    .reduce((sum, v) => sum + v.evidence.corpus, 0);
}

function caughtText(all: readonly MustCatch[], kind: MustCatch["kind"], what: string): string {
  const some = all.filter((one) => one.kind === kind);
  return `${some.filter(({ state }) => state === "caught").length} of ${some.length} ${what}`;
}
