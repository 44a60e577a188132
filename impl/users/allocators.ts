/**
 * The allocators that give PASIDs out, and the drivers that take one for a domain of their own, as
 * drivers/dma/idxd does with iommu_alloc_global_pasid(). See docs/reference/semantics.md 10,
 * docs/reference/choices.md, Allocators.
 */
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { domainId } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { GroupLayout } from "../state/groups.js";
import { NO_NUMBER, NumberSpace } from "./number-space.js";
import type { PasidOperations } from "../core/pasid.js";

const ENODEV = refusal("ENODEV");
const ENOENT = refusal("ENOENT");
const ENOSPC = refusal("ENOSPC");

/** What allocators work on. */
export interface AllocatorParts {
  readonly contract: Contract;
  readonly layout: GroupLayout;
  readonly pasid: PasidOperations;
  readonly columns: readonly number[];
}

export class Allocators {
  /** The one for all, from which address spaces take theirs in any case. */
  readonly global = new NumberSpace();
  private readonly parts: AllocatorParts;
  /** By driver or by function; made when first taken from. */
  private readonly spaces: (NumberSpace | undefined)[] = [];
  /** By function and column: bit 0 for R1, bit 1 for R2. */
  private readonly held: Uint8Array;

  constructor(parts: AllocatorParts, functions: number) {
    this.parts = parts;
    this.held = new Uint8Array(functions * parts.columns.length);
  }

  /** The drivers that hold the column's number through the function. */
  holders(dev: number, column: number): number {
    return this.held[dev * this.parts.columns.length + column]!;
  }

  /** Whether any driver holds a number through the function. */
  holdsAny(dev: number): boolean {
    const { length } = this.parts.columns;
    return this.held.subarray(dev * length, (dev + 1) * length).some((bits) => bits !== 0);
  }

  /** ENOSPC, or what the attach answers: then the number is free again. */
  allocate(op: OperationOf<"allocate-pasid">, dev: number): Outcome {
    const { layout, pasid, columns } = this.parts;
    if (layout.partition.groupOf[dev] === NO_GROUP) return ENODEV;
    const space = this.spaceOf(op.driver, dev);
    const number = space.take(layout.max[dev]!);
    if (number === NO_NUMBER) return ENOSPC;
    const outcome = pasid.attachTo(domainId(op.domain), dev, number, undefined);
    if (outcome !== OK) {
      space.give(number);
      return outcome;
    }
    const column = columns.indexOf(number);
    if (column < 0) throw new RangeError(`PASID ${number} has no column`);
    this.held[dev * columns.length + column]! |= holderBit(op.driver);
    return OK;
  }

  /** Detach, then free: in the other order the next to take it would inherit the translation. */
  free(op: OperationOf<"free-pasid">, dev: number): Outcome {
    const { columns, pasid } = this.parts;
    const bit = holderBit(op.driver);
    for (let column = columns.length - 1; column > 0; column--) {
      if ((this.holders(dev, column) & bit) === 0) continue;
      const number = columns[column]!;
      pasid.detachFrom(dev, number);
      this.held[dev * columns.length + column]! &= ~bit;
      this.spaceOf(op.driver, dev).give(number);
      return OK;
    }
    return ENOENT;
  }

  private spaceOf(driver: number, dev: number): NumberSpace {
    const { allocator } = this.parts.contract;
    switch (allocator) {
      case "global":
        return this.global;
      case "per-driver":
        return (this.spaces[driver] ??= new NumberSpace());
      case "per-device":
        return (this.spaces[dev] ??= new NumberSpace());
      default:
        return allocator satisfies never;
    }
  }
}

function holderBit(driver: number): number {
  return 1 << (driver - 1);
}
