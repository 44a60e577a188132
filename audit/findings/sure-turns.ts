/**
 * The places where requests turn in every reading of a machine, and to whom. What stands in for a
 * function that is not shown takes no part.
 */
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";
import type { Turns } from "./not-isolated.js";
import type { Standing, Turn } from "./peer-to-peer.js";

export class SureTurns implements Turns {
  private readonly told: Standing;
  private readonly others: readonly Standing[];
  private readonly shown: readonly boolean[];
  private readonly allShown: boolean;

  constructor([told, ...others]: readonly [Standing, ...Standing[]], shown: readonly boolean[]) {
    this.told = told;
    this.others = others;
    this.shown = shown;
    this.allShown = !shown.includes(false);
  }

  all(): Iterable<readonly number[]> {
    return this.told.all();
  }

  owner(x: number): PciFunction {
    return this.told.owner(x);
  }

  turnAt(x: number): Turn | null {
    const first = this.told.turnAt(x);
    if (first === null || (this.others.length === 0 && this.allShown)) return first;
    if (this.shown[x] === false) return null;
    let { why, to, bridge } = first;
    to = to.filter((y) => this.shown[y] !== false);
    for (const other of this.others) {
      const turn = other.turnAt(x);
      if (turn === null) return null;
      const there = new Set(turn.to);
      to = to.filter((y) => there.has(y));
      if (turn.bridge !== bridge) bridge = null;
      // The last reading isolates most: what it says of the reason holds in the others.
      why = turn.why;
    }
    if (bridge !== null && this.shown[bridge] === false) bridge = null;
    return bridge !== null || to.some((y) => y !== x) ? { why, to, bridge } : null;
  }
}
