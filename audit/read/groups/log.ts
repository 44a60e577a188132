/**
 * Functions in their groups as a text lists them, line after line. In the kernel's log a later line
 * counts: a function comes back, or the machine boots once more, which discards what was before.
 * Elsewhere two lines that contradict each other cannot both be true.
 */
import { addressText, type Address } from "../../../model/vocabulary/topology/address.js";

/** One function in its group. */
export interface GroupLine {
  readonly group: number;
  readonly address: Address;
  /** From 1. */
  readonly line: number;
}

/** Two lines that put one function into two groups. */
export interface Contradiction {
  readonly earlier: GroupLine;
  readonly later: GroupLine;
}

export class GroupLog {
  private readonly known = new Map<string, GroupLine & { readonly log: boolean }>();
  /** The line at which a series of lines began that all repeat known functions of a log. */
  private repeatsSince: number | null = null;
  contradiction: Contradiction | null = null;

  add(group: number, addresses: readonly Address[], line: number, log: boolean): void {
    for (const address of addresses) {
      const name = addressText(address);
      const earlier = this.known.get(name);
      const now = { group, address, line, log };
      if (earlier === undefined) this.repeatsSince = null;
      else if (log) this.repeatsSince ??= line;
      if (earlier !== undefined && earlier.group !== group) {
        if (log && earlier.log) this.forgetBefore(this.repeatsSince ?? line);
        else this.contradiction ??= { earlier, later: now };
      }
      if (earlier === undefined || log || earlier.group !== group) this.known.set(name, now);
    }
  }

  remove(addresses: readonly Address[]): void {
    for (const address of addresses) this.known.delete(addressText(address));
  }

  /** The log of another boot begins: its lines are of no use any more. */
  boot(): void {
    for (const [name, { log }] of this.known) if (log) this.known.delete(name);
    this.repeatsSince = null;
  }

  private forgetBefore(start: number): void {
    for (const [name, { line, log }] of this.known)
      if (log && line < start) this.known.delete(name);
  }

  lines(): readonly GroupLine[] {
    return [...this.known.values()].map(({ group, address, line }) => ({ group, address, line }));
  }
}
