/**
 * The notes that a reader of a real machine leaves: what the source does not say, and what was
 * assumed in its place. One note a reason, with the functions that it concerns.
 */
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";

const NAMED_MAX = 8;

export class Notes {
  private readonly concerned = new Map<string, string[]>();

  add(reason: string, at: Address): void {
    const name = addressText(at);
    const names = this.concerned.get(reason);
    if (names === undefined) this.concerned.set(reason, [name]);
    else if (names.at(-1) !== name) names.push(name);
  }

  /** A note that concerns the machine. */
  addOfAll(reason: string): void {
    this.concerned.set(reason, []);
  }

  /**
   * `00:1c.0, 00:1c.4: ...`, in the order in which the reasons were met. `only`: those that concern
   * these functions, or the machine.
   */
  texts(only: ReadonlySet<string> | null = null): readonly string[] {
    return [...this.concerned].flatMap(([reason, all]) => {
      if (all.length === 0) return [reason];
      const names = only === null ? all : all.filter((name) => only.has(name));
      if (names.length === 0) return [];
      const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
      return [`${names.slice(0, NAMED_MAX).join(", ")}${more}: ${reason}`];
    });
  }
}
