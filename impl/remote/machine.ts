/**
 * The machine that plays back what a driver answered: its calls are made on the harness' own
 * hardware, so that it cannot misreport what it programmed, and what it says of its tables is what
 * an observer sees.
 */
import type { BootInput, Machine, Precision } from "../../model/vocabulary/design/design.js";
import { NO_DOMAIN, domainText, type DomainId } from "../../model/vocabulary/operation/domain.js";
import {
  ERRNO,
  OK,
  errnoNames,
  refusal,
  type Outcome,
} from "../../model/vocabulary/operation/outcome.js";
import type { Hardware } from "../../model/vocabulary/design/hardware.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { hasUserOperations } from "../../model/vocabulary/scenario/scenario.js";
import { UserObservation } from "../../model/vocabulary/design/user-observation.js";
import { CALL_WORDS, FLAG, FN_WORDS, RECORD, type Cut, type Warning } from "./protocol/answer.js";
import { tell, userLineOf } from "./protocol/user-lines.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";

const BOOT = -1;
const NOTHING: readonly string[] = Object.freeze([]);

const outcomes = new Map<number, Outcome>([[0, OK]]);
for (const name of errnoNames()) outcomes.set(-ERRNO[name], refusal(name));

/** What is carried from step to step, in the layout of `fn` records: a row a function. */
class Told {
  readonly width: number;
  private readonly words: Int32Array;

  constructor(functions: number, columns: number) {
    this.width = FN_WORDS + 3 * columns;
    this.words = new Int32Array(functions * this.width);
  }

  row(dev: number): number {
    return dev * this.width;
  }

  at(i: number): number {
    return this.words[i] as number;
  }

  set(dev: number, records: Int32Array, from: number): void {
    const row = this.row(dev);
    for (let i = 0; i < this.width; i++) this.words[row + i] = records[from + i] as number;
  }
}

const GROUP = 1;
const FLAGS = 2;

/** Where the driver died, and its last words. */
interface Death {
  readonly step: number;
  readonly message: string;
}

export class RemoteMachine implements Machine {
  private readonly given: BootInput;
  private readonly hardware: Hardware;
  private readonly calls: Precision["calls"];
  private readonly records: Int32Array;
  private readonly warned: readonly Warning[];
  private readonly death: Death | null;
  private readonly told: Told;
  private readonly handles = new Int32Array(HANDLES_MAX + 1);
  /** The state of users of the core; null where the scenario does not speak of it. */
  private readonly users: UserObservation | null;
  /** Where the records of the next step begin. */
  private at = 0;
  private index = BOOT;
  /** What a lookup in the driver's table answered at the call that is being made. */
  private seen: DomainId = NO_DOMAIN;

  /** Plays back the boot. Throws where the driver contradicts the hardware or itself. */
  constructor(
    given: BootInput,
    calls: Precision["calls"],
    answer: Pick<Cut, "records" | "warnings">,
    death: Death | null,
  ) {
    this.given = given;
    this.hardware = given.hardware;
    this.calls = calls;
    this.death = death;
    this.records = answer.records;
    this.warned = answer.warnings;
    const functions = given.topology.functions.length;
    this.told = new Told(functions, given.columns.length);
    this.users = hasUserOperations(given.operations)
      ? new UserObservation(functions, given.columns.length)
      : null;
    given.hardware.lookup = () => this.seen;
    this.play(null);
  }

  step(op: Operation, dev: number): Outcome {
    if (this.death?.step === this.index + 1) throw new Error(this.death.message);
    if (this.word(this.at) !== RECORD.op) throw new RangeError("more operations than were asked");
    this.index++;
    const result = this.word(this.at + 1);
    this.at += 2;
    const moved = result === 0 && (op.op === "plug" || op.op === "unplug");
    if (moved && op.op === "plug") this.hardware.probeDevice(dev);
    this.play(moved ? dev : null);
    const outcome = outcomes.get(result);
    if (outcome !== undefined) return outcome;
    throw new Error(`${op.op} ended with ${result}: errno.ts has no errno of that number`);
  }

