/**
 * The word stream: cheap bounded draws. Three words of fast-check's stream seed a small generator
 * (sfc32, Chris Doty-Humphrey, PractRand), so fast-check's seeds and replay decide every value, at
 * a fifth of the price a draw.
 */
import type fc from "fast-check";

/** Words thrown away after seeding, until the three words have mixed. */
const WARM_UP_WORDS = 4;

export class Draw {
  private a: number;
  private b: number;
  private c: number;
  private count = 1;

  constructor(mrng: fc.Random) {
    this.a = mrng.nextInt() | 0;
    this.b = mrng.nextInt() | 0;
    this.c = mrng.nextInt() | 0;
    for (let i = 0; i < WARM_UP_WORDS; i++) this.word();
  }

  private word(): number {
    const sum = (this.a + this.b + this.count) | 0;
    this.count = (this.count + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** 0 .. n - 1, for n up to 2^16; 0 for n = 0. */
  below(n: number): number {
    return ((this.word() >>> 16) * n) >>> 16;
  }

  /** min .. max, both included. */
  between(min: number, max: number): number {
    return min + this.below(max - min + 1);
  }

  /** True in `percent` of 100 cases. */
  chance(percent: number): boolean {
    return (this.word() >>> 16) * 100 < percent * 0x1_0000;
  }

  /** One of the list, all equally likely. */
  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new RangeError("pick from an empty list");
    return item;
  }

  /** A number with just these bits, each on with even chance. */
  bits(mask: number): number {
    return this.word() & mask;
  }
}

/**
 * A list in which every item stands as often as its weight says: `pick` of it is a weighted choice.
 */
export function weighted<T>(weights: readonly (readonly [T, number])[]): readonly T[] {
  return weights.flatMap(([item, weight]) => Array.from({ length: weight }, () => item));
}
