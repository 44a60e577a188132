/**
 * The collection of breaks: from the corpus, where it knows them, else shrunk from what the search
 * found. For each design, invariant and failure mode there is one counterexample, the smallest.
 */
import {
  counterexampleOf,
  type Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import type { InvariantBreak, Invariant } from "../../properties/invariants/invariant.js";
import type { VerdictBreak } from "../../properties/results/report.js";
import type { Crashed, Hang } from "../campaign/break.js";
import { costOf, Smallest } from "../campaign/smallest.js";
import type { CorpusEntry } from "./corpus.js";
import { SavedNames } from "../campaign/saved-names.js";
import { saysNotADesign } from "../designs/not-a-design.js";
import type { Pool } from "../pool/pool.js";
import type { Shrinking } from "../random/shrink.js";
import type { FoundInBatch } from "../random/totals.js";
import type { Recorded, RecordedAnswer } from "./recorded.js";

/** Of designs that a scenario breaks, the one that its story is told of: the kernel of today. */
const TOLD_FIRST = "linux-7.3";

type Break = Omit<VerdictBreak, "reason">;

interface Known {
  readonly design: string;
  readonly invariant: string;
  readonly told: Break;
}

export interface BreaksOptions {
  /** Folder for new counterexamples. */
  readonly saveTo: string;
  /** Names there that are shared with another search; absent: with none. */
  readonly names?: SavedNames;
  readonly seed: number;
  /** Topologies that were given stay as they are when a scenario is shrunk. */
  readonly machines: readonly unknown[];
}

export interface Replay {
  readonly hangs: readonly Hang[];
  readonly faults: readonly Crashed[];
}

export class Breaks {
  private readonly pool: Pool;
  private readonly designs: readonly string[];
  private readonly invariants: readonly Invariant[];
  private readonly names: SavedNames;
  private readonly seed: number;
  private readonly keepTopology: boolean;
  private readonly known = new Smallest<Known>();
  private readonly files = new Map<string, Counterexample>();

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
  }

  /** The breaks of a design and an invariant, one for each failure mode. */
  of(design: string, invariant: string): readonly Break[] {
    const of = this.known
      .all()
      .filter((one) => one.design === design && one.invariant === invariant);
    return of.map(({ told }) => told);
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
    let designs = this.designs;
    while (designs.length > 0 && cases.length > 0) {
      const ended = await this.pool.run<Recorded>({ kind: "recorded", designs, cases });
      if (ended.how === "done") {
        this.keep(ended.answer, designs, corpus);
        faults.push(...this.faultsOf(ended.answer, designs, corpus));
        break;
      }
      if (ended.how !== "hung") break;
      const guilty = designs[ended.design];
      const scenario = cases[ended.run]?.scenario;
      if (guilty === undefined || scenario === undefined) break;
      hangs.push({ design: guilty, scenario });
      designs = designs.filter((name) => name !== guilty);
    }
    return { hangs, faults };
  }

  /** The first of each design. */
  private faultsOf(
    answers: readonly RecordedAnswer[],
    designs: readonly string[],
    corpus: readonly CorpusEntry[],
  ): readonly Crashed[] {
    return designs.flatMap((name, at): Crashed[] => {
      const first = answers.find(
        ({ design, crash }) => design === at && crash !== null && saysNotADesign(crash.message),
      );
      const scenario = corpus[first?.at ?? -1]?.counterexample.scenario;
      if (first === undefined || first.crash === null || scenario === undefined) return [];
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

  /** Shrinks what the corpus does not explain. */
  async shrink(found: readonly FoundInBatch[]): Promise<void> {
    const news = found.filter((f) => !this.known.has(this.keyOfBreak(f)));
    const shrunk = await Promise.all(news.map((f) => this.shrinkOne(f)));
    for (const one of shrunk) {
      if (one === null) continue;
      const file = await this.names.fileOf(one.counterexample);
      this.add(one.broken, one.counterexample, file);
    }
  }

  private async shrinkOne(
    found: FoundInBatch,
  ): Promise<{ broken: InvariantBreak; counterexample: Counterexample } | null> {
    const design = this.designs[found.design];
    const invariant = this.invariants[found.invariant]?.name;
    if (design === undefined || invariant === undefined) return null;
    const { failureMode } = found.finding;
    const { scenario } = found;
    const ended = await this.pool.run<Shrinking>({
      kind: "shrink",
      design,
      invariant,
      failureMode,
      scenario,
      keepTopology: this.keepTopology,
    });
    const shrunk = ended.how === "done" ? ended.answer : null;
    const asFound = { scenario, broken: { invariant, step: found.step, finding: found.finding } };
    const best = shrunk ?? asFound;
    const provenance = `random, seed ${this.seed}, batch ${found.batch}, run ${found.run}`;
    return {
      broken: best.broken,
      counterexample: counterexampleOf(design, best.scenario, best.broken, provenance),
    };
  }

  private keyOfBreak(f: FoundInBatch): string {
    return keyOf(
      this.designs[f.design] ?? "",
      this.invariants[f.invariant]?.name ?? "",
      f.finding.failureMode,
    );
  }

  private add(broken: InvariantBreak, c: Counterexample, file: string): void {
    const { failureMode } = broken.finding;
    const key = keyOf(c.design, broken.invariant, failureMode);
    const functions = c.scenario.topology.functions.length;
    const operations = broken.step + 1;
    const counterexample = { id: c.id, failureMode, functions, operations, file };
    const cost = costOf(c.scenario, broken.step);
    // Of two that are as small the id decides: designs with one bug then show one file.
    if (!this.known.wants(key, cost, c.id)) return;
    const told = { failureMode, counterexample };
    this.known.offer(key, cost, { design: c.design, invariant: broken.invariant, told }, c.id);
    if (this.files.get(c.id)?.design !== TOLD_FIRST) this.files.set(c.id, c);
  }
}

function stepOf(broken: InvariantBreak): Pick<Counterexample, "step" | "finding"> {
  return { step: broken.step, finding: broken.finding };
}

function keyOf(design: string, invariant: string, failureMode: string): string {
  return `${design}\n${invariant}\n${failureMode}`;
}
