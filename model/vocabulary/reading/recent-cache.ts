/**
 * A memory of the latest few answers. Where questions come in bursts it is as good as a WeakMap,
 * and costs the garbage collector nothing.
 */
export class Recent<K extends object, V> {
  private readonly keys: (K | undefined)[] = [];
  private readonly answers: (V | undefined)[] = [];
  private readonly size: number;
  private next = 0;

  /** Remembers the answers to so many questions. */
  constructor(size: number) {
    this.size = size;
  }

  get(key: K): V | undefined {
    for (let i = 0; i < this.keys.length; i++) if (this.keys[i] === key) return this.answers[i];
    return undefined;
  }

  set(key: K, answer: V): void {
    this.keys[this.next] = key;
    this.answers[this.next] = answer;
    this.next = (this.next + 1) % this.size;
  }
}
