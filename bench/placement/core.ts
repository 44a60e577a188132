/**
 * The part of the core that iommufd asks where a PASID is attached, cut down to what the question
 * of the mail thread is about: whose PASID table it is. No driver fails, nobody resets.
 */
import type { Outcome } from "../../model/vocabulary/operation/outcome.js";

/** A page table: H1..H4. */
export interface PageTable {
  readonly number: number;
  /** It was made for PASIDs. */
  readonly forPasids: boolean;
}

export interface Core {
  /** The functions of the function's group that are there. */
  readonly members: (dev: number) => readonly number[];
  /** dev->iommu->max_pasids; 0: it has no PASIDs. */
  readonly maxPasids: (dev: number) => number;
  /** The function's group is on a page table that was not made for PASIDs. */
  readonly ridIsInTheWay: (dev: number) => boolean;
  /** set_dev_pasid(); null blocks. */
  readonly program: (dev: number, pasid: number, table: PageTable | null) => void;
}

/** What a user does with PASIDs, for either placement of the table. */
export interface Placement {
  readonly attach: (dev: number, pasid: number, table: PageTable) => Outcome;
  readonly replace: (dev: number, pasid: number, table: PageTable) => Outcome;
  readonly detach: (dev: number, pasid: number) => void;
  /** A function has come to a group, or is about to go. */
  readonly joins: (dev: number) => void;
  readonly leaves: (dev: number) => void;
  /** The page table that the user has attached for (dev, pasid). */
  readonly attached: (dev: number, pasid: number) => PageTable | null;
}
