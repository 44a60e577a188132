/**
 * The scenarios of a batch: so many draws from one seed, of random topologies or on machines that
 * are given. They depend on the request alone.
 */
import fc from "fast-check";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { guidedScenarios } from "../../properties/generators/guided.js";
import type { Knobs } from "../../properties/generators/knobs.js";
import { PART_FUNCTIONS_MAX } from "../../properties/generators/machine/part.js";
import { scenariosOn, wholeScenarios } from "../../properties/generators/machine/scenarios.js";
import { scenarios } from "../../properties/generators/scenario.js";
import { invariantNamed, invariants as allInvariants } from "../../properties/invariants/all.js";
import type { FixedMachine } from "../campaign/search.js";

/** Scenarios a batch. */
export const BATCH_SCENARIOS = 250;

/**
 * Scenarios on the whole of a machine that is larger than a part. Boot is the same each time, and
 * the facts are kept.
 */
const WHOLE_SCENARIOS = 4;
/**
 * The largest machine that is also booted as a whole. What invariants of the boot ask of pairs
 * grows faster than with the square: 300 functions take a second a design at first, 4,096 take
 * half a minute, which a watchdog could not tell from a design that hangs.
 */
const WHOLE_FUNCTIONS_MAX = 512;

export interface BatchRequest {
  readonly seed: number;
  readonly batch: number;
  /** Random operations on these machines instead of random ones; empty: random. */
  readonly machines: readonly FixedMachine[];
  /** Only default machines; absent: any. */
  readonly defaultMachines?: boolean;
  /** The invariant whose direction random scenarios follow, if it gives one; absent: none. */
  readonly guidedBy?: string;
}

/**
 * The scenarios of a batch, in order; `each` returns false to stop. `whole`: it is a large machine
 * as a whole, not a part.
 */
export function eachScenario(
  request: BatchRequest,
  each: (scenario: Scenario, run: number, whole: boolean) => boolean,
): void {
  let run = 0;
  let more = true;
  const draw = (from: fc.Arbitrary<Scenario>, seed: number, numRuns: number, whole: boolean) => {
    const property = fc.property(from, (scenario) => {
      more &&= each(scenario, run++, whole);
      if (!more) throw STOP;
    });
    const result = fc.check(property, { seed, numRuns, endOnFailure: true });
    const error = result.failed ? result.errorInstance : null;
    if (error instanceof Error && error !== STOP) throw error;
  };
  const seed = seedOf(request);
  const whole = wholeIn(request);
  if (whole !== null) draw(wholeScenarios(whole), ~seed, WHOLE_SCENARIOS, true);
  if (more) draw(arbitraryOf(request), seed, BATCH_SCENARIOS - run, false);
}

/** The machine that this batch boots as a whole; null: it boots none. */
function wholeIn({ machines, batch }: BatchRequest): FixedMachine | null {
  const machine = machines[batch];
  if (machine === undefined) return null;
  const functions = machine.topology.functions.length;
  const booted = functions > PART_FUNCTIONS_MAX && functions <= WHOLE_FUNCTIONS_MAX;
  return booted ? machine : null;
}

/** What ends a batch early, so that nothing more of it is drawn. */
const STOP = new Error("enough");

/** What a batch draws from: by the invariant that guides it, else without a direction. */
interface Drawn {
  readonly guided: ReadonlyMap<string, fc.Arbitrary<Scenario>>;
  readonly random: fc.Arbitrary<Scenario>;
}

function drawnWith(knobs: Partial<Knobs>): Drawn {
  const guided = allInvariants.flatMap(({ name, direction }) =>
    direction === undefined ? [] : [[name, guidedScenarios(direction, knobs)] as const],
  );
  return { guided: new Map(guided), random: scenarios(knobs) };
}

const anyMachines = drawnWith({});
const defaultMachines = drawnWith({ defaultMachine: true });

function arbitraryOf(request: BatchRequest): fc.Arbitrary<Scenario> {
  const { guided, random } = request.defaultMachines === true ? defaultMachines : anyMachines;
  if (request.machines.length === 0) return guided.get(request.guidedBy ?? "") ?? random;
  const direction = invariantNamed(request.guidedBy ?? "")?.direction;
  return fc.oneof(...request.machines.map((machine) => scenariosOn(machine, direction)));
}

/** Two 32-bit numbers into one, well mixed (the finaliser of MurmurHash3). */
function seedOf({ seed, batch }: BatchRequest): number {
  let h = (seed ^ Math.imul(batch + 1, 0x9e3779b1)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
}
