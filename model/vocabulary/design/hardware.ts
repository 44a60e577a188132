/**
 * The hardware that every design drives: per function the RID domain and the PASID table, written
 * only through the IOMMU driver's callbacks (struct iommu_domain_ops attach_dev, set_dev_pasid;
 * before 6.13 also iommu_ops.remove_dev_pasid), and the log of those callbacks. A design cannot
 * misreport what it programmed.
 */
import { BLOCKED, NO_DOMAIN, isRidOnly, type DomainId } from "../operation/domain.js";
import { ERRNO, type Errno } from "../operation/outcome.js";
import { CALLS_MAX, type DriverFailure } from "../operation/operands.js";
import type { Observation } from "./observation.js";

/** Errno numbers, as the callbacks return them; 0 is success. */
export type Status = number;

/** One driver callback. */
export interface DriverCall {
  /** 0: attach_dev; else the PASID. */
  pasid: number;
  /** Column of the PASID in observations. */
  column: number;
  dev: number;
  /** The domain to be set; BLOCKED for a removal. */
  domain: DomainId;
  /** The old domain that the driver was told, or had to look up itself. */
  told: DomainId;
  /** The domain that the hardware really had. */
  was: DomainId;
  /** What a lookup in the design's own table said at that moment (the RID: NO_DOMAIN). */
  seen: DomainId;
  /** 0, or the errno with which the driver refused. */
  status: Status;
}

/** The callbacks made during one operation, in order. Entries are reused. */
export class CallLog {
  length = 0;
  private readonly entries: DriverCall[] = [];

  at(i: number): DriverCall {
    const call = this.entries[i];
    if (call === undefined || i >= this.length) throw new RangeError(`no driver call ${i}`);
    return call;
  }

  clear(): void {
    this.length = 0;
  }

  next(): DriverCall {
    if (this.length >= CALLS_MAX)
      throw new Error(`more than ${CALLS_MAX} driver calls in one operation`);
    let call = this.entries[this.length];
    if (call === undefined) {
      call = { pasid: 0, column: 0, dev: 0, domain: 0, told: 0, was: 0, seen: 0, status: 0 };
      this.entries.push(call);
    }
    this.length++;
    return call;
  }

  /** A copy that stays as it is. */
  snapshot(): CallLog {
    const copy = new CallLog();
    for (let i = 0; i < this.length; i++) Object.assign(copy.next(), this.entries[i]);
    return copy;
  }

  equals(other: CallLog): boolean {
    if (this.length !== other.length) return false;
    for (let i = 0; i < this.length; i++) if (!sameCall(this.at(i), other.at(i))) return false;
    return true;
  }
}

function sameCall(a: DriverCall, b: DriverCall): boolean {
  return (
    a.dev === b.dev &&
    a.pasid === b.pasid &&
    a.domain === b.domain &&
    a.told === b.told &&
    a.status === b.status
  );
}

/** What the driver must know about the functions; worked out by model/fabric. */
export interface DriverView {
  readonly functions: number;
  /** The PASIDs that are observed; column 0 is the RID. */
  readonly columns: readonly number[];
  /** The driver refuses set_dev_pasid where PASID is not enabled. */
  readonly strict: boolean;
  /** Size of the PASID table that the hardware has for a function: 0 for none. */
  readonly tableSize: (dev: number) => number;
  /** The function whose PASID Control register governs this one (the PF of a VF). */
  readonly controlOf: (dev: number) => number;
}

type Lookup = (dev: number, pasid: number) => DomainId;

const nothingRecorded: Lookup = () => NO_DOMAIN;

const NO_FUNCTIONS: DriverView = Object.freeze({
  functions: 0,
  columns: [],
  strict: false,
  tableSize: () => 0,
  controlOf: () => 0,
});

const NO_FAILURE_ARMED = -1;

export class Hardware {
  readonly calls = new CallLog();
  /** The failure that the current operation asks for. */
  failure: DriverFailure | undefined;
  /** Set by the design at boot: what its table says for (dev, pasid). */
  lookup: Lookup = nothingRecorded;

  private view: DriverView;
  /**
   * Row after row; the layout that Observation.setAllHardware takes. Invariant: length is functions
   * x columns.
   */
  private readonly table: Uint16Array;
  /** Whether PASID is switched on. Invariant: length is functions. */
  private readonly control: Uint8Array;
  private untilFailure = NO_FAILURE_ARMED;
  private failWith: Status = 0;

  constructor(view: DriverView) {
    this.view = view;
    this.table = new Uint16Array(view.functions * view.columns.length);
    this.control = new Uint8Array(view.functions);
  }

  /** As new, for a machine of the same size. */
  restart(view: DriverView): void {
    this.view = view;
    // Loops: for arrays this small they are several times faster than TypedArray.fill.
    for (let i = 0; i < this.table.length; i++) this.table[i] = NO_DOMAIN;
    for (let i = 0; i < this.control.length; i++) this.control[i] = 0;
    this.begin(undefined);
  }

  /** Nobody drives it any more: it lets go of the machine and of what it knew of the functions. */
  retire(): void {
    this.view = NO_FUNCTIONS;
    this.lookup = nothingRecorded;
  }

