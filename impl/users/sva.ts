/**
 * Shared virtual addressing: drivers/iommu/iommu-sva.c iommu_sva_bind_device(),
 * iommu_sva_unbind_device(). The order of checks is that of docs/reference/errno-table.md section
 * 6.
 */
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import { MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { svaDomain } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import { FRESH_HANDLE, NULL_HANDLE, handleIn } from "../state/handles.js";
import type { GroupLayout } from "../state/groups.js";
import { NO_NUMBER, type NumberSpace } from "./number-space.js";
import type { PasidOperations } from "../core/pasid.js";
import type { Tables } from "../state/pasid-tables.js";

const EBUSY = refusal("EBUSY");
const ENODEV = refusal("ENODEV");
const ENOENT = refusal("ENOENT");
const ENOSPC = refusal("ENOSPC");
const EOVERFLOW = refusal("EOVERFLOW");

/** struct iommu_sva: what is installed with an entry of its own, and shared by bonds. */
interface SvaHandle {
  /** iommu_sva.dev: through whom the entry was attached. */
  readonly maker: number;
  /** The bonds that hold on to it. */
  users: number;
}

/** What bonds work on. */
export interface SvaParts {
  readonly contract: Contract;
  readonly layout: GroupLayout;
  readonly pasid: PasidOperations;
  readonly pasids: Tables;
}

export class Sva {
  private readonly parts: SvaParts;
  private readonly numbers: NumberSpace;
  private readonly functions: number;
  /** mm_struct.iommu_mm.pasid, by address space; it stays for ever. */
  private readonly pasidOf = new Uint32Array(MMS_MAX + 1);
  /** By address space and function: the handles that its bonds hold on to, the latest last. */
  private readonly bonds: (SvaHandle[] | undefined)[] = [];
  /** The handle that was installed last, by slot and address space. */
  private readonly installed: (SvaHandle | undefined)[] = [];

  constructor(parts: SvaParts, numbers: NumberSpace, functions: number) {
    this.parts = parts;
    this.numbers = numbers;
    this.functions = functions;
  }

  /** NO_NUMBER: none yet. */
  mmPasid(mm: number): number {
    return this.pasidOf[mm]!;
  }

  bondsOf(dev: number, mm: number): number {
    return this.bonds[this.bondAt(dev, mm)]?.length ?? 0;
  }

  hasBonds(dev: number): boolean {
    for (let mm = 1; mm <= MMS_MAX; mm++) if (this.bondsOf(dev, mm) > 0) return true;
    return false;
  }

  /** ENODEV, EOVERFLOW, ENOSPC, EBUSY, or what the attach answers. */
  bind({ mm }: OperationOf<"sva-bind">, dev: number): Outcome {
    const { layout } = this.parts;
    if (layout.partition.groupOf[dev] === NO_GROUP) return ENODEV;
    const numbered = this.number(mm, layout.max[dev]!);
    if (numbered !== OK) return numbered;
    const found = this.find(dev, mm);
    const outcome = found === ENOENT ? this.attach(dev, mm) : found;
    if (outcome !== OK) return outcome;
    const handle = this.installed[this.entryAt(dev, mm)]!;
    handle.users++;
    (this.bonds[this.bondAt(dev, mm)] ??= []).push(handle);
    return OK;
  }

  /** ENOENT without a bond. A handle's last bond detaches what is there by now, if anything. */
  unbind({ mm }: OperationOf<"sva-unbind">, dev: number): Outcome {
    const handle = this.bonds[this.bondAt(dev, mm)]?.pop();
    if (handle === undefined) return ENOENT;
    if (--handle.users > 0) return OK;
    this.parts.pasid.clear(this.through(handle, dev), this.mmPasid(mm), svaDomain(mm));
    return OK;
  }

  /** iommu_alloc_mm_data(). */
  private number(mm: number, end: number): Outcome {
    const has = this.mmPasid(mm);
    if (has !== NO_NUMBER) return has >= end ? EOVERFLOW : OK;
    const number = this.numbers.take(end);
    if (number === NO_NUMBER) return ENOSPC;
    this.pasidOf[mm] = number;
    return OK;
  }

  /**
   * iommu_attach_handle_get(): OK, the handle of this address space; EBUSY, that of something else;
   * ENOENT, none. No operation but this one installs the domain of an address space.
   */
  private find(dev: number, mm: number): Outcome {
    const { contract, layout, pasids } = this.parts;
    if (contract.sva === "forgets") return ENOENT;
    const entry = pasids.load(layout.slotOf[dev]!, this.mmPasid(mm));
    if (entry === svaDomain(mm)) return OK;
    return handleIn(entry) === NULL_HANDLE ? ENOENT : EBUSY;
  }

  /** A domain of the address space that is in use is tried first, then a new one. */
  private attach(dev: number, mm: number): Outcome {
    const outcome = this.isBound(mm) ? this.attachOnce(dev, mm) : EBUSY;
    return outcome === OK ? OK : this.attachOnce(dev, mm);
  }

  private attachOnce(dev: number, mm: number): Outcome {
    const { pasid } = this.parts;
    const outcome = pasid.attachTo(svaDomain(mm), dev, this.mmPasid(mm), FRESH_HANDLE);
    if (outcome === OK) this.installed[this.entryAt(dev, mm)] = { maker: dev, users: 0 };
    return outcome;
  }

  /** Whether the address space has a bond with any function. */
  private isBound(mm: number): boolean {
    for (let dev = 0; dev < this.functions; dev++) if (this.bondsOf(dev, mm) > 0) return true;
    return false;
  }

  /** Who made the entry may have left the group; the table is still this function's as well. */
  private through({ maker }: SvaHandle, dev: number): number {
    const { slotOf } = this.parts.layout;
    return slotOf[maker] === slotOf[dev] ? maker : dev;
  }

  private bondAt(dev: number, mm: number): number {
    return mm * this.functions + dev;
  }

  private entryAt(dev: number, mm: number): number {
    return this.parts.layout.slotOf[dev]! * (MMS_MAX + 1) + mm;
  }
}
