/**
 * The behaviour of a topology under a design, as far as operations and their invariants can tell:
 * who is in whose group and in which order, who shares a requester ID with whom, whom the enable
 * check lets enable PASID, and whether that is right. Topologies of equal behaviour need to be
 * searched once. The test beside this file holds random runs on topologies of equal behaviour
 * against each other.
 */
import type { Facts } from "../../../model/fabric/facts.js";
import { pasidOf } from "../../../model/vocabulary/topology/topology.js";
import type { Instance } from "../../../properties/run/instance.js";

export interface Behaviour {
  /** Members in the order in which they are driven; functions without group are in none. */
  readonly groups: readonly (readonly number[])[];
  /** Per function what can be told of it alone; see `traitOf`. */
  readonly traits: readonly number[];
  /** Pairs that emit a common requester ID. */
  readonly sharing: readonly (readonly [number, number])[];
}

const CAPABLE = 1;
const GATE_OPEN = 2;
const PATH_COMPLETE = 4;
const PEER_REACHED = 8;
const REQUEST_LOST = 16;

/** Of a design that has just been booted; afterwards PASID is enabled wherever it can be. */
export function behaviourOf(instance: Instance, facts: Facts): Behaviour {
  const groups = groupsOf(instance);
  const traits = facts.topology.functions.map((_, dev) => traitOf(instance, facts, dev));
  return { groups, traits, sharing: facts.sharingPairs() };
}

/** In the order of the calls that put the members on the default domain. */
function groupsOf(instance: Instance): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (let i = 0; i < instance.calls.length; i++) {
    const { dev } = instance.calls.at(i);
    const group = instance.after.group(dev);
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [dev]);
    else members.push(dev);
  }
  return [...groups.values()];
}

function traitOf(instance: Instance, facts: Facts, dev: number): number {
  const f = facts.topology.functions[dev];
  if (f === undefined || pasidOf(f) === null) return 0;
  instance.step({ op: "pasid-enable", dev }, dev);
  const unsafe = facts.pasidUnsafe(dev);
  return (
    CAPABLE |
    (instance.outcome.ok ? GATE_OPEN : 0) |
    (facts.failingPasidPath(dev) === null ? PATH_COMPLETE : 0) |
    (unsafe?.why === "peer" ? PEER_REACHED : 0) |
    (unsafe?.why === "lost" ? REQUEST_LOST : 0)
  );
}

export function isCapable(trait: number): boolean {
  return (trait & CAPABLE) !== 0;
}

export function gateOpen(trait: number): boolean {
  return (trait & GATE_OPEN) !== 0;
}

/** The functions that have to do with each other, apart from all others. */
export function islandsOf(b: Behaviour): readonly (readonly number[])[] {
  const seen = new Set<number>();
  return b.traits.flatMap((_, dev) => {
    if (seen.has(dev)) return [];
    const island = related(b, [dev]);
    for (const member of island) seen.add(member);
    return [island];
  });
}

/** The behaviour as it is numbered; equal texts are equal behaviours, but not the other way. */
export function rawText(b: Behaviour): string {
  return `${b.traits.join()};${b.groups.join("|")};${b.sharing.join("|")}`;
}

/** The functions that those in `acting` can have to do with: by groups and requester IDs. */
function related(b: Behaviour, acting: readonly number[]): readonly number[] {
  const found = new Set(acting);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const members of b.groups)
      if (members.some((dev) => found.has(dev))) for (const dev of members) found.add(dev);
    for (const [x, y] of b.sharing)
      if (found.has(x) || found.has(y)) {
        found.add(x);
        found.add(y);
      }
  }
  return [...found].sort((x, y) => x - y);
}

/** Rounds of refinement; more tell no more apart among so few functions. */
const ROUNDS = 3;

/**
 * A text that does not depend on numbers, of the functions in `among` with a colour each. Groups
 * are sorted by what is known of their members; where that ties, equal behaviours may have several
 * texts, which costs time and nothing else.
 */
export function canonicalText(
  b: Behaviour,
  among: readonly number[],
  colours: readonly string[],
): string {
  const groups = b.groups.filter((members) => members.some((dev) => among.includes(dev)));
  const grouped = new Set(groups.flat());
  const all = [...groups, ...among.filter((dev) => !grouped.has(dev)).map((dev) => [dev])];
  let known = colours;
  for (let round = 0; round < ROUNDS; round++) known = refined(b, all, known);
  const label = (members: readonly number[]): string => members.map((dev) => known[dev]).join("+");
  const sorted = all.toSorted((x, y) => (label(x) < label(y) ? -1 : 1));
  const place = new Map(sorted.flat().map((dev, i) => [dev, i]));
  const pairs = b.sharing
    .flatMap(([x, y]) => {
      const [p, q] = [place.get(x), place.get(y)];
      return p === undefined || q === undefined ? [] : [p < q ? `${p}=${q}` : `${q}=${p}`];
    })
    .toSorted();
  const texts = sorted.map((members) => members.map((dev) => colours[dev]).join("+"));
  return `${texts.join(" ")} ${pairs.join()}`;
}

/** Colours by what is around: fellows in order, and who shares an ID. Short, and made anew. */
function refined(
  b: Behaviour,
  groups: readonly (readonly number[])[],
  colours: readonly string[],
): readonly string[] {
  const long = [...colours];
  for (const members of groups) {
    const fellows = members.map((dev) => colours[dev]).join("+");
    members.forEach((dev, at) => {
      const others = b.sharing.flatMap(([x, y]) => (x === dev ? [y] : y === dev ? [x] : []));
      const shared = others.map((other) => colours[other] ?? "").toSorted();
      long[dev] = `${colours[dev]}@${at}(${fellows})[${shared.join()}]`;
    });
  }
  const ranks = [...new Set(groups.flat().map((dev) => long[dev] ?? ""))].toSorted();
  const short = [...colours];
  for (const dev of groups.flat())
    short[dev] = `${ranks.indexOf(long[dev] ?? "")}`.padStart(3, "0");
  return short;
}
