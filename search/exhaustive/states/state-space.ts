/**
 * The states of one design on one topology as a model that the search can walk: every operation of
 * an alphabet from every state, and again with the driver failing its first, second, ... callback.
 * The design runs in lockstep with the reference under its own contract, and the invariants are
 * asked after every operation as they are in a random run.
 */
import { bootReference } from "../../../model/reference/machine.js";
import { pasidNamed, type Operation } from "../../../model/vocabulary/operation/operation.js";
import type { Contract } from "../../../model/vocabulary/design/contract.js";
import { EXACT } from "../../../model/vocabulary/design/design.js";
import type {
  Finding,
  StepInvariant,
  StepInput,
} from "../../../properties/invariants/invariant.js";
import type { InvariantSet, Placed } from "../../../properties/run/invariant-set.js";
import type { Subject } from "../../../properties/run/run.js";
import { domainNamed, mustSucceedFailed } from "../../../properties/run/operation-domain.js";
import { firstInput } from "../../../properties/run/invariant-input.js";
import { bootInputOf, type Prepared } from "../../../properties/run/instance.js";
import { bootRestorable } from "./rebooted-instance.js";
import type { Break, Model } from "./breadth-first.js";
import { RestorableInstance } from "./restorable-instance.js";
import { PAST, StateBytes } from "./state-vector.js";
import { Canon, type Interchangeable, type Renaming } from "./symmetry.js";

/** An operation of the alphabet, and the callback that fails; 0: none. */
export type Action = number;
const FAILS = 32;

/** Told of all that invariants have to say. */
export interface StateListener {
  applied(invariant: number): void;
  /** `agreed`: as a listener of a run is told (properties/run/listener.ts). */
  broken(invariant: number, finding: Finding, action: Action, agreed: boolean): void;
}

interface Twin {
  readonly invariant: StepInvariant;
  readonly instance: RestorableInstance;
}

interface Letter {
  readonly op: Operation;
  readonly dev: number;
  readonly invariants: readonly Placed<StepInvariant>[];
  readonly pasid: number;
  readonly column: number;
  readonly domain: number;
  readonly handle: number;
}

export class Explorer implements Model {
  readonly words: number;
  private readonly p: Prepared;
  /** Whether the driver fails as well. */
  private readonly failures: boolean;
  private readonly layout: StateBytes;
  private readonly instance: RestorableInstance;
  private readonly reference: RestorableInstance | null;
  private readonly twins: readonly Twin[];
  private readonly letters: readonly Letter[];
  private readonly canon: Canon | null;
  private readonly input: StepInput;
  private readonly first: Int32Array;
  private readonly state: Uint8Array;
  private readonly stateWords: Int32Array;
  private readonly next: Uint8Array;
  private readonly nextWords: Int32Array;
  private listener: StateListener;
  private heldAgainst = false;

  constructor(
    p: Prepared,
    { design, plain }: Subject,
    invariants: InvariantSet,
    handles: number,
    like: Interchangeable | null,
    listener: StateListener,
    failures = true,
  ) {
    this.p = p;
    this.failures = failures;
    this.listener = listener;
    this.layout = new StateBytes(p.facts.functions, p.columns.length, handles);
    this.words = this.layout.words;
    this.instance = new RestorableInstance(p, (hardware) =>
      bootRestorable(design, bootInputOf(p, hardware)),
    );
    this.reference = plain ? null : this.referenceUnder(design.contract);
    this.twins = invariants.withTwin.flatMap((invariant) => {
      const contract = invariant.twin?.(design.contract, p.scenario, p.facts) ?? null;
      return contract === null ? [] : [{ invariant, instance: this.referenceUnder(contract) }];
    });
    this.letters = p.scenario.operations.map((op) => letterOf(op, p, invariants));
    const folds = like !== null && !this.instance.replays;
    this.canon = folds ? new Canon(this.layout, like) : null;
    this.input = firstInput(p, design.contract, EXACT, this.instance);
    this.first = new Int32Array(this.words);
    this.layout.write(this.instance, 0, new Uint8Array(this.first.buffer));
    this.stateWords = new Int32Array(this.words);
    this.state = new Uint8Array(this.stateWords.buffer);
    this.nextWords = new Int32Array(this.words);
    this.next = new Uint8Array(this.nextWords.buffer);
  }

  private referenceUnder(contract: Contract): RestorableInstance {
    const { p } = this;
    return new RestorableInstance(
      p,
      (hardware) => bootReference(bootInputOf(p, hardware), contract, p.facts),
      true,
    );
  }

