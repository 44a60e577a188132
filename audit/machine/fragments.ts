/**
 * The parts of a machine whose place in it is not known: what stands below a bridge that stands in
 * for one that the source leaves out may in truth be below any other.
 */
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import type { Tree } from "./possible-kinds.js";
import { busKey } from "./root-buses.js";

/**
 * The keys of the buses right below stand-ins. Where all that is shown is below one of them, it is
 * the whole of it that hangs somewhere, and it keeps together.
 */
export function fragments(
  records: readonly FunctionRecord[],
  { parents }: Tree,
): ReadonlySet<string> {
  const tops: (number | null)[] = [];
  const shown = new Set<number | null>();
  for (const [i, r] of records.entries()) {
    const parent = parents[i] ?? null;
    const standsIn = r.title === STAND_IN_TITLE;
    // The topmost, unless it is known what that stands below.
    const top = parent === null ? (standsIn ? i : null) : (tops[parent] ?? null);
    tops.push(top);
    if (!standsIn) shown.add(top);
  }
  const buses = new Set<string>();
  if (shown.size === 1) return buses;
  for (const [i, r] of records.entries()) {
    const above = records[parents[i] ?? -1];
    if (r.title !== STAND_IN_TITLE && above?.title === STAND_IN_TITLE)
      buses.add(busKey(r.segment, r.bus));
  }
  return buses;
}
