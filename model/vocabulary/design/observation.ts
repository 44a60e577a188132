/**
 * An observation: all that invariants may look at between two operations. It is one flat array,
 * because it is copied once a step. Rows are functions, columns are PASIDs; column 0 is the RID
 * (scenario.ts pasidColumns).
 */
import { NO_DOMAIN, type DomainId } from "../operation/domain.js";
import { HANDLES_MAX } from "../operation/operands.js";
import { UserObservation } from "./user-observation.js";

/** Group number of a function that has no group. */
export const NO_GROUP = 0;

const ENABLED_FLAG = 1;
const BLOCKED_FLAG = 2;
const PRESENT_FLAG = 4;

export class Observation {
  /** Number of functions. */
  readonly functions: number;
  /** Number of columns: the RID and the PASIDs that the scenario names. */
  readonly columns: number;
  /** What can be seen of users of the core; null where the scenario does not speak of it. */
  readonly users: UserObservation | null;
  private readonly cells: Uint16Array;
  private readonly hardwareAt: number;
  private readonly recordedAt: number;
  private readonly handleAt: number;
  private readonly handlesAt: number;

  constructor(functions: number, columns: number, withUsers = false) {
    this.functions = functions;
    this.columns = columns;
    this.users = withUsers ? new UserObservation(functions, columns) : null;
    const table = functions * columns;
    this.hardwareAt = 2 * functions;
    this.recordedAt = this.hardwareAt + table;
    this.handleAt = this.recordedAt + table;
    this.handlesAt = this.handleAt + table;
    this.cells = new Uint16Array(this.handlesAt + HANDLES_MAX + 1);
  }

  private cell(at: number): number {
    return this.cells[at] as number;
  }

  /**
   * The function's group: the smallest index among its members, plus 1; NO_GROUP if it has none.
   */
  group(dev: number): number {
    return this.cell(dev);
  }

  /** Whether PASID is enabled for the function (for a VF: whatever the design says of it). */
  enabled(dev: number): boolean {
    return this.flag(dev, ENABLED_FLAG);
  }

  private flag(dev: number, flag: number): boolean {
    return (this.cell(this.functions + dev) & flag) !== 0;
  }

  /** Whether the function is in a reset: prepared, and not done yet (group_device.blocked). */
  blocked(dev: number): boolean {
    return this.flag(dev, BLOCKED_FLAG);
  }

  /** Whether the function is there; one that is not has no group. */
  present(dev: number): boolean {
    return this.flag(dev, PRESENT_FLAG);
  }

  /**
   * Hardware: the domain that translates (dev, column). For a PASID NO_DOMAIN means blocked. Of a
   * function that has gone: what the IOMMU driver still has in its books.
   */
  hardware(dev: number, column: number): DomainId {
    return this.cell(this.hardwareAt + dev * this.columns + column);
  }

  /** Software: the domain recorded for (dev, column); column 0: the group's current domain. */
  recorded(dev: number, column: number): DomainId {
    return this.cell(this.recordedAt + dev * this.columns + column);
  }

  /** Software: the handle recorded for (dev, column), 1..HANDLES_MAX; 0 if none. */
  handle(dev: number, column: number): number {
    return this.cell(this.handleAt + dev * this.columns + column);
  }

  /** The domain that handle h says it belongs to (iommu_attach_handle.domain). */
  handleDomain(handle: number): DomainId {
    return this.cell(this.handlesAt + handle);
  }

  setGroup(dev: number, group: number): void {
    this.cells[dev] = group;
  }

  setFlags(dev: number, enabled: boolean, blocked: boolean, present: boolean): void {
    this.cells[this.functions + dev] =
      (enabled ? ENABLED_FLAG : 0) | (blocked ? BLOCKED_FLAG : 0) | (present ? PRESENT_FLAG : 0);
  }

  setHardware(dev: number, column: number, domain: DomainId): void {
    this.cells[this.hardwareAt + dev * this.columns + column] = domain;
  }

  /**
   * Sets the hardware of all functions at once: row after row, as long as functions times columns.
   */
  setAllHardware(table: Uint16Array): void {
    // A loop: for arrays this small it is several times faster than TypedArray.set.
    for (let i = 0; i < table.length; i++) this.cells[this.hardwareAt + i] = table[i] as number;
  }

  setRecorded(dev: number, column: number, domain: DomainId): void {
    this.cells[this.recordedAt + dev * this.columns + column] = domain;
  }

  setHandle(dev: number, column: number, handle: number): void {
    this.cells[this.handleAt + dev * this.columns + column] = handle;
  }

  setHandleDomain(handle: number, domain: DomainId): void {
    this.cells[this.handlesAt + handle] = domain;
  }

  /** Becomes equal to `other`, which must have the same shape. */
  copyFrom(other: Observation): void {
    this.cells.set(other.cells);
    if (other.users !== null) this.users?.copyFrom(other.users);
  }

  equals(other: Observation): boolean {
    return this.sameCells(other, 0, this.cells.length) && this.sameUsers(other);
  }

  /** Whether the hardware tables of all functions are equal, RID included. */
  sameHardware(other: Observation): boolean {
    return this.sameCells(other, this.hardwareAt, this.recordedAt);
  }

  /** Whether all recorded entries are equal, RID included. */
  sameRecorded(other: Observation): boolean {
    return this.sameCells(other, this.recordedAt, this.handleAt);
  }

  /** Whether PASID is enabled on the same functions. */
  sameEnabled(other: Observation): boolean {
    for (let dev = 0; dev < this.functions; dev++)
      if (this.enabled(dev) !== other.enabled(dev)) return false;
    return true;
  }

  /** Whether one function's hardware row is equal. */
  sameHardwareOf(dev: number, other: Observation): boolean {
    const from = this.hardwareAt + dev * this.columns;
    return this.sameCells(other, from, from + this.columns);
  }

  /** A text that is equal for what looks equal, and differs for what does not. */
  key(): string {
    return `${this.cells.join(" ")} ${this.users?.key() ?? ""}`;
  }

  clear(): void {
    // A loop, as in setAllHardware.
    for (let i = 0; i < this.cells.length; i++) this.cells[i] = NO_DOMAIN;
    this.users?.clear();
  }

  /** Whether all is equal that can be seen of users of the core. */
  sameUsers(other: Observation): boolean {
    if (this.users === null || other.users === null) return this.users === other.users;
    return this.users.equals(other.users);
  }

  private sameCells(other: Observation, from: number, to: number): boolean {
    const a = this.cells;
    const b = other.cells;
    for (let i = from; i < to; i++) if (a[i] !== b[i]) return false;
    return true;
  }
}
