/**
 * The watch over a check: what is done by now, added up as batches end and breaks are shrunk, for
 * the progress line.
 */
import type { BatchResult } from "../random/batch.js";

export interface Progress {
  readonly scenarios: number;
  readonly scenariosTotal: number | null;
  readonly operationsJudged: number;
  readonly seconds: number;
  /** Scenarios a second of this run; what an earlier one has done is left out. */
  readonly rate: number;
  readonly invariantsApplied: number;
  readonly invariantsTotal: number;
  /** Pairs of a design and an invariant that are broken so far. */
  readonly broken: number;
  /** Breaks that have been shrunk, of how many, once the search has ended; before that null. */
  readonly shrunk: { readonly done: number; readonly of: number } | null;
}

export class Watch {
  private readonly tell: (progress: Progress) => void;
  private readonly invariantsTotal: number;
  private readonly total: number | null;
  private readonly started: number;
  private readonly applied = new Set<number>();
  private readonly broken = new Set<string>();
  private scenarios = 0;
  private earlier = 0;
  private operations = 0;
  /** Seconds that the search has taken so far. */
  private searched = 0;

  constructor(
    tell: (progress: Progress) => void,
    invariantsTotal: number,
    total: number | null,
    started: number,
  ) {
    this.tell = tell;
    this.invariantsTotal = invariantsTotal;
    this.total = total;
    this.started = started;
  }

  /** A batch that an earlier run has done. */
  resumed(batch: BatchResult): void {
    this.earlier += batch.scenarios;
    this.add(batch);
  }

  add(batch: BatchResult): void {
    this.scenarios += batch.scenarios;
    this.operations += batch.operations;
    for (const row of batch.applied)
      row.forEach((n, invariant) => {
        if (n > 0) this.applied.add(invariant);
      });
    for (const { design, invariant } of batch.found) this.broken.add(`${design} ${invariant}`);
    this.searched = this.seconds();
    this.told(null);
  }

  shrinking(done: number, of: number): void {
    this.told({ done, of });
  }

  private seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  private told(shrunk: Progress["shrunk"]): void {
    this.tell({
      scenarios: this.scenarios,
      scenariosTotal: this.total,
      operationsJudged: this.operations,
      seconds: this.seconds(),
      rate: (this.scenarios - this.earlier) / Math.max(this.searched, 0.001),
      invariantsApplied: this.applied.size,
      invariantsTotal: this.invariantsTotal,
      broken: this.broken.size,
      shrunk,
    });
  }
}
