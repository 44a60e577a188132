/**
 * The IO address spaces of users: drivers/iommu/iommufd/ioas.c and io_pagetable.c. Maps and
 * reservations are whole regions, so a set of them is a word of bits: bit 0 for region 1.
 */
import { OK, refusal, type Outcome } from "../../../model/vocabulary/operation/outcome.js";
import { IOASES_MAX } from "../../../model/vocabulary/operation/iommufd.js";

const EEXIST = refusal("EEXIST");
const EINVAL = refusal("EINVAL");
const ENOENT = refusal("ENOENT");

/** In place of a context: the IOAS does not exist. */
const NO_CONTEXT = 0;

/** The bit of a region. */
export function regionBit(region: number): number {
  return 1 << (region - 1);
}

export class IoSpaces {
  private readonly functions: number;
  private readonly contexts = new Uint8Array(IOASES_MAX + 1);
  private readonly maps = new Uint8Array(IOASES_MAX + 1);
  /** io_pagetable.reserved_itree: per IOAS and function what is reserved in the function's name. */
  private readonly kept: Uint8Array;

  constructor(functions: number) {
    this.functions = functions;
    this.kept = new Uint8Array((IOASES_MAX + 1) * functions);
  }

  /** Whose it is; 0: there is none. */
  contextOf(ioas: number): number {
    return this.contexts[ioas]!;
  }

  mapped(ioas: number): number {
    return this.maps[ioas]!;
  }

  /** All regions that it will not map, whoever has reserved them. */
  reserved(ioas: number): number {
    let bits = 0;
    for (let dev = 0; dev < this.functions; dev++) bits |= this.kept[this.at(ioas, dev)]!;
    return bits;
  }

  /** IOMMU_IOAS_ALLOC; EEXIST where the name is taken, by whomever. */
  alloc(ioas: number, context: number): Outcome {
    if (this.contexts[ioas] !== NO_CONTEXT) return EEXIST;
    this.contexts[ioas] = context;
    return OK;
  }

  /** It goes, and its maps with it. */
  free(ioas: number): void {
    this.contexts[ioas] = NO_CONTEXT;
    this.maps[ioas] = 0;
  }

  /** iopt_map_pages() at a fixed address. */
  map(ioas: number, context: number, region: number): Outcome {
    if (this.contexts[ioas] !== context) return ENOENT;
    const bit = regionBit(region);
    if ((this.reserved(ioas) & bit) !== 0) return EINVAL;
    if ((this.maps[ioas]! & bit) !== 0) return EEXIST;
    this.maps[ioas]! |= bit;
    return OK;
  }

  /** iopt_unmap_iova(). */
  unmap(ioas: number, context: number, region: number): Outcome {
    const bit = regionBit(region);
    if (this.contexts[ioas] !== context || (this.maps[ioas]! & bit) === 0) return ENOENT;
    this.maps[ioas]! &= ~bit;
    return OK;
  }

  /**
   * iopt_table_enforce_dev_resv_regions(); false: one of them is mapped, and nothing is reserved in
   * the function's name any more.
   */
  reserve(ioas: number, dev: number, regions: number): boolean {
    const free = (this.maps[ioas]! & regions) === 0;
    this.kept[this.at(ioas, dev)] = free ? regions : 0;
    return free;
  }

  /** iopt_remove_reserved_iova(). */
  unreserve(ioas: number, dev: number): void {
    this.kept[this.at(ioas, dev)] = 0;
  }

  private at(ioas: number, dev: number): number {
    return ioas * this.functions + dev;
  }
}
