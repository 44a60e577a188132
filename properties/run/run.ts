/**
 * A run of one scenario on one design: in lockstep with the reference under the contract that the
 * design claims, with every invariant asked after boot and after each operation that it speaks of.
 */
import type { Facts } from "../../model/fabric/facts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  EXACT,
  NotExpressible,
  type Design,
  type Precision,
} from "../../model/vocabulary/design/design.js";
import { namedThrownText } from "../../model/vocabulary/reading/error-text.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import { fieldsOf, type Operation } from "../../model/vocabulary/operation/operation.js";
import type { Outcome } from "../../model/vocabulary/operation/outcome.js";
import { acsControl } from "../../model/vocabulary/topology/acs-control.js";
import { sameCalls, sameOutcome } from "../invariants/agreement/reference.js";
import type { Answer, StepInvariant, StepInput } from "../invariants/invariant.js";
import { askBootInvariants } from "./boot-invariants.js";
import type { InvariantSet } from "./invariant-set.js";
import { firstInput } from "./invariant-input.js";
import { domainNamed, mustSucceedFailed } from "./operation-domain.js";
import { referenceInstance, instanceOf, type Prepared, type Instance } from "./instance.js";
import type { Listener } from "./listener.js";

/** What is to be run: `plain` designs are the reference itself, and are not held against it. */
export interface Subject {
  readonly design: Design;
  readonly plain: boolean;
  /** The contract whose breaks are expected of it (cause.ts); absent: every break is its own. */
  readonly expected?: Contract;
}

/**
 * Runs a design through a scenario and tells the listener. Returns the number of operations judged.
 */
export function lockstep(
  p: Prepared,
  subject: Subject,
  invariants: InvariantSet,
  listener: Listener,
): number {
  const run = open(p, subject, invariants, listener);
  if (run === null) return 0;
  const { operations } = p.scenario;
  for (let i = 0; i < operations.length; i++) if (!run.step(operations[i]!, i)) return i;
  run.retire();
  return operations.length;
}

/** Boots a design and asks the invariants of the boot; null if it crashed. */
export function open(
  p: Prepared,
  subject: Subject,
  invariants: InvariantSet,
  listener: Listener,
): Run | null {
  const { contract } = subject.design;
  let instance: Instance;
  try {
    instance = instanceOf(p, subject.design);
  } catch (error) {
    const message = namedThrownText(error);
    if (error instanceof NotExpressible) listener.notAsked(message);
    else tellCrash(p, subject.design, listener, -1, message);
    return null;
  }
  const reference = subject.plain ? null : referenceInstance(p, contract);
  const asked = askBootInvariants(p, subject.design, instance, reference, invariants, listener);
  return asked ? new Run(p, subject.design, instance, reference, invariants, listener) : null;
}

/** A driver in another process may have had to die; our own designs never have to. */
function tellCrash(
  p: Prepared,
  { announce, contract }: Pick<Design, "announce" | "contract">,
  listener: Listener,
  step: number,
  message: string,
): void {
  const death = announce === undefined ? null : deathForetold(p, contract);
  if (death === null) listener.crashed(step, message);
  else listener.foretold(`${message} (foretold: ${death})`);
}

/**
 * Why a kernel had to die of this scenario, as the reference has it under the same contract; null:
 * there is no reason.
 */
export function deathForetold(p: Prepared, contract: Contract): string | null {
  const reference = referenceInstance(p, contract);
  for (const op of p.scenario.operations) reference.stepTrusted(op, op.dev % p.facts.functions);
  return reference.machine.deathForetold?.() ?? null;
}

/** One scenario on one design, operation by operation. */
export class Run {
  private readonly p: Prepared;
  private readonly design: Pick<Design, "announce" | "contract">;
  private readonly instance: Instance;
  private readonly referenceInstance: Instance | null;
  /** The same, as long as the design has not left it. */
  private reference: Instance | null;
  /** What the reference shows is all that invariants see: not where a design tells less. */
  private readonly comparable: boolean;
  private readonly invariants: InvariantSet;
  private readonly listener: Listener;
  private readonly input: StepInput;
  private readonly lastPrepare: LastPrepare;
  private readonly twins: { readonly invariant: StepInvariant; readonly instance: Instance }[] = [];

  constructor(
    p: Prepared,
    design: Pick<Design, "announce" | "contract" | "precision">,
    instance: Instance,
    reference: Instance | null,
    invariants: InvariantSet,
    listener: Listener,
  ) {
    const { contract, precision } = design;
    this.p = p;
    this.design = design;
    this.instance = instance;
    this.referenceInstance = reference;
    this.reference = reference;
    this.comparable = reference === null || isComparable(precision ?? EXACT, instance, reference);
    this.invariants = invariants;
    this.listener = listener;
    this.lastPrepare = new LastPrepare(p);
    for (const invariant of invariants.withTwin) {
      const twin = invariant.twin?.(contract, p.scenario, p.facts) ?? null;
      if (twin !== null) this.twins.push({ invariant, instance: referenceInstance(p, twin) });
    }
    this.input = firstInput(p, contract, precision ?? EXACT, instance);
  }

