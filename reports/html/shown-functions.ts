/**
 * The functions of a large machine that a story shows: those that are named, found or changed, and
 * the bridges above them.
 */
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { Story } from "../story/story.js";

/** A machine with more functions is shown without those that play no part. */
export const FUNCTIONS_SHOWN_MAX = 40;

/** Null: all. */
export function concerned({ trace, found }: Story): ReadonlySet<number> | null {
  const { functions } = trace.scenario.topology;
  if (functions.length <= FUNCTIONS_SHOWN_MAX) return null;
  const shown = new Set<number>();
  const add = (dev: number | null): void => {
    for (let i = dev; i !== null && !shown.has(i); i = functions[i]?.parent ?? null) shown.add(i);
  };
  for (const { dev } of trace.steps) add(dev);
  for (const { finding } of found) {
    add(finding.device);
    add(finding.other);
  }
  const rows = trace.columns.length;
  for (const { before, after } of trace.steps)
    for (const dev of functions.keys()) if (changed(dev, rows, before, after)) add(dev);
  return shown;
}

function changed(dev: number, columns: number, a: Observation, b: Observation): boolean {
  if (a.group(dev) !== b.group(dev) || a.present(dev) !== b.present(dev)) return true;
  for (let c = 0; c < columns; c++) {
    if (a.hardware(dev, c) !== b.hardware(dev, c)) return true;
    if (a.recorded(dev, c) !== b.recorded(dev, c)) return true;
  }
  return false;
}
