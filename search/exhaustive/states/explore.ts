/**
 * The exploration of machines in a view: all reachable states of a design on each, with the
 * invariants of operations asked at every transition, and for each way of breaking an invariant the
 * shortest scenario. The unit of work is a few machines; its result depends on the request alone.
 */
import { namedThrownText } from "../../../model/vocabulary/reading/error-text.js";
import { domainId } from "../../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { pasidOf } from "../../../model/vocabulary/topology/topology.js";
import type { Cause, Finding, Invariant } from "../../../properties/invariants/invariant.js";
import { invariantSet } from "../../../properties/run/invariant-set.js";
import { causeOf, sameContract } from "../../../properties/run/cause.js";
import type { Subject } from "../../../properties/run/run.js";
import { prepare, type Prepared } from "../../../properties/run/instance.js";
import { Smallest } from "../../campaign/smallest.js";
import { alphabet } from "./alphabet.js";
import { Explorer, type Action, type StateListener } from "./state-space.js";
import type { Machine } from "../survey/islands.js";
import { reach, type Reached, type Step } from "./breadth-first.js";
import { composed, renamedBack, type Interchangeable } from "./symmetry.js";
import { domainsOf, type Sizes, type View } from "../views.js";

export interface Bounds {
  readonly sizes: Sizes;
  readonly symmetry: boolean;
  /** States of one machine; more end its search before the fixpoint. */
  readonly states_max: number;
}

/** The shortest way to break an invariant by a failure mode on one machine. */
export interface StepBreak {
  readonly invariant: string;
  readonly scenario: Scenario;
  readonly finding: Finding;
  readonly cause: Cause;
}

export interface ExplorationResult {
  readonly states: number;
  readonly transitions: number;
  readonly largest: number;
  /** Per invariant how often it applied. */
  readonly applied: readonly number[];
  readonly breaks: readonly StepBreak[];
  /** False where a machine has more states than may be. */
  readonly complete: boolean;
  readonly crash: { readonly scenario: Scenario; readonly message: string } | null;
}

/** States between two signs of life. */
const BEAT_EVERY = 64;
/**
 * Breaks of one kind on one machine whose cause a run of the reference decides; those after them
 * are not looked at.
 */
const DECIDED_MAX = 500;

export function explore(
  view: View,
  machines: readonly Machine[],
  subject: Subject,
  invariants: readonly Invariant[],
  bounds: Bounds,
  beat: () => void,
): ExplorationResult {
  const sum = new Sum(invariants);
  for (const machine of machines) {
    const operations = operationsOf(view, machine, bounds.sizes);
    const { topology } = machine;
    const p = prepare({ topology, iommu: view.iommu, operations }, null);
    try {
      new Exploration(p, view, machine, subject, invariants, bounds).run(sum, beat);
    } catch (error) {
      sum.crash ??= { scenario: p.scenario, message: namedThrownText(error) };
    }
  }
  return sum.result();
}

function operationsOf(view: View, machine: Machine, sizes: Sizes): readonly Operation[] {
  const cast = {
    acting: machine.acting,
    pasids: Math.min(view.pasids ?? sizes.pasids, sizes.pasids),
    domains: domainsOf(view, sizes),
    handles: sizes.handles,
    plain: view.plain,
  };
  return alphabet(cast).filter((op) => view.includes(op));
}

class Sum {
  states = 0;
  transitions = 0;
  largest = 0;
  complete = true;
  crash: ExplorationResult["crash"] = null;
  readonly applied: number[];
  readonly shortest = new Smallest<StepBreak>();

  constructor(invariants: readonly Invariant[]) {
    this.applied = invariants.map(() => 0);
  }

  add(reached: Reached): void {
    this.states += reached.states;
    this.transitions += reached.transitions;
    this.largest = Math.max(this.largest, reached.states);
    if (!reached.complete) this.complete = false;
  }

  result(): ExplorationResult {
    const { states, transitions, largest, applied, complete, crash } = this;
    const breaks = this.shortest.all();
    return { states, transitions, largest, applied, breaks, complete, crash };
  }
}

interface Spot {
  readonly invariant: number;
  readonly finding: Finding;
  readonly state: number;
  readonly action: Action;
}

/** The first breaks of one invariant and failure mode. */
class Spots {
  own: Spot | null = null;
  contract: Spot | null = null;
  /** Of the state that is being expanded: the reference is to decide. */
  open: Spot[] = [];
  decided = 0;
}

class Exploration {
  private readonly p: Prepared;
  private readonly invariants: readonly Invariant[];
  private readonly bounds: Bounds;
  private readonly explorer: Explorer;
  private readonly subject: Subject;
  /** By invariant, then by failure mode. */
  private readonly spots: Map<string, Spots>[] = [];
  private readonly first: Int32Array;
  private state = 0;

