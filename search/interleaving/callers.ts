/**
 * A search through everything that callers can do to one machine, in every order: each has
 * operations to choose from, and a number of them that it may do, or no limit. Every operation
 * holds one lock from beginning to end (the group's mutex, or iommufd's igroup->lock around it), so
 * the orders of whole operations are all that two processors can make of them. States are told
 * apart by all that can be seen; a state is reached again by doing again what led to it.
 */
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Finding, Invariant } from "../../properties/invariants/invariant.js";
import { invariantSet, type InvariantSet } from "../../properties/run/invariant-set.js";
import { open, type Subject, type Run } from "../../properties/run/run.js";
import { prepare, type Prepared } from "../../properties/run/instance.js";
import type { Listener } from "../../properties/run/listener.js";
import { reach, type Break, type Model } from "../exhaustive/states/breadth-first.js";

export interface Caller {
  readonly operations: readonly Operation[];
  /** How many it may do; null: any number. */
  readonly budget: number | null;
}

export interface CallersBreak {
  readonly invariant: string;
  readonly finding: Finding;
  /** As short as can be. */
  readonly operations: readonly Operation[];
}

export interface CallersResult {
  /** What can be seen, with what each caller has left to do. */
  readonly states: number;
  readonly transitions: number;
  /** How often each invariant applied, by name. */
  readonly applied: ReadonlyMap<string, number>;
  /** The first of each invariant and failure mode. */
  readonly broken: readonly CallersBreak[];
  /** False where the limit of states ended the search. */
  readonly complete: boolean;
}

/**
 * An operation that may be done any number of times is named so often: where it takes PASIDs from
 * an allocator, that is how many are observed. A machine must not have more.
 */
const NAMED_IF_UNLIMITED = 4;

/** A state: what led to it, and how many operations each caller has done. */
interface Reached {
  readonly path: readonly Operation[];
  readonly done: readonly number[];
}

/** The scenario's own operations are done first, by nobody. */
export function searchCallers(
  scenario: Scenario,
  callers: readonly Caller[],
  subject: Subject,
  invariants: readonly Invariant[],
  statesMax: number,
): CallersResult {
  const model = new Callers(scenario, callers, subject, invariantSet(invariants));
  const { states, transitions, complete } = reach(model, { states_max: statesMax }, () => {});
  const { counts: applied, found } = model;
  return { states, transitions, applied, broken: [...found.values()], complete };
}

class Callers implements Model, Listener {
  /** A state of the search is the number of what can be seen. */
  readonly words = 1;
  readonly counts = new Map<string, number>();
  readonly found = new Map<string, CallersBreak>();
  private readonly p: Prepared;
  private readonly first: readonly Operation[];
  private readonly callers: readonly Caller[];
  private readonly subject: Subject;
  private readonly invariants: InvariantSet;
  private readonly numbers = new Map<string, number>();
  /** By number. Breadth-first, the first way there is a shortest one. */
  private readonly reached: Reached[] = [];
  /** What is being done, if it is being done for the first time; what led to it is not judged. */
  private doing: readonly Operation[] | null = null;

  constructor(
    scenario: Scenario,
    callers: readonly Caller[],
    subject: Subject,
    invariants: InvariantSet,
  ) {
    this.first = scenario.operations;
    this.callers = callers;
    // All that may be done is named, so that all of it is observed.
    const named = callers.flatMap(({ operations, budget }) =>
      operations.flatMap((op) => Array.from({ length: budget ?? NAMED_IF_UNLIMITED }, () => op)),
    );
    this.p = prepare({ ...scenario, operations: [...this.first, ...named] }, null);
    this.subject = subject;
    this.invariants = invariants;
  }

  initial(into: Int32Array): void {
    const done = this.callers.map(() => 0);
    into[0] = this.numberOf({ path: [], done }, this.runTo([]));
  }

  successors(states: Int32Array, at: number, found: Break): void {
    const { path, done } = this.reached[states[at]!]!;
    const next = new Int32Array(this.words);
    let action = 0;
    this.callers.forEach(({ operations, budget }, caller) => {
      if (budget !== null && (done[caller] ?? 0) >= budget) return;
      const after = done.map((n, i) => (i === caller && budget !== null ? n + 1 : n));
      for (const op of operations) {
        const run = this.runTo(path);
        this.doing = [...this.first, ...path, op];
        run.step(op, this.doing.length - 1);
        this.doing = null;
        next[0] = this.numberOf({ path: [...path, op], done: after }, run);
        found(next, action++);
      }
    });
  }

  private runTo(path: readonly Operation[]): Run {
    const run = open(this.p, this.subject, this.invariants, this);
    if (run === null) throw new Error(`${this.subject.design.name} does not boot`);
    [...this.first, ...path].forEach((op, i) => run.step(op, i));
    return run;
  }

  private numberOf(state: Reached, run: Run): number {
    const key = `${state.done.join(" ")} ${run.seen().key()}`;
    run.retire();
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.reached.push(state) - 1;
      this.numbers.set(key, number);
    }
    return number;
  }

  applied(invariant: number): void {
    if (this.doing === null) return;
    const name = this.invariants.all[invariant]?.name ?? "";
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  broken(invariant: number, _step: number, finding: Finding): void {
    if (this.doing === null) return;
    const name = this.invariants.all[invariant]?.name ?? "";
    const key = `${name} ${finding.failureMode}`;
    if (!this.found.has(key))
      this.found.set(key, { invariant: name, finding, operations: this.doing });
  }

  crashed(step: number, message: string): void {
    throw new Error(`${this.subject.design.name} crashed in operation ${step + 1}: ${message}`);
  }

  notAsked(reason: string): void {
    throw new Error(`${this.subject.design.name} cannot be asked: ${reason}`);
  }

  foretold(message: string): void {
    throw new Error(message);
  }
}
