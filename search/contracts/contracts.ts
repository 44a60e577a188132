/**
 * The search for the weakest safe contracts: which policies must each design change, at least, to
 * keep every safety invariant within a bound? Guided by counterexamples: a contract that falls to a
 * known one needs no search, and the search of one that does not fall either says that it is safe,
 * or adds a counterexample.
 *
 * Minimum hitting sets by a tree over conflicts (Reiter, "A Theory of Diagnosis from First
 * Principles", Artificial Intelligence 32, 1987), deepened step by step; a conflict is a known
 * counterexample. Whether a change hits one is found by running it, after the changes before it,
 * for changes interact: so no set is cut off because a subset of it has failed.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { catalog } from "../../impl/designs/catalog.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import type {
  Change,
  ContractsOutcome,
  Repair,
  Repaired,
} from "../../properties/results/contracts-report.js";
import type { ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import { invariants } from "../../properties/invariants/all.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import { plain } from "../designs/named.js";
import { breaks } from "../../properties/run/judge.js";
import type { Subject } from "../../properties/run/run.js";
import { changesOf, weaker } from "./policies.js";
import { contractName } from "../designs/contract-name.js";

/** Changes of one design that are tried together, at most. */
const CHANGES_MAX = 10;

/** Searches designs exhaustively by the safety invariants; `names` as candidateNamed takes them. */
export type Searcher = (names: readonly string[]) => Promise<ExhaustOutcome>;

export const SAFETY: readonly Invariant[] = invariants.filter(
  (invariant) => invariant.severity === "safety",
);

export async function weakestContracts(search: Searcher): Promise<ContractsOutcome> {
  const guided = new ContractSearch(search);
  const designs = await guided.first(catalog.map((design) => design.name));
  const repaired: Repaired[] = [];
  for (const { name, contract } of catalog) {
    const broken = designs.report.verdicts.flatMap((v) =>
      v.design === name && v.tag === "fails" ? [v.invariant] : [],
    );
    const repairs = await guided.repairs(name, contract);
    const safe = repairs.some(({ changes }) => changes.length === 0);
    const slack = safe ? await guided.slack(name, contract) : [];
    repaired.push({ design: name, contract, broken, repairs, slack });
  }
  const { searched, complete } = guided;
  return { repaired, designs, searched, counterexamples: guided.known, complete };
}

class ContractSearch {
  searched = 0;
  complete = true;
  private readonly search: Searcher;
  private readonly pool: Counterexample[] = [];
  private readonly answers = new Map<string, boolean>();
  private readonly safe = new Set<string>();

  constructor(search: Searcher) {
    this.search = search;
  }

  get known(): number {
    return this.pool.length;
  }

  async first(names: readonly string[]): Promise<ExhaustOutcome> {
    const outcome = await this.search(names);
    this.learn(outcome);
    return outcome;
  }

  private learn(outcome: ExhaustOutcome): void {
    if (!outcome.report.complete) this.complete = false;
    for (const c of outcome.counterexamples.values())
      if (!this.pool.some((known) => known.id === c.id)) this.pool.push(c);
  }

  async repairs(base: string, contract: Contract): Promise<readonly Repair[]> {
    for (;;) {
      const sets = this.smallestSets(contract);
      const names = sets.map((changes) => contractName(base, changed(contract, changes)));
      if (await this.learnAbout(names))
        return sets.map((changes) => ({ changes, contract: changed(contract, changes) }));
    }
  }

  /** Searches those that are not known to be safe; false if that has taught something new. */
  private async learnAbout(names: readonly string[]): Promise<boolean> {
    const unknown = names.filter((name) => !this.safe.has(name));
    if (unknown.length === 0 || !this.complete) return true;
    const before = this.pool.length;
    const outcome = await this.search(unknown);
    this.learn(outcome);
    for (const name of unknown) {
      const fails = outcome.report.verdicts.some((v) => v.design === name && v.tag === "fails");
      if (fails) continue;
      this.safe.add(name);
      this.searched++;
    }
    return this.pool.length === before || !this.complete;
  }

  /** All smallest sets of changes after which no known counterexample breaks anything. */
  private smallestSets(contract: Contract): readonly (readonly Change[])[] {
    for (let size = 0; size <= CHANGES_MAX; size++) {
      const found = new Map<string, readonly Change[]>();
      this.extend(contract, [], size, found);
      if (found.size > 0) return [...found.values()];
    }
    return [];
  }

  private extend(
    contract: Contract,
    changes: readonly Change[],
    left: number,
    found: Map<string, readonly Change[]>,
  ): void {
    const now = changed(contract, changes);
    const breaking = this.firstBreaking(now);
    if (breaking === null) {
      const text = changes.map((change) => JSON.stringify(change)).toSorted();
      found.set(text.join(), changes);
      return;
    }
    if (left === 0) return;
    const touched = new Set(changes.flatMap((change) => Object.keys(change)));
    for (const change of changesOf(now)) {
      if (Object.keys(change).some((policy) => touched.has(policy))) continue;
      if (this.falls(withPolicies(now, change), breaking)) continue;
      this.extend(contract, [...changes, change], left - 1, found);
    }
  }

  private firstBreaking(contract: Contract): Counterexample | null {
    return this.pool.find((c) => this.falls(contract, c)) ?? null;
  }

  private falls(contract: Contract, c: Counterexample): boolean {
    const key = `${c.id} ${JSON.stringify(contract)}`;
    let answer = this.answers.get(key);
    if (answer === undefined) {
      const invariant = SAFETY.find((one) => one.name === c.invariant);
      answer =
        invariant !== undefined &&
        breaks(c.scenario, asSubject(contract), invariant, null) !== null;
      this.answers.set(key, answer);
    }
    return answer;
  }

  /** What could be allowed beyond, one change at a time. */
  async slack(base: string, contract: Contract): Promise<readonly Change[]> {
    const weakened = changesOf(contract).filter((change) => weaker(contract, change));
    for (;;) {
      const standing = weakened.filter(
        (change) => this.firstBreaking(withPolicies(contract, change)) === null,
      );
      const names = standing.map((change) => contractName(base, withPolicies(contract, change)));
      if (await this.learnAbout(names)) return standing;
    }
  }
}

function changed(contract: Contract, changes: readonly Change[]): Contract {
  return changes.reduce<Contract>((c, change) => withPolicies(c, change), contract);
}

function asSubject(contract: Contract): Subject {
  return plain("candidate", "A contract that may be safe.", contract);
}