  observe(into: Observation): void {
    const { told } = this;
    const columns = this.given.columns.length;
    for (let dev = 0; dev < this.given.topology.functions.length; dev++) {
      const row = told.row(dev);
      into.setGroup(dev, told.at(row + GROUP));
      const flags = told.at(row + FLAGS);
      const is = (flag: number): boolean => (flags & flag) !== 0;
      into.setFlags(dev, is(FLAG.enabled), is(FLAG.blocked), is(FLAG.present));
      const recorded = row + FN_WORDS + columns;
      for (let column = 0; column < columns; column++) {
        into.setRecorded(dev, column, told.at(recorded + column));
        into.setHandle(dev, column, told.at(recorded + columns + column));
      }
    }
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, this.handles[h] as number);
    if (this.users !== null) into.users?.copyFrom(this.users);
  }

  lookup(dev: number, pasid: number): DomainId {
    const column = this.given.columns.indexOf(pasid);
    if (column < 0) return NO_DOMAIN;
    return this.told.at(this.told.row(dev) + FN_WORDS + this.given.columns.length + column);
  }

  warnings(): readonly string[] {
    if (this.warned.length === 0) return NOTHING;
    return this.warned.flatMap(({ step, text }) => (step === this.index ? [text] : []));
  }

  /**
   * Carries out one step: takes in what the driver says, makes its calls, compares. `moved`: the
   * function that has come or gone; if it has no group in the end, the IOMMU driver has released
   * it.
   */
  private play(moved: number | null): void {
    const from = this.at;
    const to = this.takeIn(from);
    if (this.calls === "all") this.makeCalls(from, to);
    if (moved !== null && this.told.at(this.told.row(moved) + GROUP) === 0)
      this.hardware.releaseDevice(moved);
    this.compare(from, to);
    this.at = to;
  }

  /** PASID counts as enabled during a step if it is so before or after it. */
  private takeIn(from: number): number {
    for (let at = from; ; at = this.next(at)) {
      const mark = this.word(at);
      if (mark === RECORD.end || mark === RECORD.op) return at;
      if (mark === RECORD.handles)
        for (let h = 1; h <= HANDLES_MAX; h++) this.handles[h] = this.word(at + h);
      if (mark > RECORD.handles && this.users !== null)
        tell(this.users, mark, this.records.subarray(at + 1), this.given.columns);
      if (mark !== RECORD.fn) continue;
      const dev = this.word(at + 1);
      this.told.set(dev, this.records, at + 1);
      if (this.enabledIn(at)) this.hardware.setPasidControl(dev, true);
    }
  }

  private makeCalls(from: number, to: number): void {
    for (let at = from; at < to; at = this.next(at)) {
      if (this.word(at) !== RECORD.call) continue;
      const dev = this.word(at + 1);
      const pasid = this.word(at + 2);
      const domain = this.word(at + 3);
      const old = this.word(at + 4);
      this.seen = this.word(at + 5);
      const status =
        pasid === 0
          ? this.hardware.attachDev(domain, dev, old)
          : this.hardware.setDevPasid(domain, dev, pasid, old);
      const answered = this.word(at + 6);
      if (status === answered) continue;
      const call = `setting ${domainText(domain)} on ${this.place(dev, pasid)}`;
      throw new Error(`${call}: the driver's IOMMU answers ${answered}, the harness' ${status}`);
    }
  }

  private compare(from: number, to: number): void {
    for (let at = from; at < to; at = this.next(at)) {
      const mark = this.word(at);
      const dev = this.word(at + 1);
      if (mark === RECORD.call)
        this.compareCell(dev, this.given.columns.indexOf(this.word(at + 2)));
      if (mark !== RECORD.fn) continue;
      for (let column = 0; column < this.given.columns.length; column++)
        this.compareCell(dev, column);
      if (!this.enabledIn(at)) this.hardware.setPasidControl(dev, false);
    }
  }

  private enabledIn(fnRecord: number): boolean {
    return (this.word(fnRecord + 1 + FLAGS) & FLAG.enabled) !== 0;
  }

  private compareCell(dev: number, column: number): void {
    const said = this.told.at(this.told.row(dev) + FN_WORDS + column);
    if (this.calls === "none") this.hardware.place(dev, column, said);
    const real = this.hardware.programmed(dev, column);
    if (real === said) return;
    const place = this.place(dev, this.given.columns[column] ?? 0);
    const left = `its calls left ${domainText(real)}`;
    throw new Error(`${place}: the driver says that ${domainText(said)} translates, ${left}`);
  }

  private place(dev: number, pasid: number): string {
    return pasid === 0 ? `function ${dev}` : `function ${dev} pasid ${pasid}`;
  }

  private word(at: number): number {
    return this.records[at] as number;
  }

  /** Where the record after this one begins. */
  private next(at: number): number {
    switch (this.word(at)) {
      case RECORD.call:
        return at + 1 + CALL_WORDS;
      case RECORD.fn:
        return at + 1 + this.told.width;
      case RECORD.handles:
        return at + 1 + HANDLES_MAX;
      case RECORD.op:
        return at + 2;
      default:
        return at + 1 + userWords(this.word(at));
    }
  }
}

function userWords(mark: number): number {
  const line = userLineOf(mark);
  if (line === undefined) throw new RangeError("the records of an answer are broken");
  return line.fields.length;
}
