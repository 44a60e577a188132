/**
 * What cannot be said of the groups of a machine: the functions of which some may be in one group,
 * and the facts that are not shown and decide it.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Because, Step } from "./group-reasons.js";
import { partsOf } from "./boot-groups.js";
import { firstUnseen, type Deciding } from "./deciding.js";
import type { Source, ToldGroups } from "./told-groups.js";

export interface GroupDoubt {
  /** Functions of which it cannot be said which are together. */
  readonly functions: readonly number[];
  /** They are apart at most as these parts are; null where they may stand elsewhere. */
  readonly finest: readonly (readonly number[])[] | null;
  /** Where there is none, the readings differ for a reason that no fact names. */
  readonly deciding: readonly Deciding[];
}

/** `becauses`: the reasons in each reading. */
export function groupDoubts(
  source: Source,
  told: ToldGroups,
  becauses: readonly (readonly (Because | null)[])[],
): readonly GroupDoubt[] {
  const doubts = new Map<string, number[]>();
  for (const dev of source.topology.functions.keys()) {
    if (source.shown[dev] === false || told.basis[dev] === "formed") continue;
    const block = told.apart[dev] ?? null;
    // Whatever floats may be with anything: one doubt for all of it.
    const key = block === null ? "afloat" : String(block);
    const others = doubts.get(key);
    if (others === undefined) doubts.set(key, [dev]);
    else others.push(dev);
  }
  return [...doubts.values()].map((functions) => ({
    functions,
    finest: functions.some((dev) => (told.together[dev] ?? null) === null)
      ? null
      : partsOf(functions, told.together),
    deciding: decidingOf(source, functions, becauses),
  }));
}

function decidingOf(
  source: Source,
  functions: readonly number[],
  becauses: readonly (readonly (Because | null)[])[],
): readonly Deciding[] {
  const found = new Map<number, Deciding>();
  const add = (dev: number): void => {
    const fact = firstUnseen(source.unseen, dev);
    if (fact !== null) found.set(dev, fact);
  };
  for (const dev of functions) {
    const above = placeless(source, dev);
    if (above !== null) found.set(above, { dev: above, fact: "place" });
    if (above !== null) continue;
    if (source.unseen[dev]?.has("iommu") === true) found.set(dev, { dev, fact: "iommu" });
    for (const because of becauses)
      for (const step of because[dev]?.steps ?? []) for (const at of elementsOf(step)) add(at);
  }
  return [...found.values()].sort((a, b) => a.dev - b.dev);
}

/** The function whose place is not known, that it is or stands below; null: it is known. */
function placeless({ topology, unseen }: Source, dev: number): number | null {
  for (let i: number | null = dev; i !== null; i = parentOf(topology, i))
    if (unseen[i]?.has("place") === true) return i;
  return null;
}

function parentOf(t: Topology, dev: number): number | null {
  return t.functions[dev]?.parent ?? null;
}

function elementsOf(step: Step): readonly number[] {
  switch (step.rule) {
    case "path":
      return [step.element, ...step.below];
    case "functions":
      return [step.of, step.with];
    case "bridge-alias":
      return [step.bridge];
    case "alias":
      return [step.of, step.with];
    case "vmd":
      return [step.real];
    default:
      return step satisfies never;
  }
}
