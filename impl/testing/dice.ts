/** Defines the dice of this room's random tests: numbers that a seed decides. */

/** Numbers from a seed; Park and Miller. */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = (seed % 2_147_483_646) + 1;
  }
  below(n: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state % n;
  }
  one<T>(from: readonly T[]): T {
    return from[this.below(from.length)]!;
  }
  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }
}