  /** Before every operation: empties the log and arms the failure that the operation asks for. */
  begin(fail: DriverFailure | undefined): void {
    this.calls.clear();
    this.untilFailure = fail === undefined ? NO_FAILURE_ARMED : fail.call;
    this.failWith = fail === undefined ? 0 : ERRNO[fail.errno];
    this.failure = fail;
  }

  /** domain->ops->attach_dev(domain, dev, old): sets the RID translation of one function. */
  attachDev(domain: DomainId, dev: number, old: DomainId): Status {
    return this.callback(dev, 0, domain, old);
  }

  /** domain->ops->set_dev_pasid(domain, dev, pasid, old). BLOCKED removes. */
  setDevPasid(domain: DomainId, dev: number, pasid: number, old: DomainId): Status {
    if (isRidOnly(domain))
      throw new Error("call of a set_dev_pasid op that the domain does not have");
    return this.callback(dev, pasid, domain, old);
  }

  /**
   * ops->remove_dev_pasid(dev, pasid) as before 6.13: the driver looks the old domain up in the
   * table (BUG-2).
   */
  removeDevPasid(dev: number, pasid: number): Status {
    return this.callback(dev, pasid, BLOCKED, this.lookup(dev, pasid));
  }

  /** ops->probe_device(dev): the driver takes on a function that has come, with empty tables. */
  probeDevice(dev: number): void {
    const { length } = this.view.columns;
    this.table.fill(NO_DOMAIN, dev * length, (dev + 1) * length);
  }

  /**
   * ops->release_device(dev): nothing translates for the function any more. The PASIDs that nobody
   * has removed stay in the driver's books (semantics 8.4) until it is probed again.
   */
  releaseDevice(dev: number): void {
    this.table[dev * this.view.columns.length] = NO_DOMAIN;
  }

  /** Writes the Enable bit of the PASID Control register of the function itself. */
  setPasidControl(dev: number, enabled: boolean): void {
    this.control[dev] = enabled ? 1 : 0;
  }

  /** The Enable bit of the PASID Control register of the function itself. */
  pasidControl(dev: number): boolean {
    return this.control[dev] === 1;
  }

  /** The domain in hardware for (dev, column); NO_DOMAIN where nothing is programmed. */
  programmed(dev: number, column: number): DomainId {
    return this.table[dev * this.view.columns.length + column] as number;
  }

  /** Number of cells that `save` writes. */
  get cells(): number {
    return this.table.length + this.control.length;
  }

  /** Writes down the tables and the Enable bits. */
  save(into: Uint8Array, at: number): void {
    const { table, control } = this;
    for (let i = 0; i < table.length; i++) into[at + i] = table[i] as number;
    const next = at + table.length;
    for (let i = 0; i < control.length; i++) into[next + i] = control[i] as number;
  }

  /** Puts back what `save` wrote down; the log of callbacks stays as it is. */
  restore(from: Uint8Array, at: number): void {
    const { table, control } = this;
    for (let i = 0; i < table.length; i++) table[i] = from[at + i] as number;
    const next = at + table.length;
    for (let i = 0; i < control.length; i++) control[i] = from[next + i] as number;
  }

  /**
   * Puts a domain into hardware without a callback: for a design that says what its hardware holds,
   * but not by which callbacks it came there (design.ts Precision, calls `none`).
   */
  place(dev: number, column: number, domain: DomainId): void {
    this.table[dev * this.view.columns.length + column] = domain;
  }

  /** Copies the hardware tables into an observation. */
  observe(into: Observation): void {
    into.setAllHardware(this.table);
  }

  private callback(dev: number, pasid: number, domain: DomainId, old: DomainId): Status {
    const column = this.view.columns.indexOf(pasid);
    if (column < 0)
      throw new RangeError(`driver call with PASID ${pasid}, which no operation names`);
    const at = dev * this.view.columns.length + column;
    const call = this.calls.next();
    call.dev = dev;
    call.pasid = pasid;
    call.column = column;
    call.domain = domain;
    call.told = old;
    call.was = this.table[at] as number;
    call.seen = pasid === 0 ? NO_DOMAIN : this.lookup(dev, pasid);
    call.status = this.verdict(dev, pasid, domain);
    if (call.status === 0) this.table[at] = pasid !== 0 && domain === BLOCKED ? NO_DOMAIN : domain;
    return call.status;
  }

  private verdict(dev: number, pasid: number, domain: DomainId): Status {
    if (this.untilFailure > 0 && --this.untilFailure === 0) return this.failWith;
    if (pasid === 0 || domain === BLOCKED) return 0;
    if (this.view.tableSize(dev) === 0) return ERRNO.EINVAL;
    const enabled = this.control[this.view.controlOf(dev)] === 1;
    return this.view.strict && !enabled ? ERRNO.EINVAL : 0;
  }
}

const errnoByNumber = new Map<number, Errno>();
for (const [name, number] of Object.entries(ERRNO)) {
  if (isErrno(name)) errnoByNumber.set(number, name);
}

function isErrno(name: string): name is Errno {
  return name in ERRNO;
}

/** The name of an errno number that a callback returned. */
export function errnoOf(status: Status): Errno {
  const name = errnoByNumber.get(status);
  if (name === undefined) throw new RangeError(`no errno has the number ${status}`);
  return name;
}
