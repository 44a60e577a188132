/**
 * The figures of the guided search: for every historic bug whose invariant gives a direction, the
 * scenarios and the seconds until it is found, in a plain search and in one that follows the
 * direction, seed by seed in turn. Drawing and looking at what is not judged counts as time.
 */
import { bugs } from "../properties/bugs/all.js";
import type { Bug } from "../properties/bugs/bug.js";
import { subjectNamed } from "../search/designs/named.js";
import { firstBreak } from "../search/random/first-break.js";
import { invariantNamed } from "../properties/invariants/all.js";
import { median } from "../search/gate/median.js";

const SEEDS = 20;
const RUNS_MAX = 40_000;
const NO_BEAT = (): void => {};

interface SearchedBug {
  readonly runs: number;
  readonly ms: number;
}

/** Lines of figures. */
export function benchGuided(seeds = SEEDS): string[] {
  const searched = bugs.flatMap((bug) => {
    const directed = invariantNamed(bug.invariant)?.direction !== undefined;
    return directed ? [{ id: bug.id, ...both(bug, seeds) }] : [];
  });
  const lines = searched.map(
    ({ id, plain, guided }) =>
      `  ${id.padEnd(9)} ${told(plain)} -> ${told(guided)}: ` +
      `${ratio(plain.runs, guided.runs)} in scenarios, ${ratio(plain.ms, guided.ms)} in time`,
  );
  const mean = (of: (h: SearchedBug) => number): string =>
    geometricMean(searched.map(({ plain, guided }) => of(plain) / of(guided))).toFixed(2);
  return [
    `${searched.length} historic bugs, medians over ${seeds} seeds, plain -> guided`,
    ...lines,
    `geometric mean: ${mean((h) => h.runs)} in scenarios, ${mean((h) => h.ms)} in time`,
  ];
}

function both(bug: Bug, seeds: number): { plain: SearchedBug; guided: SearchedBug } {
  const plain: SearchedBug[] = [];
  const guided: SearchedBug[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    plain.push(searchForBug(bug, seed, false));
    guided.push(searchForBug(bug, seed, true));
  }
  return { plain: middle(plain), guided: middle(guided) };
}

function searchForBug(bug: Bug, seed: number, guided: boolean): SearchedBug {
  const { id, invariant: name } = bug;
  const subject = subjectNamed(`bug:${id}`);
  const invariant = invariantNamed(name);
  if (subject === null || invariant === null) throw new Error(`there is no bug:${id}`);
  const started = process.cpuUsage();
  const found = firstBreak(
    { seed, runs_max: RUNS_MAX, guided },
    subject,
    invariant,
    bug.failureMode ?? null,
    NO_BEAT,
  );
  const { user, system } = process.cpuUsage(started);
  return { runs: found?.runs ?? RUNS_MAX, ms: (user + system) / 1000 };
}

function middle(searched: readonly SearchedBug[]): SearchedBug {
  return { runs: median(searched.map((h) => h.runs)), ms: median(searched.map((h) => h.ms)) };
}

function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
}

function told({ runs, ms }: SearchedBug): string {
  return `${runs} (${ms.toFixed(1)} ms)`;
}

function ratio(plain: number, guided: number): string {
  return (plain / guided).toFixed(1);
}
