/**
 * The functions that are present on a bus while groups are formed, in the order of Linux' device
 * list (for_each_pci_dev). Before a boot-time probe all functions but VFs are there, by devfn; in a
 * hot scan, for VFs and for what is plugged later, a function is there from the moment it is added.
 * docs/reference/semantics.md 1 and 4.1.
 */
import { FLAG, type Facts } from "../fabric/facts.js";

/** In place of an index: the end of a bus. */
export const END = -1;

export class Probing {
  private readonly facts: Facts;
  private readonly head: Int32Array;
  private readonly tail: Int32Array;
  private readonly following: Int32Array;
  /** Per bus 1 if some function, present or still to come, has an alias mask. */
  private readonly aliased: Uint8Array;

  constructor(facts: Facts) {
    this.facts = facts;
    this.head = new Int32Array(facts.buses).fill(END);
    this.tail = new Int32Array(facts.buses).fill(END);
    this.following = new Int32Array(facts.count);
    this.aliased = new Uint8Array(facts.buses);
    for (let dev = 0; dev < facts.count; dev++)
      if ((facts.flags[dev]! & FLAG.ALIASED) !== 0) this.aliased[facts.bus[dev]!] = 1;
    if (facts.boot) this.addScanned();
  }

  /** The first function present on a bus, or END. */
  first(bus: number): number {
    return this.head[bus]!;
  }

  /** The function after `dev` on its bus, or END. */
  next(dev: number): number {
    return this.following[dev]!;
  }

  /** Whether anything of the bus has an alias mask; if not, nothing there is anything's alias. */
  hasAliases(bus: number): boolean {
    return this.aliased[bus] === 1;
  }

  /** Whether the function is still to be added when its turn comes. */
  comesLate(dev: number): boolean {
    return !this.facts.boot || (this.facts.flags[dev]! & FLAG.VIRTUAL) !== 0;
  }

  /** device_add(): puts the function at the end of its bus. */
  add(dev: number): void {
    this.insert(dev, this.tail[this.facts.bus[dev]!]!);
  }

  /** device_del(): takes the function out of its bus. */
  remove(dev: number): void {
    const bus = this.facts.bus[dev]!;
    let before = END;
    for (let i = this.head[bus]!; i !== dev; i = this.following[i]!) before = i;
    const after = this.following[dev]!;
    if (before === END) this.head[bus] = after;
    else this.following[before] = after;
    if (after === END) this.tail[bus] = before;
  }

  private addScanned(): void {
    const { count, functions, flags, bus } = this.facts;
    for (let dev = 0; dev < count; dev++) {
      if ((flags[dev]! & (FLAG.VIRTUAL | FLAG.ABSENT)) !== 0) continue;
      const { devfn } = functions[dev]!;
      // Lists mostly come in order, so the end of the bus is where most belong.
      let before = this.tail[bus[dev]!]!;
      if (before !== END && functions[before]!.devfn > devfn) {
        before = END;
        for (let i = this.head[bus[dev]!]!; functions[i]!.devfn <= devfn; i = this.following[i]!)
          before = i;
      }
      this.insert(dev, before);
    }
  }

  private insert(dev: number, before: number): void {
    const bus = this.facts.bus[dev]!;
    if (before === this.tail[bus]) this.tail[bus] = dev;
    if (before === END) {
      this.following[dev] = this.head[bus]!;
      this.head[bus] = dev;
    } else {
      this.following[dev] = this.following[before]!;
      this.following[before] = dev;
    }
  }
}
