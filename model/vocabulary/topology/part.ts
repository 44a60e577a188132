/**
 * A part of a topology: some of its functions, exactly as they are on the whole machine, with all
 * that they need to be found. It stands for the machine from which the other functions were taken.
 */
import { foundThrough } from "./hot-plug.js";
import type { PciFunction, Topology } from "./topology.js";

/** The functions with all that they need, as indices, ascending. */
export function withNeeded(
  functions: readonly PciFunction[],
  devs: Iterable<number>,
): readonly number[] {
  const kept = new Set<number>();
  for (const dev of devs) addNeeded(functions, dev, kept);
  return [...kept].sort((a, b) => a - b);
}

/**
 * Adds a function, and all without which it could not be there: what is above it, the function as
 * which it emits, the PF of a VF, and function 0 of its device. `kept` must be closed likewise.
 */
export function addNeeded(functions: readonly PciFunction[], dev: number, kept: Set<number>): void {
  const open = [dev];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const f = functions[next];
    if (f === undefined || kept.has(next)) continue;
    kept.add(next);
    const pf = f.kind === "vf" ? f.pf : null;
    for (const needed of [f.parent, f.realDma, pf, foundThrough(functions, next)])
      if (needed !== null) open.push(needed);
  }
}

/** These functions alone; the indices ascend, and hold all that each needs. */
export function partOf({ functions, probe }: Topology, indices: readonly number[]): Topology {
  const now = new Map(indices.map((dev, i) => [dev, i]));
  const moved = (dev: number | null): number | null => (dev === null ? null : (now.get(dev) ?? 0));
  const kept = indices.flatMap((dev): readonly PciFunction[] => {
    const f = functions[dev];
    if (f === undefined) return [];
    const relatives = { parent: moved(f.parent), realDma: moved(f.realDma) };
    return [
      f.kind === "vf" ? { ...f, ...relatives, pf: now.get(f.pf) ?? 0 } : { ...f, ...relatives },
    ];
  });
  const order = probe.order?.flatMap((dev) => now.get(dev) ?? []) ?? null;
  return { functions: kept, probe: { scan: probe.scan, order } };
}
