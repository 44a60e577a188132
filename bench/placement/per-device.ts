/** A user's PASIDs where each device has its own table. */
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Core, PageTable, Placement } from "./core.js";

export class PerDevice implements Placement {
  private readonly core: Core;
  /** By device and PASID. */
  private readonly tables = new Map<number, Map<number, PageTable>>();

  constructor(core: Core) {
    this.core = core;
  }

  attach(dev: number, pasid: number, table: PageTable): Outcome {
    if (this.attached(dev, pasid) !== null) return refusal("EBUSY");
    if (!table.forPasids || this.core.ridIsInTheWay(dev)) return refusal("EINVAL");
    if (pasid >= this.core.maxPasids(dev)) return refusal("EINVAL");
    this.set(dev, pasid, table);
    return OK;
  }

  replace(dev: number, pasid: number, table: PageTable): Outcome {
    const old = this.attached(dev, pasid);
    if (old === null) return refusal("EINVAL");
    if (old === table) return OK;
    if (!table.forPasids || this.core.ridIsInTheWay(dev)) return refusal("EINVAL");
    this.set(dev, pasid, table);
    return OK;
  }

  detach(dev: number, pasid: number): void {
    if (!this.of(dev).delete(pasid)) return;
    this.core.program(dev, pasid, null);
  }

  joins(): void {}

  leaves(): void {}

  attached(dev: number, pasid: number): PageTable | null {
    return this.of(dev).get(pasid) ?? null;
  }

  private set(dev: number, pasid: number, table: PageTable): void {
    this.core.program(dev, pasid, table);
    this.of(dev).set(pasid, table);
  }

  private of(dev: number): Map<number, PageTable> {
    const own = this.tables.get(dev) ?? new Map<number, PageTable>();
    this.tables.set(dev, own);
    return own;
  }
}