  /**
   * Carries out one operation and asks the invariants that speak of it; false if the design
   * crashed.
   */
  step(op: Operation, index: number): boolean {
    const dev = op.dev % this.p.facts.functions;
    if (op.op === "reset-prepare") this.lastPrepare.comes(index, dev, this.instance.after);
    try {
      this.instance.step(op, dev);
    } catch (error) {
      tellCrash(this.p, this.design, this.listener, index, namedThrownText(error));
      return false;
    }
    this.reference?.stepTrusted(op, dev);
    for (const twin of this.twins) twin.instance.stepTrusted(op, dev);
    this.fill(op, dev, index);
    this.ask(op, index);
    // Once a design has left the reference, what follows says nothing new about it.
    if (!this.input.agrees) this.reference = null;
    return true;
  }

  /** What can be seen of the design after the last operation. */
  seen(): Observation {
    return this.instance.after;
  }

  /** Returns buffers of a finished run to the pool; not called after a crash. */
  retire(): void {
    this.instance.retire();
    this.referenceInstance?.retire();
    for (const { instance } of this.twins) instance.retire();
  }

  private fill(op: Operation, dev: number, index: number): void {
    const m = this.input;
    m.index = index;
    m.op = op;
    m.dev = dev;
    const { op: kind, pasid = 0, handle = 0 } = fieldsOf(op);
    m.pasid = pasid;
    m.column = pasid === 0 ? 0 : this.p.columns.indexOf(pasid);
    m.domain = domainNamed(op);
    m.handle = handle;
    m.outcome = this.instance.outcome;
    m.earlier = m.facts;
    m.facts = factsAfter(m.facts, this.p.facts, op, dev, m.outcome);
    m.before = this.instance.before;
    m.after = this.instance.after;
    m.expected = this.reference;
    m.unprepared = kind === "reset-done" ? this.lastPrepare.before(index, dev) : null;
    m.warnings = this.instance.machine.warnings?.() ?? null;
    m.agrees = this.reference === null || agrees(this.instance, this.reference, m.precision);
    if (mustSucceedFailed(op, this.instance.calls, m.domain)) m.driverSound = false;
  }

  private ask(op: Operation, index: number): void {
    const asked = this.invariants.step[op.op];
    const agreed = this.agreed();
    for (const { invariant, index: at } of asked) {
      if (invariant.twin !== undefined && this.twins.length > 0)
        this.input.twin = this.twinOf(invariant);
      if (!invariant.applies(this.input)) continue;
      this.listener.applied(at);
      const finding = invariant.broken(this.input);
      if (finding !== null) this.listener.broken(at, index, finding, agreed);
    }
  }

  /** A platform that complains is seen in the design alone. */
  private agreed(): boolean {
    const { input } = this;
    const together = this.referenceInstance === null || this.reference !== null;
    return this.comparable && together && input.agrees && (input.warnings?.length ?? 0) === 0;
  }

  private twinOf(invariant: StepInvariant): Answer | null {
    return this.twins.find((twin) => twin.invariant === invariant)?.instance ?? null;
  }
}

/** What could be seen before the last reset-prepare, until another operation comes between. */
class LastPrepare {
  private readonly p: Prepared;
  private seen: Observation | null = null;
  private index = -1;
  private dev = -1;

  constructor(p: Prepared) {
    this.p = p;
  }

  comes(index: number, dev: number, before: Observation): void {
    this.index = index;
    this.dev = dev;
    this.seen ??= new Observation(this.p.facts.functions, this.p.columns.length, this.p.withUsers);
    this.seen.copyFrom(before);
  }

  /** Of the operation right before this one, if it prepared this function. */
  before(index: number, dev: number): Observation | null {
    return this.index === index - 1 && this.dev === dev ? this.seen : null;
  }
}

function isComparable({ outcome, calls }: Precision, a: Instance, b: Instance): boolean {
  return outcome === "errno" && calls === "all" && a.after.equals(b.after);
}

function agrees(a: Instance, b: Instance, precision: Precision): boolean {
  return (
    sameOutcome(a.outcome, b.outcome, precision) &&
    a.after.equals(b.after) &&
    sameCalls(a.calls, b.calls, precision)
  );
}

/**
 * The facts that invariants ask for once an operation has ended: ACS control is as it was written,
 * and as at boot once the function has gone.
 */
function factsAfter(
  before: Facts,
  booted: Facts,
  op: Operation,
  dev: number,
  outcome: Outcome,
): Facts {
  if (!outcome.ok) return before;
  if (op.op === "acs-set") return before.withAcsControl(dev, op.ctrl);
  if (op.op !== "unplug" || before === booted) return before;
  return before.withAcsControl(dev, acsControl(booted.topology, dev));
}
