/**
 * The results of an exhaustive search, put together: sums, for each design, invariant and failure
 * mode the smallest break, what could not be finished; and the verdicts that follow.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  counterexampleOf,
  type Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import {
  boundText,
  type ExhaustBound,
  type ExhaustReport,
} from "../../properties/results/exhaust-report.js";
import type {
  Cause,
  Finding,
  Invariant,
  InvariantBreak,
} from "../../properties/invariants/invariant.js";
import type { FoundBreak, Verdict } from "../../properties/results/report.js";
import { rulesBroken } from "../../properties/caller/rules.js";
import { toldCounterexample } from "../../properties/results/counterexample/told.js";
import { costOf, Smallest } from "../campaign/smallest.js";
import type { SavedNames } from "../campaign/saved-names.js";
import type { Ended, Pool } from "../pool/pool.js";
import { attributed } from "../random/attribute.js";
import type { Shrunk, ShrinkTask } from "../random/shrink.js";
import { verdictOf } from "../../properties/expectations/verdict.js";
import type { ExplorationResult } from "./states/explore.js";
import type { SurveyResult } from "./survey/survey.js";

interface Break {
  readonly design: number;
  readonly invariant: string;
  readonly scenario: Scenario;
  readonly finding: Finding;
  readonly cause: Cause;
}

interface Told {
  readonly broken: InvariantBreak;
  readonly scenario: Scenario;
  readonly found: FoundBreak;
}

type Shrink = (task: ShrinkTask) => Promise<Ended<Shrunk | null>>;

export class Findings {
  private topologies = 0;
  private states = 0;
  private transitions = 0;
  private complete = true;
  private readonly designs: readonly string[];
  private readonly invariants: readonly Invariant[];
  private readonly applied: Map<string, number>[];
  private readonly smallest = new Smallest<Break>();
  private readonly crashed = new Map<number, string>();
  /** Designs some machine of which has not been searched to the end. */
  private readonly unfinished = new Set<number>();
  private readonly files = new Map<string, Counterexample>();
  private readonly told = new Map<string, readonly Told[]>();
  private readonly like: string | null;

  constructor(
    designs: readonly string[],
    invariants: readonly Invariant[],
    like: string | null = null,
  ) {
    this.designs = designs;
    this.invariants = invariants;
    this.like = like;
    this.applied = designs.map(() => new Map<string, number>());
  }

  surveyed(result: SurveyResult): void {
    this.topologies += result.topologies;
    result.applied.forEach((row, design) =>
      row.forEach((n, invariant) => this.count(design, this.invariants[invariant]!.name, n)),
    );
    for (const found of result.breaks) this.keep(found);
    for (const { design, message } of result.crashes)
      if (!this.crashed.has(design)) this.crashed.set(design, message);
  }

  explored(design: number, result: ExplorationResult): void {
    this.states += result.states;
    this.transitions += result.transitions;
    const invariants = this.invariants.filter((invariant) => invariant.on !== "boot");
    result.applied.forEach((n, invariant) => this.count(design, invariants[invariant]!.name, n));
    for (const found of result.breaks) this.keep({ ...found, design });
    if (!result.complete) this.unfinished.add(design);
    if (result.crash !== null && !this.crashed.has(design))
      this.crashed.set(design, result.crash.message);
  }

  /** A task that did not end: the design that it was at, or all, have not been searched. */
  lost(ended: Ended<unknown>, design: number | null = null): void {
    this.complete = false;
    if (ended.how === "hung") {
      const guilty = design ?? ended.design;
      this.crashed.set(guilty, "it did not return");
      return;
    }
    for (let d = 0; d < this.designs.length; d++)
      if (design === null || d === design) this.unfinished.add(d);
  }

  /**
   * The invariants that a design has been seen to break, so that larger topologies say nothing new.
   * What breaks under another contract than it claims need not hide what is its own.
   */
  settled(design: number): readonly string[] {
    const ended = (b: Break): boolean => b.cause === "own" || this.like === null;
    return this.smallest
      .all()
      .flatMap((b) => (b.design === design && ended(b) ? [b.invariant] : []));
  }

  private count(design: number, invariant: string, n: number): void {
    const of = this.applied[design]!;
    of.set(invariant, (of.get(invariant) ?? 0) + n);
  }

  private keep(found: Break): void {
    const { design, invariant, finding, scenario, cause } = found;
    const cost = costOf(scenario, scenario.operations.length - 1);
    this.smallest.offer(`${design} ${invariant} ${finding.failureMode} ${cause}`, cost, found);
  }

  /** Makes each smallest break canonical; designs with one bug then show one file. */
  async shrink(shrink: Shrink, names: SavedNames): Promise<void> {
    const breaks = this.smallest.all();
    const ends = await Promise.all(
      breaks.map(({ design: at, invariant, finding, scenario, cause }) => {
        const [design, failureMode] = [this.designs[at]!, finding.failureMode];
        return shrink({
          kind: "shrink",
          design,
          invariant,
          failureMode,
          cause,
          like: this.like,
          scenario,
          keepTopology: false,
        });
      }),
    );
    for (const [i, b] of breaks.entries()) {
      const ended = ends[i]!;
      const shrunk = ended.how === "done" ? ended.answer : null;
      const step = b.scenario.operations.length - 1;
      const asFound = {
        scenario: b.scenario,
        broken: { invariant: b.invariant, step, finding: b.finding, cause: b.cause },
      };
      const { scenario, broken } = shrunk ?? asFound;
      const design = this.designs[b.design]!;
      const made = counterexampleOf(design, scenario, broken, "exhaustive");
      this.files.set(made.id, made);
      const file = await names.fileOf(made);
      const { cause, finding } = broken;
      const { failureMode } = finding;
      const counterexample = toldCounterexample(
        made,
        broken,
        file,
        rulesBroken(scenario, broken.step, broken.finding),
      );
      this.tell(b, { broken, scenario, found: { failureMode, cause, counterexample } });
    }
  }

  private tell(b: Break, told: Told): void {
    const key = `${b.design} ${b.invariant}`;
    this.told.set(key, [...(this.told.get(key) ?? []), told]);
  }

  /** Finds out where the breaks come from. */
  async attribute(pool: Pool): Promise<void> {
    for (const [key, told] of this.told) {
      const design = this.designs[Number(key.split(" ")[0])]!;
      const of = await attributed(pool, design, this.like, told);
      const found = told.map((one, i) => ({ ...one, found: { ...one.found, ...of[i] } }));
      this.told.set(key, found);
    }
  }

  counterexamples(): ReadonlyMap<string, Counterexample> {
    return this.files;
  }

  crashes(): readonly string[] {
    return [...this.crashed].map(([design, message]) => `${this.designs[design]}: ${message}`);
  }

  report(bound: ExhaustBound, symmetry: boolean, inTime: boolean): ExhaustReport {
    const complete = inTime && this.complete && this.unfinished.size === 0;
    const { topologies, states, transitions, designs } = this;
    const invariants = this.invariants.map(({ name, ids, severity }) => ({ name, ids, severity }));
    const within = boundText(bound);
    const verdicts = designs.flatMap((_, d) =>
      this.invariants.map((invariant) => this.verdict(d, invariant, within)),
    );
    const sums = { topologies, states, transitions };
    return {
      schema: "exhaust@2",
      ...(this.like === null ? {} : { like: this.like }),
      bound,
      symmetry,
      complete,
      ...sums,
      designs,
      invariants,
      verdicts,
    };
  }

  private verdict(at: number, invariant: Invariant, exhaustive: string): Verdict {
    const design = this.designs[at]!;
    const applied = this.applied[at]!.get(invariant.name) ?? 0;
    const evidence = { corpus: 0, scenarios: 0, applied, exhaustive };
    const breaks = (this.told.get(`${at} ${invariant.name}`) ?? []).map(({ found }) => found);
    const crashed = this.crashed.has(at);
    const known = { design, invariant, evidence, breaks, crashed, flaky: false };
    const verdict = verdictOf({ ...known, ...(this.like === null ? {} : { like: this.like }) });
    const finished = crashed || verdict.tag === "fails" || !this.unfinished.has(at);
    return finished ? verdict : { ...verdict, tag: "unknown", why: "budget" };
  }
}
