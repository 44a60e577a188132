/**
 * The figures of the aimed search: for every historic bug whose invariant gives a direction, the
 * scenarios and the seconds until it is found, in a plain search and in one that follows the
 * direction, seed by seed in turn. Drawing and looking at what is not judged counts as time.
 */
import { mutants } from "../properties/bugs/all.js";
import type { Mutant } from "../properties/bugs/bug.js";
import { candidateNamed } from "../search/designs/named.js";
import { firstBreak } from "../search/random/first-break.js";
import { invariantNamed } from "../properties/invariants/all.js";
import { median } from "../search/gate/median.js";

const SEEDS = 20;
const RUNS_MAX = 40_000;
const NO_BEAT = (): void => {};

interface Hunted {
  readonly runs: number;
  readonly ms: number;
}

/** Lines of figures. */
export function benchAimed(seeds = SEEDS): string[] {
  const hunted = mutants.flatMap((mutant) => {
    const directed = invariantNamed(mutant.invariant)?.direction !== undefined;
    return directed ? [{ id: mutant.id, ...both(mutant, seeds) }] : [];
  });
  const lines = hunted.map(
    ({ id, plain, aimed }) =>
      `  ${id.padEnd(9)} ${told(plain)} -> ${told(aimed)}: ` +
      `${ratio(plain.runs, aimed.runs)} in scenarios, ${ratio(plain.ms, aimed.ms)} in time`,
  );
  const mean = (of: (h: Hunted) => number): string =>
    geometricMean(hunted.map(({ plain, aimed }) => of(plain) / of(aimed))).toFixed(2);
  return [
    `${hunted.length} historic bugs, medians over ${seeds} seeds, plain -> aimed`,
    ...lines,
    `geometric mean: ${mean((h) => h.runs)} in scenarios, ${mean((h) => h.ms)} in time`,
  ];
}

function both(mutant: Mutant, seeds: number): { plain: Hunted; aimed: Hunted } {
  const plain: Hunted[] = [];
  const aimed: Hunted[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    plain.push(hunt(mutant, seed, false));
    aimed.push(hunt(mutant, seed, true));
  }
  return { plain: middle(plain), aimed: middle(aimed) };
}

function hunt(mutant: Mutant, seed: number, aimed: boolean): Hunted {
  const { id, invariant: name } = mutant;
  const candidate = candidateNamed(`bug:${id}`);
  const invariant = invariantNamed(name);
  if (candidate === null || invariant === null) throw new Error(`there is no bug:${id}`);
  const started = process.cpuUsage();
  const found = firstBreak(
    { seed, runs_max: RUNS_MAX, aimed },
    candidate,
    invariant,
    mutant.mechanism ?? null,
    NO_BEAT,
  );
  const { user, system } = process.cpuUsage(started);
  return { runs: found?.runs ?? RUNS_MAX, ms: (user + system) / 1000 };
}

function middle(hunted: readonly Hunted[]): Hunted {
  return { runs: median(hunted.map((h) => h.runs)), ms: median(hunted.map((h) => h.ms)) };
}

function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, r) => sum + Math.log(r), 0) / ratios.length);
}

function told({ runs, ms }: Hunted): string {
  return `${runs} (${ms.toFixed(1)} ms)`;
}

function ratio(plain: number, aimed: number): string {
  return (plain / aimed).toFixed(1);
}
