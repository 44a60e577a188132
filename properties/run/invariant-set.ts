/**
 * A set of invariants arranged for asking: by operation, so that a step asks only those that speak
 * of it.
 */
import { OPERATION_NAMES, type OperationName } from "../../model/vocabulary/operation/operation.js";
import {
  isBootInvariant,
  type BootInvariant,
  type Invariant,
  type StepInvariant,
} from "../invariants/invariant.js";

export interface Placed<L> {
  readonly invariant: L;
  /** Its place in `all`. */
  readonly index: number;
}

export interface PlacedBootInvariant extends Placed<BootInvariant> {
  /**
   * Its turn among the invariants with variants: a campaign boots the variants of one of them a
   * scenario.
   */
  readonly turn: number | null;
}

export interface InvariantSet {
  readonly all: readonly Invariant[];
  readonly boot: readonly PlacedBootInvariant[];
  /** Number of invariants with variants. */
  readonly turns: number;
  readonly step: Readonly<Record<OperationName, readonly Placed<StepInvariant>[]>>;
  readonly withTwin: readonly StepInvariant[];
}

export function invariantSet(all: readonly Invariant[]): InvariantSet {
  const boot: PlacedBootInvariant[] = [];
  const steps: Placed<StepInvariant>[] = [];
  let turns = 0;
  all.forEach((invariant, index) => {
    if (isBootInvariant(invariant))
      boot.push({ invariant, index, turn: invariant.variants === undefined ? null : turns++ });
    else steps.push({ invariant, index });
  });
  const of = (name: OperationName): readonly Placed<StepInvariant>[] =>
    steps.filter(({ invariant }) => invariant.on.includes(name));
  return {
    all,
    boot,
    turns,
    step: byOperation(of),
    withTwin: steps
      .map(({ invariant }) => invariant)
      .filter((invariant) => invariant.twin !== undefined),
  };
}

function byOperation<T>(of: (name: OperationName) => T): Record<OperationName, T> {
  const entries = OPERATION_NAMES.map((name): [OperationName, T] => [name, of(name)]);
  return Object.fromEntries(entries) as Record<OperationName, T>;
}

const single = new WeakMap<Invariant, InvariantSet>();

/** The set of one invariant; made once an invariant. */
export function onlyInvariant(invariant: Invariant): InvariantSet {
  let set = single.get(invariant);
  if (set === undefined) {
    set = invariantSet([invariant]);
    single.set(invariant, set);
  }
  return set;
}
