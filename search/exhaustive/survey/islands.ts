/**
 * Islands: the functions of a topology that have to do with each other under a design, by groups
 * and by requester IDs. What is done on an island does not concern the others; which of them are
 * there is not told apart. The first topology on which an island is found stands for it.
 */
import {
  pasidOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import {
  pasidOfCapability,
  type Capability,
} from "../../../properties/generators/enumerate/topology.js";
import { everyChoice } from "../../../properties/generators/enumerate/multisets.js";
import { canonicalText, gateOpen, isCapable, islandsOf, type Behaviour } from "./behaviour.js";
import type { View } from "../views.js";

export interface Island {
  readonly topology: Topology;
  readonly behaviour: Behaviour;
  readonly members: readonly number[];
  /** Equal for islands that are alike; see canonicalText. */
  readonly text: string;
  /** Two islands of one function each, both of which PASID can be enabled on. */
  readonly apart: boolean;
}

export function islandsIn(topology: Topology, behaviour: Behaviour): readonly Island[] {
  const colours = behaviour.traits.map((trait) => trait.toString(36));
  const all = islandsOf(behaviour);
  const islands = all.map((members): Island => {
    const text = canonicalText(behaviour, members, colours);
    return { topology, behaviour, members, text, apart: false };
  });
  const alone = all
    .flatMap((members) => (members.length === 1 ? members : []))
    .filter((dev) => gateOpen(behaviour.traits[dev] ?? 0))
    .slice(0, 2);
  if (alone.length < 2) return islands;
  return [...islands, { topology, behaviour, members: alone, text: "apart", apart: true }];
}

/** What is to be searched: a topology with capabilities, and who acts on it. */
export interface Machine {
  readonly topology: Topology;
  readonly acting: readonly number[];
  /** Acting functions that nothing tells apart. */
  readonly alike: boolean;
}

/** A machine, by what tells it from others of its view. */
interface Kind {
  readonly text: string;
  readonly machine: Machine;
  /** Whether all of its PASIDs can be enabled. */
  readonly open: boolean;
}

/** Of the view that was asked for last: designs that see the same islands ask in turn. */
const known = new WeakMap<Island, { readonly view: View; readonly kinds: readonly Kind[] }>();

/** The machines of a view, each kind once, in the order of the islands. */
export function machinesOf(islands: readonly Island[], view: View): readonly Machine[] {
  const open = new Map<string, Machine>();
  const shut = new Map<string, Machine>();
  for (const island of islands) {
    if (island.members.length > view.island_max || (island.apart && view.acting === 1)) continue;
    for (const kind of kindsOf(island, view)) {
      // Where the enable check admits, all can be done that can be done where it refuses.
      const into = view.enableChecks || kind.open ? open : shut;
      if (!into.has(kind.text)) into.set(kind.text, kind.machine);
    }
  }
  for (const [text, machine] of shut) if (!open.has(text)) open.set(text, machine);
  return [...open.values()];
}

function kindsOf(island: Island, view: View): readonly Kind[] {
  const last = known.get(island);
  if (last?.view === view) return last.kinds;
  const { traits } = island.behaviour;
  const kinds = labelled(island, view).map((machine) => ({
    text: textOf(island, machine, view),
    machine,
    open: machine.acting.every((dev) => gateOpen(traits[dev] ?? 0) || !has(machine, dev)),
  }));
  known.set(island, { view, kinds });
  return kinds;
}

function has({ topology }: Machine, dev: number): boolean {
  const f = topology.functions[dev];
  return f !== undefined && pasidOf(f) !== null;
}

function labelled(island: Island, view: View): readonly Machine[] {
  const { members, behaviour, topology } = island;
  const able = members.filter((dev) => isCapable(behaviour.traits[dev] ?? 0));
  const ways = everyChoice(able.map(() => view.capabilities)).filter(
    (way) => way.filter((capability) => capability === "narrow").length <= 1,
  );
  const direct = view.directMap ? [null, ...members] : [null];
  return ways.flatMap((way) =>
    direct.flatMap((mapped) =>
      actingSets(members, view.acting).map((acting) => ({
        topology: relabelled(topology, able, way, mapped),
        acting,
        alike: island.apart && new Set(way).size === 1,
      })),
    ),
  );
}

function actingSets(members: readonly number[], acting: 1 | 2): readonly (readonly number[])[] {
  if (acting === 1) return members.map((dev) => [dev]);
  return members.flatMap((a, i) => members.slice(i + 1).map((b) => [a, b]));
}

/** Functions beyond the island have no PASIDs. */
function relabelled(
  t: Topology,
  able: readonly number[],
  way: readonly Capability[],
  mapped: number | null,
): Topology {
  const functions = t.functions.map((f, dev): PciFunction => {
    const at = able.indexOf(dev);
    const directMap = dev === mapped;
    if (pasidOf(f) === null) return directMap ? { ...f, directMap } : f;
    const pasid = pasidOfCapability(way[at] ?? "none");
    return { ...f, pasid, directMap } as PciFunction;
  });
  return { ...t, functions };
}

/** Who acts, who has which PASIDs; of gates nothing, unless the view is about them. */
function textOf({ behaviour, members, apart }: Island, machine: Machine, view: View): string {
  const colours = behaviour.traits.map((trait, dev) => {
    const f = machine.topology.functions[dev];
    const width = f === undefined ? null : (pasidOf(f)?.width ?? null);
    const acts = machine.acting.includes(dev);
    const enableCheck = view.enableChecks && acts && width !== null ? trait.toString(36) : "";
    return `${acts ? "!" : ""}${width ?? "-"}${f?.directMap === true ? "m" : ""}${enableCheck}`;
  });
  return `${apart ? "apart " : ""}${canonicalText(behaviour, members, colours)}`;
}