  initial(into: Int32Array): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    into.set(this.first);
    this.canon?.apply(bytes);
  }

  /** Who is told from now on. */
  tell(listener: StateListener): void {
    this.listener = listener;
  }

  /** How the state after boot was renamed; null: it was not. */
  firstRenaming(): Renaming | null {
    if (this.canon === null) return null;
    this.canon.apply(new Uint8Array(this.first.slice().buffer));
    return this.canon.renaming();
  }

  /** How the state that an action leads to is renamed; null: it is not. */
  renamingAfter(state: Int32Array, action: Action): Renaming | null {
    let renaming: Renaming | null = null;
    this.successors(state, 0, (next, taken) => {
      if (taken === action && next !== null) renaming = this.canon?.renaming() ?? null;
    });
    return renaming;
  }

  successors(states: Int32Array, at: number, found: Break): void {
    for (let i = 0; i < this.words; i++) this.stateWords[i] = states[at + i]!;
    const past = this.layout.past(this.state);
    this.layout.place(this.instance, this.state);
    this.heldAgainst = this.reference !== null && (past & PAST.LEFT_REFERENCE) === 0;
    if (this.heldAgainst) this.layout.place(this.reference!, this.state);
    for (const twin of this.twins) this.layout.place(twin.instance, this.state);
    const { letters } = this;
    for (let i = 0; i < letters.length; i++) {
      const letter = letters[i]!;
      this.act(letter, 0, past, i * FAILS, found);
      const calls = this.failures ? this.instance.calls.length : 0;
      for (let fail = 1; fail <= calls; fail++)
        this.act(letter, fail, past, i * FAILS + fail, found);
    }
  }

  private act(letter: Letter, fail: number, past: number, action: Action, found: Break): void {
    const { instance, input: m } = this;
    instance.step(letter.op, letter.dev, fail);
    const reference = this.heldAgainst ? this.reference : null;
    reference?.step(letter.op, letter.dev, fail);
    for (const twin of this.twins) twin.instance.step(letter.op, letter.dev, fail);
    m.op = letter.op;
    m.dev = letter.dev;
    m.pasid = letter.pasid;
    m.column = letter.column;
    m.domain = letter.domain;
    m.handle = letter.handle;
    m.outcome = instance.outcome;
    m.expected = reference;
    m.agrees = reference === null || agree(instance, reference);
    const unsound =
      (past & PAST.UNSOUND) !== 0 || mustSucceedFailed(letter.op, instance.calls, m.domain);
    m.driverSound = !unsound;
    const together = this.reference === null || reference !== null;
    this.ask(letter, action, together && m.agrees);
    const left = !m.agrees || (past & PAST.LEFT_REFERENCE) !== 0;
    const then = (unsound ? PAST.UNSOUND : 0) | (left ? PAST.LEFT_REFERENCE : 0);
    this.keepTogether(reference);
    if (then === past && !instance.moved) {
      found(null, action);
      return;
    }
    this.layout.write(instance, then, this.next);
    this.canon?.apply(this.next);
    found(this.nextWords, action);
  }

  private keepTogether(reference: RestorableInstance | null): void {
    const { instance, input: m } = this;
    if (reference !== null && m.agrees && !instance.isWhere(reference))
      throw new Elsewhere("reference");
    if (!m.driverSound) return;
    for (const twin of this.twins)
      if (!instance.isWhere(twin.instance)) throw new Elsewhere(twin.invariant.name);
  }

  private ask(letter: Letter, action: Action, agreed: boolean): void {
    const { input: m, listener } = this;
    for (const { invariant, index } of letter.invariants) {
      if (invariant.twin !== undefined)
        m.twin = this.twins.find((twin) => twin.invariant === invariant)?.instance ?? null;
      if (!invariant.applies(m)) continue;
      listener.applied(index);
      const finding = invariant.broken(m);
      if (finding !== null) listener.broken(index, finding, action, agreed);
    }
  }

  /** The operation of an action, as it stands in a scenario. */
  operation(action: Action): Operation {
    const letter = this.letters[Math.floor(action / FAILS)]!;
    const call = action % FAILS;
    return call === 0
      ? letter.op
      : ({ ...letter.op, fail: { call, errno: "ENOMEM" } } as Operation);
  }
}

/**
 * Two machines look alike, and remember different things: what one state says of both would be
 * wrong from here on.
 */
class Elsewhere extends Error {
  constructor(who: string) {
    super(`the design remembers something else than the machine beside it (${who})`);
    this.name = "Elsewhere";
  }
}

function agree(a: RestorableInstance, b: RestorableInstance): boolean {
  return a.outcome === b.outcome && a.after.equals(b.after) && a.calls.equals(b.calls);
}

function letterOf(op: Operation, p: Prepared, invariants: InvariantSet): Letter {
  const pasid = pasidNamed(op);
  return {
    op,
    dev: op.dev % p.facts.functions,
    invariants: invariants.step[op.op],
    pasid,
    column: pasid === 0 ? 0 : p.columns.indexOf(pasid),
    domain: domainNamed(op),
    handle: "handle" in op ? (op.handle ?? 0) : 0,
  };
}
