/**
 * The endpoints that could reach each other untranslated after a change, though Linux then has them
 * in different groups (docs/reference/semantics.md 5.2, 5.4), pair by pair: what a user who asks
 * for smaller groups gives up.
 */
import { peersOf } from "../../model/fabric/reach.js";
import { isBridge, type Topology } from "../../model/vocabulary/topology/topology.js";

type GroupOf = readonly (number | null)[];

/** Requests of `from` land at `to`; with `both`, the other way round as well. */
export interface MeetingPair {
  readonly from: number;
  readonly to: number;
  readonly both: boolean;
  /** Before the change they were in one group, or could not reach each other. */
  readonly fresh: boolean;
}

interface Sides {
  readonly hardware: Topology;
  readonly groupOf: GroupOf;
}

/** A list that nobody reads to its end; the count is of all. */
const PAIRS_MAX = 1_000;

export interface MeetingPairs {
  /** The first in the order of the machine, those that are new before the others. */
  readonly pairs: readonly MeetingPair[];
  readonly total: number;
  readonly fresh: number;
}

/**
 * The pairs after the change, each once; without `old` only those that are new. `before`: null
 * where nobody met.
 */
export function meetingPairs(before: Sides | null, after: Sides, old: boolean): MeetingPairs {
  const was: Meeting = before === null ? new Map<number, Uint8Array>() : meeting(before);
  const is = meeting(after);
  const has = (all: Meeting, from: number, to: number): boolean => all.get(from)?.[to] === 1;
  const news: MeetingPair[] = [];
  const others: MeetingPair[] = [];
  const counts = { total: 0, fresh: 0 };
  for (const [from, reached] of is)
    for (const to of is.keys()) {
      if (reached[to] !== 1) continue;
      const both = has(is, to, from);
      if (both && to < from) continue;
      const fresh = !has(was, from, to) || (both && !has(was, to, from));
      if (!fresh && !old) continue;
      counts.total += 1;
      if (fresh) counts.fresh += 1;
      const list = fresh ? news : others;
      if (list.length < PAIRS_MAX) list.push({ from, to, both, fresh });
    }
  return { pairs: [...news, ...others].slice(0, PAIRS_MAX), ...counts };
}

/** Of each endpoint: 1 for those in other groups that it reaches. */
type Meeting = ReadonlyMap<number, Uint8Array>;

function meeting({ hardware, groupOf }: Sides): Meeting {
  const ends = [...hardware.functions.keys()].filter((dev) => {
    const f = hardware.functions[dev];
    return f !== undefined && !isBridge(f) && f.kind !== "rcec" && (groupOf[dev] ?? null) !== null;
  });
  return new Map(
    ends.map((from) => [
      from,
      peersOf(hardware, from).map((reached, to) =>
        reached === 1 && (groupOf[to] ?? null) !== null && groupOf[from] !== groupOf[to] ? 1 : 0,
      ),
    ]),
  );
}
