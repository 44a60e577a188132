/**
 * A space of PASIDs from which the lowest free one is given out: struct ida as
 * iommu_alloc_global_pasid() uses it (drivers/iommu/iommu.c). A bitmap that grows when it is full.
 */

/** In place of a number: none is free. */
export const NO_NUMBER = 0;

const WORD_BITS = 32;
/** PASID 0 is the RID's: it is never given out. */
const FIRST_WORD = 1;
const FULL = -1;

export class NumberSpace {
  private readonly words: number[] = [FIRST_WORD];

  /** Takes the lowest free number from 1 up that is below `end`; NO_NUMBER if there is none. */
  take(end: number): number {
    const { words } = this;
    let at = 0;
    while (words[at] === FULL) at++;
    const word = words[at] ?? 0;
    // The lowest bit that is 0.
    const bit = WORD_BITS - 1 - Math.clz32(~word & (word + 1));
    const number = at * WORD_BITS + bit;
    if (number >= end) return NO_NUMBER;
    words[at] = word | (1 << bit);
    return number;
  }

  /** It is free again. */
  give(number: number): void {
    this.words[Math.floor(number / WORD_BITS)]! &= ~(1 << (number % WORD_BITS));
  }
}
