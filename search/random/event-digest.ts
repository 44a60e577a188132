/**
 * The events of a run as one number: invariants applied, broken, crashes, and when. A scenario is
 * run twice now and then, and the two numbers are compared.
 */
import type { Listener } from "../../properties/run/listener.js";

/** Invariants applied, broken, crashes, and when, folded into 32 bits. */
export class EventDigest implements Listener {
  value = 0;

  applied(invariant: number): void {
    this.value = (Math.imul(this.value, 31) + invariant) | 0;
  }

  broken(invariant: number, step: number): void {
    this.value = (Math.imul(this.value, 31) + 1_000 * invariant + step) | 0;
  }

  crashed(step: number): void {
    this.value = (Math.imul(this.value, 31) + 999_983 + step) | 0;
  }

  notAsked(): void {
    this.value = (Math.imul(this.value, 31) + 7) | 0;
  }

  foretold(): void {
    this.value = (Math.imul(this.value, 31) + 11) | 0;
  }
}
