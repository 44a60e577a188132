/**
 * A campaign: batches given to a pool until enough are done, time is up or somebody says stop.
 * Results are kept in the order of the batches, so that the same seed gives the same answer
 * whatever the number of workers. What a batch is, its kind says.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Ended, Pool } from "../pool/pool.js";
import type { Batch, DoneBatch, Hang } from "./break.js";
import type { Search } from "./search.js";

/** What a campaign must know of its batches. */
export interface CampaignKind<Request, Result extends Batch> {
  /** What a batch is made from: with designs and invariants all that its result depends on. */
  requestOf(search: Search, batch: number): Request;
  /** Has a worker work a batch out. */
  run(pool: Pool, request: Request, asked: Asked): Promise<Ended<Result>>;
  /** Has workers end the batches that they are at, with what they have done of them. */
  cut(pool: Pool): void;
  /** The result of a batch without some designs, as one of all designs. */
  realigned(result: Result, ran: readonly string[], all: readonly string[]): Result;
  /** The scenario of a batch in one of its runs. */
  scenarioAt(request: Request, run: number): Scenario;
}

interface Asked extends Pick<Search, "designs" | "invariants"> {
  readonly like: string | null;
}

export interface CampaignOptions<Result extends Batch> extends Search {
  /** Batches to be done; null: until the time is up. */
  readonly batches: number | null;
  /** Milliseconds; null: no limit. */
  readonly timeMs: number | null;
  readonly workers: number;
  readonly signal: AbortSignal;
  /** Batches that an earlier run has done. */
  readonly done: readonly DoneBatch<Result>[];
  /** Whether no batch need be begun after this one; absent: never. */
  readonly isLast?: (result: Result) => boolean;
  /** Called after each batch, in whatever order they end. */
  readonly onBatch: (done: DoneBatch<Result>) => void;
}

export interface CampaignResult<Result extends Batch> {
  /** By batch number; those that were stopped are missing. */
  readonly batches: readonly Result[];
  /** In the same order, those of stopped batches last. */
  readonly hangs: readonly Hang[];
  /** True if it ended before all batches were done. */
  readonly stopped: boolean;
}

/** Runs a campaign; what is done when it is stopped is returned. */
export async function campaign<Request, Result extends Batch>(
  pool: Pool,
  kind: CampaignKind<Request, Result>,
  options: CampaignOptions<Result>,
): Promise<CampaignResult<Result>> {
  const state = new Campaign(pool, kind, options);
  const { timeMs, workers } = options;
  const timer = timeMs === null ? undefined : setTimeout(() => state.timeUp(), timeMs);
  try {
    await Promise.all(Array.from({ length: workers }, () => state.lane()));
  } finally {
    clearTimeout(timer);
  }
  return state.result();
}

class Campaign<Request, Result extends Batch> {
  private readonly pool: Pool;
  private readonly kind: CampaignKind<Request, Result>;
  private readonly options: CampaignOptions<Result>;
  private readonly done: Map<number, DoneBatch<Result>>;
  /** Of batches that were stopped. */
  private readonly lost: Hang[] = [];
  private next = 0;
  private cut = false;
  private enough = false;

  constructor(pool: Pool, kind: CampaignKind<Request, Result>, options: CampaignOptions<Result>) {
    this.pool = pool;
    this.kind = kind;
    this.options = options;
    this.done = new Map(options.done.map((batch) => [batch.result.batch, batch]));
  }

  /** A batch that is cut counts with what was done of it. */
  timeUp(): void {
    this.enough = true;
    this.kind.cut(this.pool);
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
      this.enough ||= this.options.isLast?.(result) ?? false;
      this.done.set(batch, done);
      this.options.onBatch(done);
    }
  }

  private take(): number | null {
    const { batches, signal } = this.options;
    while (this.done.has(this.next)) this.next++;
    if (this.enough || signal.aborted) return null;
    if (batches !== null && this.next >= batches) return null;
    return this.next++;
  }

  /** A batch in which a design hangs is done again without that design. */
  private async work(
    batch: number,
    designs: readonly string[],
    hangs: Hang[],
  ): Promise<Result | null> {
    const { kind, options } = this;
    const { invariants, like = null } = options;
    const request = kind.requestOf(options, batch);
    const ended = await kind.run(this.pool, request, { designs, invariants, like });
    if (ended.how === "stopped") return null;
    if (ended.how === "done") return kind.realigned(ended.answer, designs, options.designs);
    const guilty = designs[ended.design];
    if (guilty === undefined) throw new Error("a worker stopped answering outside any design");
    hangs.push({ design: guilty, scenario: kind.scenarioAt(request, ended.run) });
    const rest = designs.filter((name) => name !== guilty);
    return this.work(batch, rest, hangs);
  }

  /** An earlier run may have done more batches than are wanted now. */
  result(): CampaignResult<Result> {
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
