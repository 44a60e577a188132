/** The listener that is told what happens in a run. */
import type { Finding } from "../invariants/invariant.js";

/** Indices of invariants are those of the InvariantSet. */
export interface Listener {
  applied(invariant: number): void;
  /**
   * `agreed`: what the design has done up to here is what the reference does under the contract
   * that the design claims, as far as the invariant looks at it.
   */
  broken(invariant: number, step: number, finding: Finding, agreed: boolean): void;
  crashed(step: number, message: string): void;
  /** It died where the reference says that the source it is made from calls a null pointer. */
  foretold(message: string): void;
  /** The design cannot be asked this scenario (NotExpressible): there is nothing to judge. */
  notAsked(reason: string): void;
}
