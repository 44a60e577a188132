/**
 * The parts of a machine to which a scenario on it can be cut: functions are taken away, and those
 * that stay are exactly as they were, with all that they need.
 */
import { partOf, withNeeded } from "../../model/vocabulary/topology/part.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";

/**
 * The first that is still broken: the named functions and those of the operations alone, then with
 * their devices, their buses, and what stands below the bridges above them; else the whole.
 */
export function cutToPart(
  s: Scenario,
  named: Iterable<number>,
  stillBroken: (s: Scenario) => boolean,
): Scenario {
  const { functions } = s.topology;
  const all = new Set([...named, ...s.operations.map((op) => op.dev % functions.length)]);
  if (all.size === 0) return s;
  for (const alike of [sameFunction, sameDevice, sameBus, sameParentBus]) {
    const near = [...functions.keys()].filter((dev) =>
      [...all].some((one) => alike(functions, one, dev)),
    );
    const part = onPart(s, withNeeded(functions, near));
    if (part !== null && stillBroken(part)) return part;
  }
  return s;
}

type Alike = (all: readonly PciFunction[], a: number, b: number) => boolean;

const sameFunction: Alike = (_, a, b) => a === b;

const sameBus: Alike = (all, a, b) => {
  const [f, g] = [all[a], all[b]];
  return f !== undefined && g !== undefined && f.segment === g.segment && f.bus === g.bus;
};

const sameDevice: Alike = (all, a, b) =>
  sameBus(all, a, b) && (all[a]?.devfn ?? 0) >> 3 === (all[b]?.devfn ?? 0) >> 3;

/** On one bus, or below bridges that are. */
const sameParentBus: Alike = (all, a, b) => {
  const [above, beside] = [all[a]?.parent ?? a, all[b]?.parent ?? b];
  return sameBus(all, above, beside) || sameBus(all, a, beside) || sameBus(all, a, b);
};

/** Halves, quarters, ... single functions taken away, each with all that needs it. */
export function* smallerParts(s: Scenario): Generator<Scenario | null> {
  const { functions } = s.topology;
  const needs = functions.map((_, dev) => withNeeded(functions, [dev]));
  for (let size = Math.ceil(functions.length / 2); ; size = Math.ceil(size / 2)) {
    for (let to = functions.length; to > 0; to -= size) {
      const isGone = (dev: number): boolean => dev >= to - size && dev < to;
      const kept = [...functions.keys()].filter((dev) => !needs[dev]?.some(isGone));
      yield onPart(s, kept);
    }
    if (size === 1) return;
  }
}

/** Null: nothing would be left, or nothing taken away. Operations on what is gone go with it. */
function onPart(s: Scenario, indices: readonly number[]): Scenario | null {
  const count = s.topology.functions.length;
  if (indices.length === 0 || indices.length === count) return null;
  const now = new Map(indices.map((dev, i) => [dev, i]));
  const operations = s.operations.flatMap((op) => {
    const dev = now.get(op.dev % count);
    return dev === undefined ? [] : [{ ...op, dev }];
  });
  return { ...s, topology: partOf(s.topology, indices), operations };
}
