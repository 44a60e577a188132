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

/** All pairs after the change, each once, in the order of the machine. */
export function meetingPairs(before: Sides, after: Sides): readonly MeetingPair[] {
  const was = meeting(before);
  const is = meeting(after);
  return [...is].flatMap((key) => {
    const [from = 0, to = 0] = key.split(" ").map(Number);
    const other = `${to} ${from}`;
    const both = is.has(other);
    if (both && to < from) return [];
    const fresh = !was.has(key) || (both && !was.has(other));
    return [{ from, to, both, fresh }];
  });
}

/** Ordered pairs of endpoints in different groups, of which the first reaches the second. */
function meeting({ hardware, groupOf }: Sides): ReadonlySet<string> {
  const pairs = new Set<string>();
  const ends = [...hardware.functions.keys()].filter((dev) => {
    const f = hardware.functions[dev];
    return f !== undefined && !isBridge(f) && f.kind !== "rcec" && (groupOf[dev] ?? null) !== null;
  });
  for (const from of ends) {
    const reached = peersOf(hardware, from);
    for (const to of ends)
      if (reached[to] === 1 && groupOf[from] !== groupOf[to]) pairs.add(`${from} ${to}`);
  }
  return pairs;
}
