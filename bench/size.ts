/**
 * The cost of a random scenario against its size: functions, PASIDs and operations, on
 * `device-xarray` with all invariants; and how much two workers do beside one.
 */
import fc from "fast-check";
import { campaign } from "../search/campaign/campaign.js";
import { subjectNamed } from "../search/designs/named.js";
import { invariantSet } from "../properties/run/invariant-set.js";
import { lockstep } from "../properties/run/run.js";
import { random } from "../search/random/kind.js";
import { Pool } from "../search/pool/pool.js";
import { prepare } from "../properties/run/instance.js";
import type { Knobs } from "../properties/generators/knobs.js";
import { scenarios } from "../properties/generators/scenario.js";
import { invariants } from "../properties/invariants/all.js";

const DESIGN = "device-xarray";
const SCENARIOS = 400;
const ROUNDS = 3;
const WORKER_BATCHES = 160;
const NOTHING = (): void => {};
const NO_LISTENER = {
  applied: NOTHING,
  broken: NOTHING,
  crashed: NOTHING,
  notAsked: NOTHING,
  foretold: NOTHING,
};

type Size = "functionsMax" | "pasidsMax" | "operationsMax";

const SIZES: readonly (readonly [Size, readonly number[]])[] = [
  ["functionsMax", [2, 4, 8, 16, 32, 64]],
  ["pasidsMax", [1, 4, 16, 60]],
  ["operationsMax", [16, 64, 256, 1024]],
];

/** Lines of figures. */
export function benchSize(): string[] {
  return SIZES.map(([knob, values]) => {
    const costs = values.map((value) => `${value}: ${costText({ [knob]: value })}`);
    const what = `${knob.replace("Max", " at most")}: us an operation, generation included`;
    return `${what}  ${costs.join("  ")}`;
  });
}

/** The best of a few rounds, in microseconds of processor time an operation. */
function costText(knobs: Partial<Knobs>): string {
  const subject = subjectNamed(DESIGN);
  if (subject === null) throw new Error(`there is no ${DESIGN}`);
  const set = invariantSet(invariants);
  const each = Array.from({ length: ROUNDS }, (_, seed) => {
    let operations = 0;
    let choice = 0;
    const property = fc.property(scenarios(knobs), (scenario) => {
      operations += lockstep(prepare(scenario, choice++), subject, set, NO_LISTENER);
    });
    const started = process.cpuUsage();
    fc.assert(property, { seed, numRuns: SCENARIOS });
    return process.cpuUsage(started).user / operations;
  });
  return Math.min(...each).toFixed(1);
}

/** Lines of figures. */
export async function benchWorkers(): Promise<string[]> {
  const rates: number[][] = [[], []];
  for (let round = 0; round < ROUNDS; round++)
    for (const workers of [1, 2]) rates[workers - 1]?.push(await rateOf(workers));
  const ratios = rates[0]?.map((one, i) => ((rates[1]?.[i] ?? 0) / one).toFixed(2)) ?? [];
  return [`two workers do so many times what one does, round by round: ${ratios.join(" ")}`];
}

/** Scenarios a second of a campaign whose workers are warm. */
async function rateOf(workers: number): Promise<number> {
  const pool = new Pool(workers);
  try {
    await run(pool, workers, 40 * workers);
    const started = performance.now();
    await run(pool, workers, WORKER_BATCHES);
    return WORKER_BATCHES / (performance.now() - started);
  } finally {
    await pool.stop();
  }
}

async function run(pool: Pool, workers: number, batches: number): Promise<void> {
  await campaign(pool, random, {
    seed: 1,
    designs: [DESIGN],
    invariants: invariants.map(({ name }) => name),
    machines: [],
    batches,
    timeMs: null,
    workers,
    signal: new AbortController().signal,
    done: [],
    onBatch: NOTHING,
  });
}
