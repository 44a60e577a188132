/**
 * Places where the groups of Linux are not true: functions in different groups of which one reaches
 * the other without translation, or that emit one requester ID (docs/reference/semantics.md 5.4).
 * One finding an element where requests turn, or a few elements that do the same, however many
 * pairs of functions it concerns.
 */
import { emittedIds, type EmittedId } from "../../model/fabric/requester-id.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Standing, Turn, TurnWhy } from "./peer-to-peer.js";
import type { GroupOf } from "./told-groups.js";

export type NotIsolated =
  /**
   * A request from `from`, functions at or below `turns`, turns there to `peers` and lands at `to`,
   * functions at or below `peers` that are in other groups.
   */
  | {
      readonly how: "reach";
      readonly why: TurnWhy;
      readonly turns: readonly number[];
      readonly peers: readonly number[];
      readonly from: readonly number[];
      readonly to: readonly number[];
      /** Ordered pairs of functions, sender and receiver. */
      readonly pairs: number;
    }
  /** These functions, not all of one group, emit one requester ID. */
  | {
      readonly how: "shared-id";
      readonly id: EmittedId;
      readonly functions: readonly number[];
      /** Unordered pairs of functions. */
      readonly pairs: number;
    };

/** Where requests turn: in one reading of a machine, or in all. */
export type Turns = Pick<Standing, "all" | "turnAt" | "owner">;

/** `readings`: further ones, in which functions that look alike must do so as well. */
export function notIsolatedOf(
  t: Topology,
  standing: Turns,
  groupOf: GroupOf,
  readings: readonly Topology[] = [],
): readonly NotIsolated[] {
  const below = new Below(t, groupOf);
  const found: NotIsolated[] = [];
  for (const place of standing.all()) found.push(...turnsIn(place, standing, below));
  return [...found, ...sharedIds(t, groupOf, readings)];
}

/** What stands at and below each function and has a group, and how many of which group. */
class Below {
  private readonly groupOf: GroupOf;
  private readonly parts: Part[];

  constructor(t: Topology, groupOf: GroupOf) {
    this.groupOf = groupOf;
    this.parts = t.functions.map(() => new Part());
    for (const dev of t.functions.keys()) {
      const group = groupOf[dev] ?? null;
      if (group === null) continue;
      for (let i: number | null = dev; i !== null; i = t.functions[i]?.parent ?? null)
        this.parts[i]?.add(dev, group);
    }
  }

  at(x: number): Part {
    return this.parts[x] ?? new Part();
  }

  /** The bridge above a conventional bus alone: all else is behind it, or above. */
  only(x: number | null): Part {
    const part = new Part();
    const group = x === null ? null : (this.groupOf[x] ?? null);
    if (x !== null && group !== null) part.add(x, group);
    return part;
  }

  /** All that is at and below some functions of one place. */
  together(devs: readonly number[]): Part {
    const part = new Part();
    for (const x of devs)
      for (const dev of this.at(x).members) part.add(dev, this.groupOf[dev] ?? -1);
    return part;
  }

  /** Those of `part` that meet another group in `whole`, of which `except` is left out. */
  strangers(part: Part, whole: Part, except: Part): readonly number[] {
    const rest = whole.members.length - except.members.length;
    return part.members.filter((dev) => {
      const group = this.groupOf[dev] ?? -1;
      return rest > whole.count(group) - except.count(group);
    });
  }
}

class Part {
  readonly members: number[] = [];
  private readonly groups = new Map<number, number>();

  add(dev: number, group: number): void {
    this.members.push(dev);
    this.groups.set(group, this.count(group) + 1);
  }

  count(group: number): number {
    return this.groups.get(group) ?? 0;
  }

  /** Pairs of a function here and one there that are in different groups. */
  pairs(other: Part): number {
    let same = 0;
    for (const [group, n] of this.groups) same += n * other.count(group);
    return this.members.length * other.members.length - same;
  }
}

const NOBODY = new Part();

/** Elements of one place that let requests turn to the same peers, for the same reason. */
interface Alike {
  readonly turn: Turn;
  readonly xs: number[];
}

function turnsIn(place: readonly number[], standing: Turns, below: Below): readonly NotIsolated[] {
  const classes = new Map<string, Alike>();
  for (const x of place) {
    const turn = below.at(x).members.length === 0 ? null : standing.turnAt(x);
    if (turn === null) continue;
    // A vector is an element's own; all else lets each of them through to all the others.
    const f = standing.owner(x);
    const key = turn.why === "egress" ? `egress ${f.devfn} ${f.bus}` : turn.why;
    const alike = classes.get(key);
    if (alike === undefined) classes.set(key, { turn, xs: [x] });
    else alike.xs.push(x);
  }
  return [...classes.values()].flatMap((alike) => crossing(alike, below) ?? []);
}

function crossing({ turn, xs }: Alike, below: Below): NotIsolated | null {
  const targets = new Set(turn.to);
  const senders = new Set(xs);
  const all = below.together(turn.to);
  const sending = below.together(xs);
  const bridge = below.only(turn.bridge);
  const turns: number[] = [];
  const from: number[] = [];
  let pairs = 0;
  for (const x of xs) {
    const part = below.at(x);
    const own = targets.has(x) ? part : NOBODY;
    const n = part.pairs(all) - part.pairs(own) + part.pairs(bridge);
    if (n === 0) continue;
    turns.push(x);
    pairs += n;
    from.push(...below.strangers(part, all, own), ...below.strangers(part, bridge, NOBODY));
  }
  if (pairs === 0) return null;
  const peers: number[] = [];
  const to = [...below.strangers(bridge, sending, NOBODY)];
  if (turn.bridge !== null && to.length > 0) peers.push(turn.bridge);
  for (const y of turn.to) {
    const part = below.at(y);
    const reached = below.strangers(part, sending, senders.has(y) ? part : NOBODY);
    if (reached.length > 0) peers.push(y);
    to.push(...reached);
  }
  return { how: "reach", why: turn.why, turns, peers, from: sorted(from), to: sorted(to), pairs };
}

function sorted(devs: readonly number[]): readonly number[] {
  return [...new Set(devs)].sort((a, b) => a - b);
}

function sharedIds(
  t: Topology,
  groupOf: GroupOf,
  readings: readonly Topology[],
): readonly NotIsolated[] {
  const emitters = new Map<EmittedId, number[]>();
  for (const dev of t.functions.keys()) {
    if ((groupOf[dev] ?? null) === null) continue;
    for (const id of new Set(emittedIds(t, dev))) {
      if (!readings.every((other) => emittedIds(other, dev).includes(id))) continue;
      const others = emitters.get(id);
      if (others === undefined) emitters.set(id, [dev]);
      else others.push(dev);
    }
  }
  return [...emitters].flatMap(([id, functions]) => {
    const counts = new Map<number, number>();
    for (const dev of functions)
      counts.set(groupOf[dev] ?? -1, (counts.get(groupOf[dev] ?? -1) ?? 0) + 1);
    if (counts.size < 2) return [];
    const same = [...counts.values()].reduce((sum, n) => sum + n * n, 0);
    const pairs = (functions.length ** 2 - same) / 2;
    return [{ how: "shared-id", id, functions, pairs } as const];
  });
}
