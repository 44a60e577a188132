/**
 * An arbitrary that draws whole values from a word stream and shrinks them by candidates that need
 * no context, so a value read from a file shrinks as well as a generated one.
 */
import fc from "fast-check";
import { Draw } from "./draw.js";

export class GeneratedArbitrary<T> extends fc.Arbitrary<T> {
  private readonly draw: (d: Draw, small: boolean) => T;
  private readonly candidates: (value: T) => IterableIterator<T>;

  /** `small` asks for a small value: fast-check's bias, which grows rarer with every run. */
  constructor(draw: (d: Draw, small: boolean) => T, candidates: (value: T) => IterableIterator<T>) {
    super();
    this.draw = draw;
    this.candidates = candidates;
  }

  override generate(mrng: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    const d = new Draw(mrng);
    const small = biasFactor !== undefined && d.below(2 * biasFactor) === 0;
    return new fc.Value(this.draw(d, small), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return value !== undefined;
  }

  override shrink(value: T): fc.Stream<fc.Value<T>> {
    return fc.stream(this.candidates(value)).map((candidate) => new fc.Value(candidate, undefined));
  }
}
