/** A historic bug: a contract with one policy changed, and the invariant that must catch it. */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";

export interface Bug {
  /** `BUG-12`, `LEAD-5`; with a letter or a flaw number where one bug has several faces. */
  readonly id: string;
  /** Subject of the commit that fixed it, or what is wrong. */
  readonly title: string;
  /** The commit that fixed it, or where it can be read. */
  readonly commit: string;
  /** The contract without the bug. */
  readonly base: Contract;
  /** The one policy that makes the bug. */
  readonly changed: Partial<Contract>;
  /** Name of the invariant that must catch it. */
  readonly invariant: string;
  /** The failure mode that the invariant's finding must name, where the invariant knows several. */
  readonly failureMode?: string;
}

/** The contract with the bug. */
export function buggyContract(bug: Bug): Contract {
  return withPolicies(bug.base, bug.changed);
}

/** Where a lead can be read that no commit has fixed. */
export const READ = "read in 7.3.4";
