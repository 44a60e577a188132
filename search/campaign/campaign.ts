/**
 * A campaign: batches given to a pool until enough are done, time is up or somebody says stop.
 * Results are kept in the order of the batches, so that the same seed gives the same answer
 * whatever the number of workers.
 */
import {
  BATCH_SCENARIOS,
  eachScenario,
  type BatchRequest,
  type BatchResult,
  type GivenMachine,
} from "../random/batch.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Pool } from "../pool/pool.js";

export interface CampaignOptions {
  readonly seed: number;
  readonly designs: readonly string[];
  readonly laws: readonly string[];
  readonly given: readonly GivenMachine[];
  /** Batches to be done; null: until the time is up. */
  readonly batches: number | null;
  /** Milliseconds; null: no limit. */
  readonly timeMs: number | null;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Batches that an earlier run has done. */
  readonly done: readonly DoneBatch[];
  /** Called after each batch, in whatever order they end. */
  readonly onBatch: (done: DoneBatch) => void;
}

/** A design that did not come back from a scenario. */
export interface Hang {
  readonly design: string;
  readonly scenario: Scenario;
}

/** A batch that is finished, with the designs that had to be left out of it. */
export interface DoneBatch {
  readonly result: BatchResult;
  readonly hangs: readonly Hang[];
}

export interface CampaignResult {
  /** By batch number; those that were stopped are missing. */
  readonly batches: readonly BatchResult[];
  /** In the same order, those of stopped batches last. */
  readonly hangs: readonly Hang[];
  /** True if it ended before all batches were done. */
  readonly stopped: boolean;
}

/** Runs a campaign; what is done when it is stopped is returned. */
export async function campaign(pool: Pool, options: CampaignOptions): Promise<CampaignResult> {
  const state = new Campaign(pool, options);
  const lanes = Array.from({ length: options.workers }, () => state.lane());
  await Promise.all(lanes);
  return state.result();
}

class Campaign {
  private readonly pool: Pool;
  private readonly options: CampaignOptions;
  private readonly done: Map<number, DoneBatch>;
  /** Of batches that were stopped. */
  private readonly lost: Hang[] = [];
  private readonly deadline: number;
  private next = 0;
  private cut = false;

  constructor(pool: Pool, options: CampaignOptions) {
    this.pool = pool;
    this.options = options;
    this.done = new Map(options.done.map((batch) => [batch.result.batch, batch]));
    this.deadline = options.timeMs === null ? Infinity : Date.now() + options.timeMs;
  }

  async lane(): Promise<void> {
    for (let batch = this.take(); batch !== null; batch = this.take()) {
      const hangs: Hang[] = [];
      const result = await this.work(batch, this.options.designs, hangs);
      if (result === null) {
        this.lost.push(...hangs);
        this.cut = true;
        return;
      }
      const done = { result, hangs };
      this.done.set(batch, done);
      this.options.onBatch(done);
    }
  }

  private take(): number | null {
    const { batches, signal } = this.options;
    while (this.done.has(this.next)) this.next++;
    if (signal.aborted || Date.now() > this.deadline) return null;
    if (batches !== null && this.next >= batches) return null;
    return this.next++;
  }

  /** A batch in which a design hangs is done again without that design. */
  private async work(
    batch: number,
    designs: readonly string[],
    hangs: Hang[],
  ): Promise<BatchResult | null> {
    const { seed, given, laws } = this.options;
    const request = requestOf(seed, batch, given, laws);
    const ended = await this.pool.run({ kind: "batch", designs, laws, request });
    if (ended.how === "stopped") return null;
    if (ended.how === "done") {
      if (ended.answer.kind !== "batch") throw new Error("a worker answered another task");
      return realigned(ended.answer.result, designs, this.options.designs);
    }
    const guilty = designs[ended.design];
    if (guilty === undefined) throw new Error("a worker stopped answering outside any design");
    hangs.push({ design: guilty, scenario: scenarioAt(request, ended.run) });
    const rest = designs.filter((name) => name !== guilty);
    return this.work(batch, rest, hangs);
  }

  /** An earlier run may have done more batches than are wanted now. */
  result(): CampaignResult {
    const wanted = this.options.batches ?? Infinity;
    const numbers = [...this.done.keys()].filter((n) => n < wanted).sort((a, b) => a - b);
    const batches = numbers.flatMap((n) => this.done.get(n) ?? []);
    return {
      batches: batches.map(({ result }) => result),
      hangs: [...batches.flatMap(({ hangs }) => hangs), ...this.lost],
      stopped: this.cut || (Number.isFinite(wanted) && numbers.length < wanted),
    };
  }
}

/** Only a search of one law is aimed: where many take turns there is nothing to be gained. */
function requestOf(
  seed: number,
  batch: number,
  given: readonly GivenMachine[],
  laws: readonly string[],
): BatchRequest {
  const [aim, ...others] = laws;
  const plain = { seed, batch, given };
  return aim === undefined || others.length > 0 ? plain : { ...plain, aim };
}

/** The result of a batch without some designs, as one of all designs. */
function realigned(
  result: BatchResult,
  ran: readonly string[],
  all: readonly string[],
): BatchResult {
  if (ran.length === all.length) return result;
  const at = (name: string): number => ran.indexOf(name);
  const place = (design: number): number => all.indexOf(ran[design] ?? "");
  const laws = result.applied[0]?.length ?? 0;
  const none = Array.from({ length: laws }, () => 0);
  return {
    ...result,
    judged: all.map((name) => result.judged[at(name)] ?? 0),
    applied: all.map((name) => result.applied[at(name)] ?? none),
    found: result.found.map((f) => ({ ...f, design: place(f.design) })),
    flaky: result.flaky.map((design) => place(design)),
    crashed: result.crashed.map((c) => ({ ...c, design: place(c.design) })),
    notAsked: all.map((name) => result.notAsked[at(name)] ?? 0),
    foretold: all.map((name) => result.foretold[at(name)] ?? 0),
  };
}

/** Generates a batch again up to one of its runs. */
function scenarioAt(request: BatchRequest, wanted: number): Scenario {
  let at: Scenario | null = null;
  eachScenario(request, (scenario, run) => {
    at = scenario;
    return run < wanted;
  });
  if (at === null) throw new Error(`a batch has no run ${wanted} of ${BATCH_SCENARIOS}`);
  return at;
}
