/**
 * Defines how one design runs one scenario: in lockstep with the reference under the contract that
 * the design claims, with every law asked after boot and after each operation that it speaks of.
 */
import type { Contract } from "../../model/vocabulary/contract.js";
import type { Design } from "../../model/vocabulary/design.js";
import { domainId, NO_DOMAIN, type DomainId } from "../../model/vocabulary/domain.js";
import { OK } from "../../model/vocabulary/errno.js";
import type { CallLog } from "../../model/vocabulary/hardware.js";
import { pasidNamed, type Operation } from "../../model/vocabulary/operation.js";
import type { Answer, StepLaw, StepMoment } from "../laws/law.js";
import { askBootLaws } from "./boot-laws.js";
import type { LawSet } from "./law-set.js";
import { referenceSeat, seatOf, type Prepared, type Seat } from "./seat.js";
import { messageOf, type Sink } from "./sink.js";

/** What is to be run: `plain` designs are the reference itself, and are not held against it. */
export interface Candidate {
  readonly design: Design;
  readonly plain: boolean;
}

/** Runs a design through a scenario and tells the sink. Returns the number of operations judged. */
export function lockstep(p: Prepared, candidate: Candidate, laws: LawSet, sink: Sink): number {
  const run = open(p, candidate, laws, sink);
  if (run === null) return 0;
  const { operations } = p.scenario;
  for (let i = 0; i < operations.length; i++) if (!run.step(operations[i]!, i)) return i;
  return operations.length;
}

/** Boots a design and asks the laws of the boot; null if it crashed. */
export function open(p: Prepared, candidate: Candidate, laws: LawSet, sink: Sink): Run | null {
  const { contract } = candidate.design;
  let seat: Seat;
  try {
    seat = seatOf(p, candidate.design);
  } catch (error) {
    sink.crashed(-1, messageOf(error));
    return null;
  }
  const reference = candidate.plain ? null : referenceSeat(p, contract);
  const asked = askBootLaws(p, candidate.design, seat, reference, laws, sink);
  return asked ? new Run(p, contract, seat, reference, laws, sink) : null;
}

/** One scenario on one design, operation by operation. */
export class Run {
  private readonly p: Prepared;
  private readonly seat: Seat;
  private reference: Seat | null;
  private readonly laws: LawSet;
  private readonly sink: Sink;
  private readonly moment: StepMoment;
  private readonly twins: { readonly law: StepLaw; readonly seat: Seat }[] = [];

  constructor(
    p: Prepared,
    contract: Contract,
    seat: Seat,
    reference: Seat | null,
    laws: LawSet,
    sink: Sink,
  ) {
    this.p = p;
    this.seat = seat;
    this.reference = reference;
    this.laws = laws;
    this.sink = sink;
    for (const law of laws.withTwin) {
      const twin = law.twin?.(contract, p.scenario, p.facts) ?? null;
      if (twin !== null) this.twins.push({ law, seat: referenceSeat(p, twin) });
    }
    this.moment = firstMoment(p, contract, seat);
  }

  /** Carries out one operation and asks the laws that speak of it; false if the design crashed. */
  step(op: Operation, index: number): boolean {
    const dev = op.dev % this.p.facts.functions;
    try {
      this.seat.step(op, dev);
    } catch (error) {
      this.sink.crashed(index, messageOf(error));
      return false;
    }
    this.reference?.stepTrusted(op, dev);
    for (const twin of this.twins) twin.seat.stepTrusted(op, dev);
    this.fill(op, dev, index);
    this.ask(op, index);
    // Once a design has left the reference, what follows says nothing new about it.
    if (!this.moment.agrees) this.reference = null;
    return true;
  }

  private fill(op: Operation, dev: number, index: number): void {
    const m = this.moment;
    m.index = index;
    m.op = op;
    m.dev = dev;
    m.pasid = pasidNamed(op);
    m.column = m.pasid === 0 ? 0 : this.p.columns.indexOf(m.pasid);
    m.domain = "domain" in op ? domainId(op.domain) : NO_DOMAIN;
    m.handle = "handle" in op ? (op.handle ?? 0) : 0;
    m.outcome = this.seat.outcome;
    m.before = this.seat.before;
    m.after = this.seat.after;
    m.expected = this.reference;
    m.agrees = this.reference === null || agrees(this.seat, this.reference);
    if (mustSucceedFailed(this.seat.calls, m.domain)) m.driverSound = false;
  }

  private ask(op: Operation, index: number): void {
    const asked = this.laws.step[op.op];
    for (const { law, index: at } of asked) {
      if (law.twin !== undefined) this.moment.twin = this.twinOf(law);
      if (!law.applies(this.moment)) continue;
      this.sink.applied(at);
      const finding = law.broken(this.moment);
      if (finding !== null) this.sink.broken(at, index, finding);
    }
  }

  private twinOf(law: StepLaw): Answer | null {
    return this.twins.find((twin) => twin.law === law)?.seat ?? null;
  }
}

/**
 * A callback that sets another domain than the operation names takes back or takes away: it must
 * not fail.
 */
export function mustSucceedFailed(calls: CallLog, named: DomainId): boolean {
  for (let i = 0; i < calls.length; i++) {
    const call = calls.at(i);
    if (call.status !== 0 && call.domain !== named) return true;
  }
  return false;
}

function agrees(a: Seat, b: Seat): boolean {
  return a.outcome === b.outcome && a.after.equals(b.after) && a.calls.equals(b.calls);
}

function firstMoment(p: Prepared, contract: Contract, seat: Seat): StepMoment {
  return {
    scenario: p.scenario,
    facts: p.facts,
    contract,
    index: 0,
    op: { op: "pasid-disable", dev: 0 },
    dev: 0,
    pasid: 0,
    column: 0,
    domain: NO_DOMAIN,
    handle: 0,
    outcome: OK,
    before: seat.before,
    after: seat.after,
    calls: seat.calls,
    driverSound: true,
    expected: null,
    agrees: true,
    twin: null,
  };
}
