/**
 * The smallest breaks, one of each kind (of a design, an invariant, a failure mode and a cause),
 * and what of a batch can still be one of them.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Batch, Break } from "./break.js";

/** How much a reader has to look at, until the step at which the invariant is broken. */
export function costOf(scenario: Scenario, step: number): number {
  return 4 * scenario.topology.functions.length + step + 1;
}

/**
 * One of each kind, in the order in which kinds were met first. Of two that are as small, the one
 * whose `name` comes first stays, or where they have none, the one that came first.
 */
export class Smallest<B> {
  private readonly kept = new Map<string, Kept<B>>();

  has(kind: string): boolean {
    return this.kept.has(kind);
  }

  /** Whether one of this cost would be kept. */
  wants(kind: string, cost: number, name = ""): boolean {
    const known = this.kept.get(kind);
    if (known === undefined || cost < known.cost) return true;
    return cost === known.cost && name < known.name;
  }

  offer(kind: string, cost: number, one: B, name = ""): void {
    if (this.wants(kind, cost, name)) this.kept.set(kind, { cost, name, one });
  }

  all(): readonly B[] {
    return [...this.kept.values()].map(({ one }) => one);
  }
}

interface Kept<B> {
  readonly cost: number;
  readonly name: string;
  readonly one: B;
}

/**
 * Leaves out of batches what an earlier batch has smaller already: no report can show it, however
 * few batches it is of.
 */
export class NewInBatch {
  private readonly found = new Map<string, { batch: number; cost: number }[]>();
  /** The first batch in which a design crashed. */
  private readonly crashed = new Map<number, number>();

  add<B extends Batch>(result: B): B {
    const { batch } = result;
    return {
      ...result,
      found: result.found.filter((found) => this.isNeeded(found, batch)),
      crashed: result.crashed.filter(({ design }) => {
        const first = this.crashed.get(design) ?? Infinity;
        this.crashed.set(design, Math.min(first, batch));
        return batch < first;
      }),
    };
  }

  private isNeeded(found: Break, batch: number): boolean {
    const kind = kindOf(found);
    const known = this.found.get(kind) ?? [];
    const cost = costOf(found.scenario, found.step);
    if (known.some((k) => k.batch < batch && k.cost <= cost)) return false;
    this.found.set(kind, [...known, { batch, cost }]);
    return true;
  }
}

export function kindOf({ design, invariant, finding, cause }: Break): string {
  return `${design} ${invariant} ${finding.failureMode} ${cause}`;
}
