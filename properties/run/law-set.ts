/**
 * A set of laws arranged for asking: by operation, so that a step asks only those that speak of it.
 */
import { OPERATION_NAMES, type OperationName } from "../../model/vocabulary/operation/operation.js";
import { isBootLaw, type BootLaw, type Law, type StepLaw } from "../laws/law.js";

export interface Placed<L> {
  readonly law: L;
  /** Its place in `all`. */
  readonly index: number;
}

export interface PlacedBootLaw extends Placed<BootLaw> {
  /**
   * Its turn among the laws with variants: a campaign boots the variants of one of them a scenario.
   */
  readonly turn: number | null;
}

export interface LawSet {
  readonly all: readonly Law[];
  readonly boot: readonly PlacedBootLaw[];
  /** Number of laws with variants. */
  readonly turns: number;
  readonly step: Readonly<Record<OperationName, readonly Placed<StepLaw>[]>>;
  readonly withTwin: readonly StepLaw[];
}

export function lawSet(all: readonly Law[]): LawSet {
  const boot: PlacedBootLaw[] = [];
  const steps: Placed<StepLaw>[] = [];
  let turns = 0;
  all.forEach((law, index) => {
    if (isBootLaw(law))
      boot.push({ law, index, turn: law.variants === undefined ? null : turns++ });
    else steps.push({ law, index });
  });
  const of = (name: OperationName): readonly Placed<StepLaw>[] =>
    steps.filter(({ law }) => law.on.includes(name));
  return {
    all,
    boot,
    turns,
    step: byOperation(of),
    withTwin: steps.map(({ law }) => law).filter((law) => law.twin !== undefined),
  };
}

function byOperation<T>(of: (name: OperationName) => T): Record<OperationName, T> {
  const entries = OPERATION_NAMES.map((name): [OperationName, T] => [name, of(name)]);
  return Object.fromEntries(entries) as Record<OperationName, T>;
}
