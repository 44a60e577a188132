/**
 * Drawn operations: each is plain data, and each has some memory of what was attached before, so
 * that replace and detach mostly find something there.
 */
import type { DomainName } from "../../../model/vocabulary/operation/domain.js";
import type { Errno } from "../../../model/vocabulary/operation/outcome.js";
import {
  DRIVING_OPERATIONS,
  isUserOperationName,
  type Operation,
  type OperationName,
  PASID_EXEC,
  PASID_PRIV,
  type UserOperationName,
} from "../../../model/vocabulary/operation/operation.js";
import type { Iommu } from "../../../model/vocabulary/scenario/scenario.js";
import {
  acsOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import { drawControl } from "../topology/acs.js";
import { drawOperandPool, type OperandPool } from "./operand-pool.js";
import type { PlainFunction } from "../../../model/vocabulary/topology/plain-function.js";
import { weighted, type Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";
import { drawLeaving } from "../topology/absent.js";
import { drawKinds } from "./operation-kinds.js";
import type { Profile } from "../profiles/profile.js";
import { UserOperationMaker } from "./users.js";
import type { DriverFailure } from "../../../model/vocabulary/operation/operands.js";

/** Operations of a scenario while fast-check is biased towards small values, at most. */
const SMALL_OPERATIONS_MAX = 6;
/** How often an operation on functions that come, go or are reset names one that fits. */
const FITTING_PERCENT = 90;
const ATTACH_FIRST_PERCENT = 80;
/** A reset that is prepared and at once done. */
const AT_ONCE_PERCENT = 40;
/** Remembered attaches, at most. */
const MEMORY_MAX = 8;

const DRIVING: ReadonlySet<OperationName> = new Set(DRIVING_OPERATIONS);
const ODD_DOMAINS: readonly DomainName[] = ["B", "B", "I", "I", "N1", "F1"];
const FEATURES = [0, 0, 0, 0, 0, PASID_EXEC, PASID_PRIV, PASID_EXEC | PASID_PRIV];
const FAILING_CALLS = weighted([
  [1, 4],
  [2, 4],
  [3, 2],
  [4, 1],
]);
const ERRNOS: readonly Errno[] = weighted<Errno>([
  ["ENOMEM", 4],
  ["EINVAL", 1],
  ["ENODEV", 1],
  ["EBUSY", 1],
  ["ENOSPC", 1],
]);

/** What operations are drawn for. */
export interface Place {
  readonly topology: Topology;
  readonly iommu: Iommu;
  /** The topology was given: a function can be absent only once it has been unplugged. */
  readonly given: boolean;
}

/** Draws the operations of a scenario. */
export function drawOperations(
  d: Draw,
  k: Knobs,
  profile: Profile,
  { topology, iommu, given }: Place,
  small: boolean,
): readonly Operation[] {
  const leaving = given ? drawLeaving(d, k, topology.functions) : [];
  const pool = drawOperandPool(d, k, topology.functions, iommu, leaving);
  // Where only capable functions may be named and there is none, nothing can be done with PASIDs.
  const pasids = pool.capable.length > 0 || k.incapablePercent > 0;
  const possible = (kind: OperationName): boolean => {
    if (kind.startsWith("pasid")) return pasids;
    if (kind === "acs-set") return !k.defaultMachine && pool.controlled.length > 0;
    if (kind.startsWith("reset")) return pool.resettable.length > 0;
    return !kind.endsWith("plug") || pool.movable.length > 0;
  };
  const kinds = drawKinds(d, profile).filter(possible);
  const length = drawLength(d, k.operationsMax, profile.lengthPercent, small);
  const play = new Play(d, k, pool, topology.functions);
  if (kinds.includes("plug")) play.unplugFirst(leaving);
  if (kinds.includes("hwpt-alloc")) play.setUpUser();
  if (pasids && d.chance(k.enableFirstPercent)) play.enableFirst(length);
  if (kinds.length > 0) while (play.operations.length < length) play.add(d.pick(kinds));
  return play.operations.length > length ? play.operations.slice(0, length) : play.operations;
}

function drawLength(d: Draw, max: number, percent: number, small: boolean): number {
  const most = Math.ceil((max * percent) / 100);
  if (small || d.chance(10)) return d.below(Math.min(SMALL_OPERATIONS_MAX, most) + 1);
  return d.between(Math.ceil(most * 0.4), most);
}

/** One sequence of operations in the making. */
class Play {
  readonly operations: Operation[] = [];
  private readonly d: Draw;
  private readonly k: Knobs;
  private readonly pool: OperandPool;
  private readonly functions: readonly PciFunction[];
  /** Attached before, pairwise: function, PASID. */
  private readonly devs: number[] = [];
  private readonly pasids: number[] = [];
  /** Who is absent by now, and who is in a reset, as far as the operations say. */
  private readonly gone: Set<number>;
  private readonly resets = new Set<number>();
  private readonly withUsers: UserOperationMaker;

  constructor(d: Draw, k: Knobs, pool: OperandPool, functions: readonly PciFunction[]) {
    this.d = d;
    this.k = k;
    this.pool = pool;
    this.functions = functions;
    this.gone = new Set(pool.absent);
    this.withUsers = new UserOperationMaker(d, pool);
  }

  /** Those that are found through another go before it. */
  unplugFirst(leaving: readonly number[]): void {
    for (const dev of leaving.toReversed()) this.operations.push({ op: "unplug", dev });
  }

  setUpUser(): void {
    this.operations.push(...this.withUsers.setUp());
  }

  enableFirst(length: number): void {
    for (const dev of this.pool.capable)
      if (this.operations.length < length) this.operations.push({ op: "pasid-enable", dev });
  }

  add(wanted: OperationName): void {
    const kind = this.ratherAttach(wanted) ? "pasid-attach" : wanted;
    const op = this.operation(kind);
    this.operations.push(op);
    if (kind === "plug") this.operations.push(...this.withUsers.welcome(op.dev));
    if (kind !== "reset-prepare" || !this.d.chance(AT_ONCE_PERCENT)) return;
    this.resets.delete(op.dev);
    this.operations.push({ op: "reset-done", dev: op.dev });
  }

  /** A reset of what has nothing attached says little, and while it lasts nothing can be. */
  private ratherAttach(wanted: OperationName): boolean {
    const none = this.devs.length === 0 && this.pool.capable.length > 0;
    return wanted === "reset-prepare" && none && this.d.chance(ATTACH_FIRST_PERCENT);
  }

  private operation(op: OperationName): Operation {
    if (isUserOperationName(op)) return this.userOperation(op);
    const d = this.d;
    switch (op) {
      case "pasid-enable": {
        const features = d.pick(FEATURES);
        const dev = this.pasidDev();
        return features === 0 ? { op, dev } : { op, dev, features };
      }
      case "pasid-disable":
        return { op, dev: this.pasidDev() };
      case "device-detach":
      case "rid-detach":
        return this.failing({ op, dev: this.ridDev() });
      case "device-attach":
        return this.failing({ op, dev: this.ridDev(), domain: this.domain() });
      case "rid-attach":
        return this.handled({ op, dev: this.ridDev(), domain: this.domain() });
      case "rid-replace":
        return this.handled({ op, dev: this.ridDev(), domain: this.domain() });
      case "pasid-attach":
        return this.attach();
      case "pasid-replace": {
        const at = this.attached(false);
        return this.handled({ op, dev: at.dev, pasid: at.pasid, domain: this.domain() });
      }
      case "plug":
        return this.failing({ op, dev: this.moved(true) });
      case "unplug":
        return this.failing({ op, dev: this.moved(false) });
      case "reset-prepare":
        return this.failing({ op, dev: this.reset(true) });
      case "reset-done":
        return this.failing({ op, dev: this.reset(false) });
      case "acs-set":
        return this.acsWrite();
      case "pasid-detach": {
        const { dev, pasid } = this.attached(true);
        return this.failing({ op, dev, pasid });
      }
    }
  }

  private userOperation(kind: UserOperationName): Operation {
    const op = this.withUsers.operation(kind, () => this.domain());
    return DRIVING.has(kind) ? this.failing(op) : op;
  }

  private attach(): Operation {
    const dev = this.pasidDev();
    const pasid = this.d.pick(this.pool.pasids);
    const at = this.devs.length < MEMORY_MAX ? this.devs.length : this.d.below(MEMORY_MAX);
    this.devs[at] = dev;
    this.pasids[at] = pasid;
    return this.handled({ op: "pasid-attach", dev, pasid, domain: this.domain() });
  }

  /** Where something was attached, mostly; `forget`: it is about to be detached. */
  private attached(forget: boolean): { dev: number; pasid: number } {
    const d = this.d;
    const at = d.below(this.devs.length);
    const dev = this.devs[at];
    const pasid = this.pasids[at];
    if (dev === undefined || pasid === undefined || !d.chance(this.k.reusePercent))
      return { dev: this.pasidDev(), pasid: d.pick(this.pool.pasids) };
    if (forget && d.chance(70)) {
      this.devs.splice(at, 1);
      this.pasids.splice(at, 1);
    }
    return { dev: d.chance(this.k.siblingPercent) ? this.pasidDev() : dev, pasid };
  }

  private acsWrite(): Operation {
    const dev = this.oneOf(this.pool.controlled, this.pool.controlled);
    const f = this.functions[dev];
    const acs = f === undefined ? null : acsOf(f);
    return { op: "acs-set", dev, ctrl: acs === null ? 0 : drawControl(this.d, acs.cap) };
  }

  /** Who comes: mostly one that is absent; who goes: mostly one that is there. */
  private moved(comes: boolean): number {
    const fits = this.pool.movable.filter((dev) => this.gone.has(dev) === comes);
    const dev = this.oneOf(fits, this.pool.movable);
    if (comes) this.gone.delete(dev);
    else this.gone.add(dev);
    this.resets.delete(dev);
    return dev;
  }

  /** Whose reset begins: mostly one that is in none; whose ends: mostly one that is in one. */
  private reset(begins: boolean): number {
    const fits = this.pool.resettable.filter(
      (dev) => !this.gone.has(dev) && this.resets.has(dev) !== begins,
    );
    const dev = this.oneOf(fits, this.pool.resettable);
    if (begins) this.resets.add(dev);
    else this.resets.delete(dev);
    return dev;
  }

  private oneOf(fits: readonly number[], others: readonly number[]): number {
    if (fits.length > 0 && this.d.chance(FITTING_PERCENT)) return this.d.pick(fits);
    return others.length > 0 && this.d.chance(FITTING_PERCENT)
      ? this.d.pick(others)
      : this.d.pick(this.pool.all);
  }

  private pasidDev(): number {
    const { capable, all } = this.pool;
    return capable.length === 0 || this.d.chance(this.k.incapablePercent)
      ? this.d.pick(all)
      : this.d.pick(capable);
  }

  private ridDev(): number {
    return this.d.pick(this.d.chance(80) ? this.pool.focus : this.pool.all);
  }

  private domain(): DomainName {
    return this.d.pick(this.d.chance(this.k.oddDomainPercent) ? ODD_DOMAINS : this.pool.domains);
  }

  private handled<T extends PlainFunction<Operation> & { handle?: number; fail?: DriverFailure }>(
    op: T,
  ): T {
    const replace = op.op === "rid-replace" || op.op === "pasid-replace";
    if (this.d.chance(replace ? 90 : this.k.handlePercent))
      op.handle = this.d.between(1, this.pool.handles);
    return this.failing(op);
  }

  private failing<T extends PlainFunction<Operation> & { fail?: DriverFailure }>(op: T): T {
    if (this.d.chance(this.k.failPercent))
      op.fail = { call: this.d.pick(FAILING_CALLS), errno: this.d.pick(ERRNOS) };
    return op;
  }
}
