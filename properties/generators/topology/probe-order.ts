/**
 * The drawn order in which functions come to the IOMMU core: Linux' own, or any that can be
 * (model/vocabulary/topology/validate.ts: a VF after its PF, and in a hot scan every function after
 * its parent).
 */
import type { PciFunction, Probe } from "../../../model/vocabulary/topology/topology.js";
import type { Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";

const BOOT: Probe = Object.freeze({ scan: "boot", order: null });
const HOT: Probe = Object.freeze({ scan: "hot", order: null });

export function drawProbe(d: Draw, k: Knobs, functions: readonly PciFunction[]): Probe {
  const hot = d.chance(k.hotPercent);
  if (functions.length < 2 || !d.chance(k.orderPercent)) return hot ? HOT : BOOT;
  return { scan: hot ? "hot" : "boot", order: drawOrder(d, functions, hot) };
}

/** A random order: one of the functions that may come next, again and again. */
function drawOrder(d: Draw, functions: readonly PciFunction[], hot: boolean): number[] {
  const left = functions.map((_, i) => i);
  const order: number[] = [];
  while (left.length > 0) {
    const ready = left.filter((i) => {
      const f = functions[i];
      if (f === undefined) return false;
      if (f.kind === "vf" && left.includes(f.pf)) return false;
      return !hot || f.parent === null || !left.includes(f.parent);
    });
    const next = d.pick(ready);
    order.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return order;
}
