/** The dice of this room's random tests: numbers that a seed decides. */

/** Numbers from a seed; mulberry32 (Tommy Ettinger), which also spreads seeds that are alike. */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed | 0;
  }
  below(n: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  }
  one<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }
}
