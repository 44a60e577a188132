/**
 * A batch: a fixed number of random scenarios from one seed, judged on several designs. It is the
 * unit of work of a campaign; its result depends on the request alone, not on who works it out or
 * when.
 */
import type { BootInput } from "../../model/vocabulary/design/design.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Cause, Finding } from "../../properties/invariants/invariant.js";
import type { InvariantSet } from "../../properties/run/invariant-set.js";
import { variantsAhead } from "../../properties/run/boot-invariants.js";
import { truncated, type Batch, type Crashed, type Break } from "../campaign/break.js";
import { costOf, Smallest } from "../campaign/smallest.js";
import { TimeUp, type Heartbeat } from "../pool/heartbeat.js";
import { causeOf } from "../../properties/run/cause.js";
import { lockstep, type Subject } from "../../properties/run/run.js";
import type { Listener } from "../../properties/run/listener.js";
import {
  askedOf,
  NO_VARIANTS,
  prepare,
  type Choice,
  type Prepared,
} from "../../properties/run/instance.js";
import { BATCH_SCENARIOS, eachScenario, type BatchRequest } from "./draw.js";
import { EventDigest } from "./event-digest.js";

/** One scenario in so many is run twice and compared: 5 %. */
const TWICE_EVERY = 20;

/** A driver that died so often in a batch is asked no more of it: each time costs a new process. */
const DEATHS_A_BATCH_MAX = 3;

export interface BatchResult extends Batch {
  readonly scenarios: number;
  /** Scenarios judged, per design. */
  readonly judged: readonly number[];
  readonly operations: number;
  /** Applications of each invariant, per design: applied[design][invariant]. */
  readonly applied: readonly (readonly number[])[];
  /** Designs that did not do the same when they were given the same. */
  readonly flaky: readonly number[];
  /** Scenarios that a design could not be asked, per design. */
  readonly notAsked: readonly number[];
  /** Scenarios of which it died as the reference foretold, per design. */
  readonly foretold: readonly number[];
}

/** Where the heartbeat throws TimeUp, the result is that of the scenarios done by then. */
export function runBatch(
  request: BatchRequest,
  subjects: readonly Subject[],
  invariants: InvariantSet,
  heartbeat: Heartbeat,
): BatchResult {
  const totals = new Totals(subjects, invariants);
  try {
    runAll(request, subjects, invariants, heartbeat, totals);
  } catch (error) {
    if (!(error instanceof TimeUp)) throw error;
    // What was announced does not come.
    for (const { design } of subjects) design.announce?.([]);
  }
  return totals.result(request.batch);
}

function runAll(
  request: BatchRequest,
  subjects: readonly Subject[],
  invariants: InvariantSet,
  heartbeat: Heartbeat,
  totals: Totals,
): void {
  const work = (prepared: Prepared, run: number): void => {
    subjects.forEach((subject, design) => {
      const { scenario, choice } = prepared;
      if (totals.deathsOf(design) >= DEATHS_A_BATCH_MAX && subject.design.announce !== undefined)
        return subject.design.announce([]);
      heartbeat(run, design);
      totals.begin(design, run, prepared);
      totals.operations += lockstep(prepared, subject, invariants, totals);
      if (run % TWICE_EVERY === 0)
        totals.compare(lockstepAgain(scenario, choice, subject, invariants));
    });
    totals.scenarios++;
  };
  const ahead = subjects.some(({ design }) => design.announce !== undefined);
  const all: Prepared[] = [];
  eachScenario(request, (scenario, run, whole) => {
    const choice = whole ? NO_VARIANTS : request.batch * BATCH_SCENARIOS + run;
    const prepared = prepare(fitted(scenario, subjects), choice);
    // What need not be announced is forgotten at once: it is cheapest while it is young.
    if (ahead) all.push(prepared);
    else work(prepared, run);
    return true;
  });
  for (const { design } of subjects) design.announce?.(coming(all, invariants));
  all.forEach((prepared, run) => work(prepared, run));
}

/** The nearest scenario that all of these designs can be asked. */
function fitted(scenario: Scenario, subjects: readonly Subject[]): Scenario {
  let nearest = scenario;
  for (const { design } of subjects) nearest = design.fit?.(nearest) ?? nearest;
  return nearest;
}

/** All boots of a batch, in order. */
function coming(
  all: readonly Prepared[],
  invariants: InvariantSet,
): readonly Omit<BootInput, "hardware">[] {
  return all.flatMap((prepared, run) => {
    const once = [prepared, ...variantsAhead(prepared, invariants)].map(askedOf);
    return run % TWICE_EVERY === 0 ? [...once, ...once] : once;
  });
}

