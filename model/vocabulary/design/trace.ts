/**
 * A trace: what one design did with one scenario, as data that stays. It is the waist of the
 * hourglass: above it is what makes and runs scenarios, below it what judges and tells them.
 */
import type { Outcome } from "../operation/outcome.js";
import type { CallLog } from "./hardware.js";
import type { Observation } from "./observation.js";
import type { Operation } from "../operation/operation.js";
import type { Scenario } from "../scenario/scenario.js";

export interface Step {
  readonly op: Operation;
  /** The function that the operation's late-bound `dev` meant. */
  readonly dev: number;
  readonly outcome: Outcome;
  readonly before: Observation;
  readonly after: Observation;
  /** The driver callbacks made, in order. */
  readonly calls: CallLog;
}

export interface Trace {
  readonly design: string;
  readonly scenario: Scenario;
  /** The PASIDs of the observations' columns; column 0 is the RID. */
  readonly columns: readonly number[];
  /** After boot, before the first operation. */
  readonly booted: Observation;
  readonly steps: readonly Step[];
  /** Where the design threw, and what; null if it did not. `step` is -1 at boot. */
  readonly crash: { readonly step: number; readonly message: string } | null;
}