  constructor(
    p: Prepared,
    view: View,
    machine: Machine,
    subject: Subject,
    invariants: readonly Invariant[],
    bounds: Bounds,
  ) {
    this.p = p;
    this.subject = subject;
    this.invariants = invariants;
    this.bounds = bounds;
    const like = bounds.symmetry ? interchangeable(view, machine, bounds.sizes) : null;
    const { handles } = bounds.sizes;
    this.explorer = new Explorer(p, subject, invariantSet(invariants), handles, like, SILENT);
    this.first = new Int32Array(this.explorer.words);
    this.explorer.initial(this.first);
  }

  run(sum: Sum, beat: () => void): void {
    const { explorer } = this;
    const listener: StateListener = {
      applied: (invariant) => {
        sum.applied[invariant]!++;
      },
      broken: (invariant, finding, action, agreed) =>
        this.broken(invariant, finding, action, agreed),
    };
    explorer.tell(listener);
    const reached = reach(explorer, this.bounds, (state, path) => {
      this.decide(path, listener);
      this.state = state;
      if (state % BEAT_EVERY === 0) beat();
    });
    this.decide(reached.path, SILENT);
    sum.add(reached);
    for (const { own, contract } of this.spots.flatMap((known) => [...known.values()])) {
      if (contract !== null) this.offer(contract, "contract", reached, sum);
      if (own !== null) this.offer(own, "own", reached, sum);
    }
  }

  private offer(spot: Spot, cause: Cause, reached: Reached, sum: Sum): void {
    const kind = `${spot.invariant} ${spot.finding.failureMode} ${cause}`;
    const path = reached.path(spot.state);
    // The shortest, whatever the topology: a longer one on fewer functions is another story.
    const operations = path.length + 1;
    if (sum.shortest.wants(kind, operations))
      sum.shortest.offer(kind, operations, { ...this.told(spot, path), cause });
  }

  private broken(invariant: number, finding: Finding, action: Action, agreed: boolean): void {
    const known = (this.spots[invariant] ??= new Map<string, Spots>());
    const of = known.get(finding.failureMode) ?? new Spots();
    known.set(finding.failureMode, of);
    // Breadth-first: the first is a shortest one.
    if (of.own !== null && of.contract !== null) return;
    const spot = { invariant, finding, state: this.state, action };
    const { design, expected } = this.subject;
    if (expected === undefined) of.own ??= copyOf(spot);
    else if (agreed && sameContract(design.contract, expected)) of.contract ??= copyOf(spot);
    else if (of.decided + of.open.length < DECIDED_MAX) of.open.push(copyOf(spot));
  }

  /** Has the reference decide what the state that was expanded last has left open. */
  private decide(path: Reached["path"], next: StateListener): void {
    const open = this.spots.flatMap((known) =>
      [...known.values()].filter((of) => of.open.length > 0),
    );
    for (const of of open) {
      for (const spot of of.open) {
        if (of.own !== null && of.contract !== null) break;
        of[this.causeOf(spot, path)] ??= spot;
        of.decided++;
      }
      of.open = [];
    }
    if (open.length > 0) this.explorer.tell(next);
  }

  private causeOf(spot: Spot, path: Reached["path"]): Cause {
    const { scenario } = this.told(spot, path(spot.state));
    const invariant = this.invariants[spot.invariant]!;
    const step = scenario.operations.length - 1;
    return causeOf(prepare(scenario, null), this.subject, invariant, step, spot.finding, false);
  }

  /** The scenario that a path of states and actions stands for, all names as they were at boot. */
  private told(spot: Spot, path: readonly Step[]): Omit<StepBreak, "cause"> {
    const { explorer } = this;
    explorer.tell(SILENT);
    let names = explorer.firstRenaming();
    let state = this.first;
    const operations: Operation[] = [];
    const add = (action: Action): void => {
      const op = explorer.operation(action);
      operations.push(names === null ? op : renamedBack(op, names));
    };
    for (const step of path) {
      add(step.action);
      const then = explorer.renamingAfter(state, step.action);
      if (names !== null && then !== null) names = composed(names, then);
      state = step.state;
    }
    add(spot.action);
    const scenario = { ...this.p.scenario, operations };
    return { invariant: this.invariants[spot.invariant]!.name, scenario, finding: spot.finding };
  }
}

function copyOf(spot: Spot): Spot {
  return { ...spot, finding: { ...spot.finding } };
}

const SILENT: StateListener = { applied: () => {}, broken: () => {} };

function interchangeable(view: View, machine: Machine, sizes: Sizes): Interchangeable {
  const paging = domainsOf(view, sizes).filter((name) => name.startsWith("D"));
  const pasids = Math.min(view.pasids ?? sizes.pasids, sizes.pasids);
  const bounded = machine.topology.functions.some((f) => {
    const pasid = pasidOf(f);
    return pasid !== null && 2 ** pasid.width <= pasids;
  });
  return {
    functions: machine.alike ? machine.acting : [],
    pasids: pasids > 1 && !bounded,
    domains: paging.map((name) => domainId(name)),
  };
}
