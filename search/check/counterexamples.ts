/**
 * The collection of breaks: from the corpus, where it knows them, else shrunk from what the search
 * found. For each design, invariant, failure mode and cause there is one counterexample, the
 * smallest: a break of the design's own does not hide behind a smaller one that is expected.
 */
import { KERNEL_OF_TODAY } from "../../impl/designs/catalog.js";
import { isRemote } from "../designs/named.js";
import { NOT_AGAIN, NOT_TO_THE_END } from "./crashes.js";
import {
  counterexampleOf,
  type Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import { rulesBroken, weightOf } from "../../properties/caller/rules.js";
import { toldCounterexample } from "../../properties/results/counterexample/told.js";
import type { Cause, InvariantBreak, Invariant } from "../../properties/invariants/invariant.js";
import type { FoundBreak } from "../../properties/results/report.js";
import type { Crashed, Hang } from "../campaign/break.js";
import { costOf, Smallest } from "../campaign/smallest.js";
import type { CorpusEntry } from "./corpus.js";
import { SavedNames } from "../campaign/saved-names.js";
import { saysNotADesign } from "../designs/not-a-design.js";
import type { Pool } from "../pool/pool.js";
import { attributed } from "../random/attribute.js";
import type { Shrinking } from "../random/shrink.js";
import type { FoundInBatch } from "../random/totals.js";
import type { Recorded, RecordedAnswer } from "./recorded.js";

/** More than any scenario costs to read. */
const UNUSUAL = 1_000_000;
interface Known {
  readonly design: string;
  readonly broken: InvariantBreak;
  readonly counterexample: Counterexample;
  readonly told: FoundBreak;
}

interface ShrunkBreak {
  readonly broken: InvariantBreak;
  readonly counterexample: Counterexample;
  readonly note: string | null;
}

export interface BreaksOptions {
  /** Folder for new counterexamples. */
  readonly saveTo: string;
  /** Names there that are shared with another search; absent: with none. */
  readonly names?: SavedNames;
  readonly seed: number;
  /** Topologies that were given stay as they are when a scenario is shrunk. */
  readonly machines: readonly unknown[];
  /** Scenarios stay default machines when they are shrunk. */
  readonly defaultMachines?: boolean;
  readonly like?: string;
}

export interface Replay {
  readonly hangs: readonly Hang[];
  readonly faults: readonly Crashed[];
  /** Of drivers in another process that died, and not because the reference foretold it. */
  readonly deaths: readonly Crashed[];
}

export class Breaks {
  private readonly pool: Pool;
  private readonly designs: readonly string[];
  private readonly invariants: readonly Invariant[];
  private readonly names: SavedNames;
  private readonly seed: number;
  private readonly keepTopology: boolean;
  private readonly defaultMachines: boolean;
  private readonly like: string | null;
  private readonly known = new Smallest<Known>();
  private readonly attributions = new Map<Known, Partial<FoundBreak>>();
  private readonly files = new Map<string, Counterexample>();
  /** What is to be said of those that were not shrunk to the end, by id. */
  readonly notes = new Map<string, string>();

  constructor(
    pool: Pool,
    designs: readonly string[],
    invariants: readonly Invariant[],
    options: BreaksOptions,
  ) {
    this.pool = pool;
    this.designs = designs;
    this.invariants = invariants;
    this.names = options.names ?? new SavedNames(options.saveTo);
    this.seed = options.seed;
    this.keepTopology = options.machines.length > 0;
    this.defaultMachines = options.defaultMachines === true;
    this.like = options.like ?? null;
  }

  /** The breaks of a design and an invariant, one for each failure mode and cause. */
  of(design: string, invariant: string): readonly FoundBreak[] {
    const of = this.known
      .all()
      .filter((one) => one.design === design && one.broken.invariant === invariant);
    return of.map((one) => ({ ...one.told, ...this.attributions.get(one) }));
  }

  /** Finds out where the breaks that are known now come from. */
  async attribute(): Promise<void> {
    for (const design of this.designs) {
      const of = this.known.all().filter((one) => one.design === design);
      const cases = of.map(({ broken, counterexample: { scenario } }) => ({ broken, scenario }));
      const told = await attributed(this.pool, design, this.like, cases);
      for (const [i, one] of of.entries()) this.attributions.set(one, told[i] ?? {});
    }
  }

  /** Whether any is known so far. */
  get any(): boolean {
    return this.known.all().length > 0;
  }

  /** All counterexamples that verdicts refer to, by id. */
  counterexamples(): ReadonlyMap<string, Counterexample> {
    return this.files;
  }

  /**
   * Runs every corpus scenario on every design. Returned are designs that do not come back, and
   * those that do not keep to the interface.
   */
  async replay(corpus: readonly CorpusEntry[]): Promise<Replay> {
    const cases = corpus.map(({ counterexample: c }) => ({
      invariant: c.invariant,
      scenario: c.scenario,
    }));
    const hangs: Hang[] = [];
    const faults: Crashed[] = [];
    const deaths: Crashed[] = [];
    let designs = this.designs;
    while (designs.length > 0 && cases.length > 0) {
      const { like, defaultMachines } = this;
      const task = { kind: "recorded", designs, like, cases, defaultMachines } as const;
      const ended = await this.pool.run<Recorded>(task);
      if (ended.how === "done") {
        this.keep(ended.answer, designs, corpus);
        faults.push(...this.firstOf(ended.answer, designs, corpus, saysNotADesign));
        const remote = designs.map((name) => (isRemote(name) ? name : ""));
        deaths.push(...this.firstOf(ended.answer, remote, corpus, isDeath));
        break;
      }
      if (ended.how !== "hung") break;
      const guilty = designs[ended.design];
      const scenario = cases[ended.run]?.scenario;
      if (guilty === undefined || scenario === undefined) break;
      hangs.push({ design: guilty, scenario });
      designs = designs.filter((name) => name !== guilty);
    }
    return { hangs, faults, deaths };
  }

  /** The first of each design. */
  private firstOf(
    answers: readonly RecordedAnswer[],
    designs: readonly string[],
    corpus: readonly CorpusEntry[],
    isMeant: (message: string) => boolean,
  ): readonly Crashed[] {
    return designs.flatMap((name, at): Crashed[] => {
      const first = answers.find(
        ({ design, crash }) => design === at && crash !== null && isMeant(crash.message),
      );
      const scenario = corpus[first?.at ?? -1]?.counterexample.scenario;
      if (first === undefined || first.crash === null || scenario === undefined || name === "")
        return [];
      return [{ design: this.designs.indexOf(name), run: first.at, scenario, ...first.crash }];
    });
  }

  private keep(
    answers: readonly RecordedAnswer[],
    designs: readonly string[],
    corpus: readonly CorpusEntry[],
  ): void {
    for (const answer of answers) {
      const entry = corpus[answer.at];
      const design = designs[answer.design];
      if (entry === undefined || design === undefined) continue;
      const { counterexample, file } = entry;
      // A longer scenario may break the invariant in another way on its way; that one has its own
      // file.
      const { finding, scenario } = counterexample;
      const last = scenario.operations.length - 1;
      for (const broken of answer.broken)
        if (broken.step === last || broken.finding.failureMode === finding.failureMode)
          this.add(broken, { ...counterexample, design, ...stepOf(broken) }, file);
    }
  }

  /** Shrinks what the corpus does not explain; tells how many are done, and of how many. */
  async shrink(
    found: readonly FoundInBatch[],
    until: number,
    onShrunk: (done: number, of: number) => void = () => {},
  ): Promise<void> {
    const news = found.filter((f) => !this.known.has(this.keyOfBreak(f)));
    let done = 0;
    const shrunk = await Promise.all(
      news.map(async (f) => {
        const one = await this.shrinkOne(f, until);
        onShrunk(++done, news.length);
        return one;
      }),
    );
    for (const one of shrunk) {
      if (one === null) continue;
      if (one.note !== null) this.notes.set(one.counterexample.id, one.note);
      const file = await this.names.fileOf(one.counterexample);
      this.add(one.broken, one.counterexample, file);
    }
  }

  private async shrinkOne(found: FoundInBatch, until: number): Promise<ShrunkBreak | null> {
    const design = this.designs[found.design];
    const invariant = this.invariants[found.invariant]?.name;
    if (design === undefined || invariant === undefined) return null;
    const { failureMode } = found.finding;
    const { scenario, cause } = found;
    const ended = await this.pool.run<Shrinking>({
      kind: "shrink",
      design,
      invariant,
      failureMode,
      cause,
      like: this.like,
      scenario,
      keepTopology: this.keepTopology,
      defaultMachines: this.defaultMachines,
      ...(isRemote(design) ? { until } : {}),
    });
    const shrunk = ended.how === "done" ? ended.answer : null;
    const { step, finding } = found;
    const asFound = { scenario, broken: { invariant, step, finding, cause } };
    const best = shrunk ?? asFound;
    const note = shrunk === null ? NOT_AGAIN : shrunk.complete ? null : NOT_TO_THE_END;
    const provenance = `random, seed ${this.seed}, batch ${found.batch}, run ${found.run}`;
    return {
      broken: best.broken,
      note,
      counterexample: counterexampleOf(design, best.scenario, best.broken, provenance),
    };
  }

  private keyOfBreak(f: FoundInBatch): string {
    return keyOf(
      this.designs[f.design] ?? "",
      this.invariants[f.invariant]?.name ?? "",
      f.finding.failureMode,
      f.cause,
    );
  }

  private add(broken: InvariantBreak, c: Counterexample, file: string): void {
    const { cause, finding } = broken;
    const { failureMode } = finding;
    const key = keyOf(c.design, broken.invariant, failureMode, cause);
    const rules = rulesBroken(c.scenario, broken.step, finding);
    const counterexample = toldCounterexample(c, broken, file, rules);
    // The most realistic first, then the smallest.
    const cost = weightOf(rules) * UNUSUAL + costOf(c.scenario, broken.step);
    // Of two that are as small the id decides: designs with one bug then show one file.
    if (!this.known.wants(key, cost, c.id)) return;
    const told = { failureMode, cause, counterexample };
    this.known.offer(key, cost, { design: c.design, broken, counterexample: c, told }, c.id);
    if (this.files.get(c.id)?.design !== KERNEL_OF_TODAY) this.files.set(c.id, c);
  }
}

function stepOf(broken: InvariantBreak): Pick<Counterexample, "step" | "finding"> {
  return { step: broken.step, finding: broken.finding };
}

function isDeath(message: string): boolean {
  return !saysNotADesign(message) && !message.includes("(foretold: ");
}

function keyOf(design: string, invariant: string, failureMode: string, cause: Cause): string {
  return `${design}\n${invariant}\n${failureMode}\n${cause}`;
}
