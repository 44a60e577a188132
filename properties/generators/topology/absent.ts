/**
 * The functions that are absent at boot: leaves, and a function 0 only with all that the scan finds
 * through it (model/vocabulary/topology/hot-plug.ts).
 */
import { canBePlugged, foundThrough } from "../../../model/vocabulary/topology/hot-plug.js";
import type { PciFunction } from "../../../model/vocabulary/topology/topology.js";
import type { PlainFunction } from "../../../model/vocabulary/topology/plain-function.js";
import type { Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";

/** Rather the later functions of a device than all of it: those have a group to come to. */
const LATER_PERCENT = 75;
const WHOLE_PERCENT = 25;

export function drawAbsent(
  d: Draw,
  k: Knobs,
  functions: readonly PlainFunction<PciFunction>[],
): void {
  for (const dev of drawLeaving(d, k, functions)) {
    const f = functions[dev];
    if (f !== undefined) f.absent = true;
  }
  for (const f of functions)
    if (f.absent === true && d.chance(k.absentDirectMapPercent)) f.directMap = true;
}

/** Functions that can be absent together, by their indices, ascending. */
export function drawLeaving(
  d: Draw,
  k: Knobs,
  functions: readonly PciFunction[],
): readonly number[] {
  if (!d.chance(k.absentPercent)) return [];
  const leaving = new Set<number>();
  for (const dev of functions.keys()) {
    if (!canBePlugged(functions, dev)) continue;
    const zero = foundThrough(functions, dev);
    if (zero !== null) {
      if (d.chance(LATER_PERCENT)) leaving.add(dev);
    } else if (d.chance(WHOLE_PERCENT))
      for (const one of wholeDevice(functions, dev)) leaving.add(one);
  }
  return [...leaving].sort((a, b) => a - b);
}

/** A function 0, with all that are found through it; none, if one of them cannot be absent. */
function wholeDevice(functions: readonly PciFunction[], zero: number): readonly number[] {
  const device = [...functions.keys()].filter(
    (dev) => dev === zero || foundThrough(functions, dev) === zero,
  );
  return device.every((dev) => canBePlugged(functions, dev)) ? device : [];
}
