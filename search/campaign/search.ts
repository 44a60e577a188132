/** A search: everything that the result of a batch depends on besides its number. */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";

/** A topology that is given, with what its IOMMU can do. */
export type FixedMachine = Pick<Scenario, "topology" | "iommu">;

export interface Search {
  readonly seed: number;
  readonly designs: readonly string[];
  readonly invariants: readonly string[];
  /** Random operations on these machines instead of random ones; empty: random. */
  readonly machines: readonly FixedMachine[];
  /**
   * Only default machines (model/vocabulary/scenario/default-machine.ts). Without `machines`.
   * Absent: any machine.
   */
  readonly defaultMachines?: boolean;
  /** The design of the catalog whose expectations all designs take; absent: each has its own. */
  readonly like?: string;
}
