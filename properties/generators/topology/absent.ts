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
  if (!d.chance(k.absentPercent)) return;
  functions.forEach((f, dev) => {
    if (!canBePlugged(functions, dev)) return;
    const zero = foundThrough(functions, dev);
    if (zero === null) absentWhole(d, functions, dev);
    else if (d.chance(LATER_PERCENT)) f.absent = true;
  });
  for (const f of functions)
    if (f.absent === true && d.chance(k.absentDirectMapPercent)) f.directMap = true;
}

/** A function 0, with all that are found through it, if they all can be absent. */
function absentWhole(
  d: Draw,
  functions: readonly PlainFunction<PciFunction>[],
  zero: number,
): void {
  if (!d.chance(WHOLE_PERCENT)) return;
  const device = functions.flatMap((_, dev) =>
    dev === zero || foundThrough(functions, dev) === zero ? [dev] : [],
  );
  if (!device.every((dev) => canBePlugged(functions, dev))) return;
  for (const dev of device) {
    const f = functions[dev];
    if (f !== undefined) f.absent = true;
  }
}