/** Runs a scenario once more, and tells what happened as one number. */
function lockstepAgain(
  scenario: Scenario,
  choice: Choice,
  subject: Subject,
  invariants: InvariantSet,
): number {
  const digest = new EventDigest();
  lockstep(prepare(scenario, choice), subject, invariants, digest);
  return digest.value;
}

class Totals implements Listener {
  /** Those that all designs have been asked. */
  scenarios = 0;
  operations = 0;
  private readonly events = new EventDigest();
  private digesting = false;
  private readonly flaky = new Set<number>();
  private design = 0;
  private run = 0;
  private prepared: Prepared | null = null;
  private readonly judged: number[];
  private readonly counts: number[][];
  private readonly subjects: readonly Subject[];
  private readonly invariants: InvariantSet;
  /** By design and invariant, then by failure mode and cause. */
  private readonly found: Smallest<Break>[] = [];
  private readonly crashes: Crashed[] = [];
  private readonly crashCounts: number[] = [];
  private readonly passedOver: number[];
  private readonly deaths: number[];

  constructor(subjects: readonly Subject[], invariants: InvariantSet) {
    this.subjects = subjects;
    this.invariants = invariants;
    const designs = subjects.length;
    this.judged = Array.from({ length: designs }, () => 0);
    this.passedOver = Array.from({ length: designs }, () => 0);
    this.deaths = Array.from({ length: designs }, () => 0);
    this.counts = Array.from({ length: designs }, () =>
      Array.from({ length: invariants.all.length }, () => 0),
    );
  }

  begin(design: number, run: number, prepared: Prepared): void {
    this.events.value = 0;
    this.digesting = run % TWICE_EVERY === 0;
    this.design = design;
    this.run = run;
    this.prepared = prepared;
    this.judged[design] = (this.judged[design] ?? 0) + 1;
  }

  /** How often a design has crashed. */
  deathsOf(design: number): number {
    return this.crashCounts[design] ?? 0;
  }

  /** What the same scenario did when it was run again. */
  compare(again: number): void {
    if (again !== this.events.value) this.flaky.add(this.design);
  }

  applied(invariant: number): void {
    if (this.digesting) this.events.applied(invariant);
    const row = this.counts[this.design] as number[];
    row[invariant] = (row[invariant] as number) + 1;
  }

  broken(invariant: number, step: number, finding: Finding, agreed: boolean): void {
    if (this.digesting) this.events.broken(invariant, step);
    if (this.prepared === null) return;
    const { prepared, run, design } = this;
    const { scenario } = prepared;
    const of = this.invariants.all[invariant]!;
    const smallest = (this.found[design * this.invariants.all.length + invariant] ??=
      new Smallest());
    const cost = costOf(scenario, step);
    const kind = (cause: Cause): string => `${finding.failureMode} ${cause}`;
    if (!smallest.wants(kind("own"), cost) && !smallest.wants(kind("contract"), cost)) return;
    const cause = causeOf(prepared, this.subjects[design]!, of, step, finding, agreed);
    const found = { design, invariant, run, scenario, step, finding, cause };
    smallest.offer(kind(cause), cost, found);
  }

  crashed(step: number, message: string): void {
    if (this.digesting) this.events.crashed(step);
    const { design, run, prepared } = this;
    const scenario = prepared?.scenario ?? null;
    this.crashCounts[design] = this.deathsOf(design) + 1;
    if (scenario === null || this.crashes.some((c) => c.design === design)) return;
    this.crashes.push({ design, run, scenario, step, message });
  }

  notAsked(): void {
    if (this.digesting) this.events.notAsked();
    const { design } = this;
    this.judged[design] = (this.judged[design] ?? 0) - 1;
    this.passedOver[design] = (this.passedOver[design] ?? 0) + 1;
  }

  foretold(): void {
    if (this.digesting) this.events.foretold();
    const { design } = this;
    this.judged[design] = (this.judged[design] ?? 0) - 1;
    this.deaths[design] = (this.deaths[design] ?? 0) + 1;
  }

  result(batch: number): BatchResult {
    return {
      batch,
      scenarios: this.scenarios,
      judged: this.judged,
      operations: this.operations,
      applied: this.counts,
      found: this.found.flatMap((smallest) => smallest.all().map(truncated)),
      flaky: [...this.flaky],
      crashed: this.crashes,
      notAsked: this.passedOver,
      foretold: this.deaths,
    };
  }
}
