/**
 * An invariant: a sentence that must hold of every moment, its sources, and two pure functions. One
 * invariant serves random and recorded runs. Invariants of the boot speak of groups; invariants of
 * steps of operations.
 */
import type { Facts } from "../../model/fabric/facts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Precision } from "../../model/vocabulary/design/design.js";
import type { DomainId } from "../../model/vocabulary/operation/domain.js";
import type { Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { CallLog } from "../../model/vocabulary/design/hardware.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { Operation, OperationName } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Direction } from "./direction.js";

/**
 * `safety`: a device can reach or be translated by what is not its own. `bookkeeping`: software and
 * hardware, or caller and callee, believe different things. `advisory`: not wrong, but worse than
 * it need be.
 */
export type Severity = "safety" | "bookkeeping" | "advisory";

/** What was seen when an invariant broke, as data; reports/ makes sentences of it. */
export interface Finding {
  /**
   * Which of the ways to break this invariant: lower case with dashes; one canonical counterexample
   * each.
   */
  readonly failureMode: string;
  /** The function that the finding is about; `seen` speaks of it. */
  readonly device: number | null;
  /**
   * The other function, where two are concerned: the one it is compared with, or that was operated
   * on.
   */
  readonly other: number | null;
  /** The PASID concerned; 0: the RID; null: none. */
  readonly pasid: number | null;
  /** What was seen, and what should have been seen: a domain, an outcome, a few words. */
  readonly seen: string;
  readonly wanted: string;
}

/**
 * The cause of a break. `contract`: the reference under the contract that is expected of the design
 * breaks the invariant too, in the same failure mode after the same operation; `own`: it does not.
 */
export type Cause = "contract" | "own";

/** An invariant broken at a step (-1: at boot); the first time for its failure mode and cause. */
export interface InvariantBreak {
  readonly invariant: string;
  readonly step: number;
  readonly finding: Finding;
  readonly cause: Cause;
}

/** The moment after boot: groups are formed, nothing has been done yet. */
export interface BootedInput {
  scenario: Scenario;
  facts: Facts;
  contract: Contract;
  after: Observation;
  /** What the reference shows after boot under the same contract; null where no reference runs. */
  expected: Observation | null;
  /** What the design shows after boot on each topology that this invariant's `variants` named. */
  variants: readonly BootVariant[];
}

export interface BootVariant {
  readonly topology: Topology;
  readonly after: Observation;
}

/**
 * One operation, with everything that could be seen before and after it. Reused from step to step.
 */
export interface StepInput {
  scenario: Scenario;
  /** Of the machine as it is after the operation, and as it was before: ACS may have changed. */
  facts: Facts;
  earlier: Facts;
  contract: Contract;
  index: number;
  op: Operation;
  /** The function that the operation names. */
  dev: number;
  /** The PASID that it names, and its column; both 0 for operations on the RID or on neither. */
  pasid: number;
  column: number;
  /** The domain and the handle that it names; 0 where it names none. */
  domain: DomainId;
  handle: number;
  outcome: Outcome;
  before: Observation;
  after: Observation;
  calls: CallLog;
  /**
   * What could be seen before the reset-prepare that this reset-done follows directly; null at all
   * other operations.
   */
  unprepared: Observation | null;
  /**
   * False once the driver has failed a callback that must not fail, in a detach or when something
   * is put back: from then on the hardware holds what nobody asked for (INV-29), and that is the
   * driver's doing.
   */
  driverSound: boolean;
  /** What the platform under the design complained of; null where it has none that could. */
  warnings: readonly string[] | null;
  /** How precisely the design is held against the reference. */
  precision: Precision;
  /** What the reference did under the same contract; null where no reference runs. */
  expected: Answer | null;
  /** Whether all that can be seen of the design is as `expected`; true where no reference runs. */
  agrees: boolean;
  /**
   * What the reference did under the invariant's `twin` contract; null where the twin was not
   * asked.
   */
  twin: Answer | null;
}

/** What a machine answered to one operation. */
export interface Answer {
  outcome: Outcome;
  after: Observation;
  calls: CallLog;
}

/** A design that must be caught by the invariant: it claims one contract and does another. */
export interface SeededFault {
  readonly claims: Contract;
  readonly does: Contract;
  /** Its platform complains at every PASID attach. */
  readonly warns?: string;
}

interface Named {
  /** Lower case with dashes: the sentence, shortened. */
  readonly name: string;
  /** One sentence, for people. */
  readonly sentence: string;
  /** Numbers of docs/reference/semantics.md: the invariant first, then conjectures and bugs. */
  readonly ids: readonly string[];
  readonly severity: Severity;
  readonly seededFault: SeededFault;
  /** The historic bug that this invariant catches, where there is one. */
  readonly catches?: string;
  /** Where a search of this invariant alone looks first; absent: everywhere alike. */
  readonly direction?: Direction;
}

export interface BootInvariant extends Named {
  readonly on: "boot";
  /** It looks at the topology and the groups and at nothing else: equal groups, equal findings. */
  readonly groupsOnly?: true;
  /**
   * Further topologies on which the design is to be booted. A campaign passes a number to pick one
   * by; a replay passes null and wants all that a small topology has.
   */
  readonly variants?: (t: Topology, choice: number | null) => readonly Topology[];
  readonly applies: (m: BootedInput) => boolean;
  /** The first finding of each failure mode; asked only where the invariant applies. */
  readonly broken: (m: BootedInput) => readonly Finding[];
}

export interface StepInvariant extends Named {
  /** The operations after which the invariant is asked. */
  readonly on: readonly OperationName[];
  /** A contract to be run beside it, on scenarios that qualify; null: not on this one. */
  readonly twin?: (contract: Contract, scenario: Scenario, facts: Facts) => Contract | null;
  readonly applies: (m: StepInput) => boolean;
  /** The first finding; asked only where the invariant applies. */
  readonly broken: (m: StepInput) => Finding | null;
}

export type Invariant = BootInvariant | StepInvariant;

export function isBootInvariant(invariant: Invariant): invariant is BootInvariant {
  return invariant.on === "boot";
}
