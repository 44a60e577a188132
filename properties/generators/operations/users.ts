/**
 * Drawn operations of users of the core: what a user must have done first is done first, mostly,
 * and objects are named that are there, mostly.
 */
import { DRIVERS_MAX, MMS_MAX } from "../../../model/vocabulary/operation/allocation.js";
import type { DomainName } from "../../../model/vocabulary/operation/domain.js";
import {
  CONTEXTS_MAX,
  HWPT_NAMES,
  type HwptName,
  IOAS_NAMES,
  type IoasName,
  OBJECT_NAMES,
  type ObjectName,
} from "../../../model/vocabulary/operation/iommufd.js";
import type {
  Operation,
  OperationOf,
  UserOperationName,
} from "../../../model/vocabulary/operation/operation.js";
import { OWNERS_MAX } from "../../../model/vocabulary/operation/ownership.js";
import type { OperandPool } from "./operand-pool.js";
import type { PlainFunction } from "../../../model/vocabulary/topology/plain-function.js";
import type { Draw } from "../draw.js";
import { REGIONS_MAX } from "../../../model/vocabulary/topology/topology.js";

/** How often an operation names what is there, or fits what was done. */
const FITTING_PERCENT = 90;
/** How often it is the first of its kind that is named. */
const FIRST_PERCENT = 60;
/** How often the user has the devices in focus and two page tables before anything else. */
const SET_UP_PERCENT = 92;
const FOR_PASIDS_PERCENT = 80;
const NESTED_PERCENT = 12;
/** Of what is attached to the RID, and to a PASID, which always refuses. */
const IOAS_FOR_RID_PERCENT = 25;
const IOAS_FOR_PASID_PERCENT = 5;
/** How often it is the first context: two of them get in each other's way. */
const FIRST_CONTEXT_PERCENT = 85;
const COPY_FAULT_PERCENT = 8;
/** How often the user has attached the RID of one of them, too. */
const ATTACHED_PERCENT = 35;
/** How often all let go of the RID when somebody is plugged. */
const LET_GO_PERCENT = 20;
/** How often who is plugged joins what is attached; half as often others do. */
const JOIN_PERCENT = 80;
/** Of iommufd's own attaches, the RID rather than a PASID. */
const RID_PERCENT = 45;

interface Attached {
  readonly dev: number;
  readonly pasid: number;
  readonly target: ObjectName;
}

export class UserOperationMaker {
  private readonly d: Draw;
  private readonly pool: OperandPool;
  /** Functions that a user has, as far as the operations say. */
  private readonly bound: number[] = [];
  private readonly ioases: IoasName[] = [];
  private readonly hwpts: HwptName[] = [];
  /** Where something was attached, and what. */
  private readonly attached: Attached[] = [];

  constructor(d: Draw, pool: OperandPool) {
    this.d = d;
    this.pool = pool;
  }

  /** What most users have done before anything else. */
  setUp(): readonly Operation[] {
    if (!this.d.chance(SET_UP_PERCENT)) return [];
    const there = this.pool.focus.filter((member) => !this.pool.absent.includes(member));
    const dev = there[0] ?? 0;
    const operations: Operation[] = there.map((member) => this.bind(member, 1));
    const make = (hwpt: HwptName): Operation => this.hwptAlloc(dev, hwpt);
    this.ioases.push("A1");
    operations.push({ op: "ioas-alloc", dev, ioas: "A1" }, make("H1"), make("H2"));
    if (this.d.chance(ATTACHED_PERCENT))
      operations.push({ op: "fd-attach", ...this.remembered({ dev, pasid: 0, target: "H1" }) });
    return operations;
  }

  /** A function that has been plugged joins what others have attached, mostly, or they let go. */
  welcome(dev: number): readonly Operation[] {
    if (this.bound.length > 0 && this.d.chance(LET_GO_PERCENT))
      return this.bound.map((user) => ({ op: "fd-detach", dev: user, pasid: 0 }));
    const rather = this.attached.findLast(
      ({ pasid }) => pasid > 0 === this.pool.capable.includes(dev),
    );
    const last = rather ?? this.attached.at(-1);
    if (last === undefined || !this.d.chance(JOIN_PERCENT)) return [];
    const { pasid, target } = last;
    return [this.bind(dev, 1), { op: "fd-attach", dev, pasid, target }];
  }

  /** An operation of this kind, without a failure of the driver. */
  operation(op: UserOperationName, domain: () => DomainName): Operation {
    const d = this.d;
    switch (op) {
      case "claim":
        return { op, dev: this.anyDev(), owner: this.oneOf(OWNERS_MAX) };
      case "release":
      case "driver-bind":
      case "driver-unbind":
        return { op, dev: this.anyDev() };
      case "fd-bind":
        return this.bind(this.anyDev(), d.chance(FIRST_CONTEXT_PERCENT) ? 1 : CONTEXTS_MAX);
      case "fd-unbind":
        return { op, dev: this.boundDev() };
      case "ioas-alloc":
        return { op, dev: this.boundDev(), ioas: this.fresh(this.ioases, IOAS_NAMES) };
      case "ioas-map":
      case "ioas-unmap":
        return { op, dev: this.boundDev(), ioas: this.ioas(), region: 1 + d.below(REGIONS_MAX) };
      case "hwpt-alloc":
        return this.hwptAlloc(this.boundDev(), this.fresh(this.hwpts, HWPT_NAMES));
      case "fd-destroy":
        return { op, dev: this.boundDev(), object: d.pick(OBJECT_NAMES) };
      case "fd-attach":
        return { op, ...this.remembered(this.joined() ?? this.anyAttach()) };
      case "fd-replace": {
        const place = this.attachedPlace();
        return { op, ...place, target: this.target(place.pasid) };
      }
      case "fd-detach":
        return { op, ...this.attachedPlace() };
      case "vfio-attach":
        return { op, dev: this.boundDev(), target: this.target(0), ...this.copyFault() };
      case "vfio-attach-pasid":
        return { op, ...this.pasidAttach(), ...this.copyFault() };
      case "vfio-detach":
        return { op, dev: this.boundDev() };
      case "vfio-detach-pasid":
        return { op, ...this.attachedPlace() };
      case "allocate-pasid":
        return { op, dev: this.capableDev(), driver: this.oneOf(DRIVERS_MAX), domain: domain() };
      case "free-pasid":
        return { op, dev: this.capableDev(), driver: this.oneOf(DRIVERS_MAX) };
      case "sva-bind":
      case "sva-unbind":
        return { op, dev: this.capableDev(), mm: this.oneOf(MMS_MAX) };
    }
  }

  private bind(dev: number, context: number): Operation {
    if (!this.bound.includes(dev)) this.bound.push(dev);
    return { op: "fd-bind", dev, context };
  }

  private hwptAlloc(dev: number, hwpt: HwptName): Operation {
    const d = this.d;
    const parent = this.hwpts[0];
    if (!this.hwpts.includes(hwpt)) this.hwpts.push(hwpt);
    const nested = parent !== undefined && parent !== hwpt && d.chance(NESTED_PERCENT);
    const op: PlainFunction<OperationOf<"hwpt-alloc">> = {
      op: "hwpt-alloc",
      dev,
      hwpt,
      of: nested ? parent : this.ioas(),
    };
    if (d.chance(FOR_PASIDS_PERCENT)) op.forPasids = true;
    if (!nested && d.chance(NESTED_PERCENT)) op.nestParent = true;
    return op;
  }

  /** What a sibling has attached, through another function. */
  private joined(): Attached | null {
    const { attached, d } = this;
    if (attached.length === 0 || !d.chance(JOIN_PERCENT / 2)) return null;
    return { ...d.pick(attached), dev: this.boundDev() };
  }

  private anyAttach(): Attached {
    const { d, pool } = this;
    const rid = d.chance(this.able().length > 0 ? RID_PERCENT : FITTING_PERCENT);
    const pasid = rid ? 0 : d.pick(pool.pasids);
    return { dev: this.userDev(pasid), pasid, target: this.target(pasid) };
  }

  private pasidAttach(): Attached {
    const { d, pool } = this;
    const pasid = d.pick(pool.pasids);
    return this.remembered({ dev: this.userDev(pasid), pasid, target: this.target(pasid) });
  }

  private remembered(made: Attached): Attached {
    this.attached.push(made);
    return made;
  }

  /** Where something was attached, mostly; sometimes through another function. */
  private attachedPlace(): { dev: number; pasid: number } {
    const { attached, d } = this;
    if (attached.length === 0 || !d.chance(FITTING_PERCENT)) {
      const { dev, pasid } = this.anyAttach();
      return { dev, pasid };
    }
    const { dev, pasid } = d.pick(attached);
    return { dev: d.chance(FITTING_PERCENT) ? dev : this.boundDev(), pasid };
  }

  private target(pasid: number): ObjectName {
    const percent = pasid === 0 ? IOAS_FOR_RID_PERCENT : IOAS_FOR_PASID_PERCENT;
    return this.d.chance(percent) ? this.ioas() : this.known(this.hwpts, HWPT_NAMES);
  }

  private ioas(): IoasName {
    return this.known(this.ioases, IOAS_NAMES);
  }

  private known<T>(there: readonly T[], all: readonly T[]): T {
    const d = this.d;
    if (there.length === 0 || !d.chance(FITTING_PERCENT)) return d.pick(all);
    return d.chance(FIRST_PERCENT) ? (there[0] as T) : d.pick(there);
  }

  /** A name that nothing has yet, mostly. */
  private fresh<T>(there: T[], all: readonly T[]): T {
    const free = all.filter((name) => !there.includes(name));
    const name = this.d.pick(free.length > 0 && this.d.chance(FITTING_PERCENT) ? free : all);
    if (!there.includes(name)) there.push(name);
    return name;
  }

  private copyFault(): { copyFault?: true } {
    return this.d.chance(COPY_FAULT_PERCENT) ? { copyFault: true } : {};
  }

  private oneOf(max: number): number {
    return this.d.chance(FIRST_PERCENT) ? 1 : 1 + this.d.below(max);
  }

  private boundDev(): number {
    const { bound, d } = this;
    return bound.length > 0 && d.chance(FITTING_PERCENT) ? d.pick(bound) : this.anyDev();
  }

  /** For a PASID one that can have any, mostly. */
  private userDev(pasid: number): number {
    const able = pasid === 0 ? [] : this.able();
    return able.length > 0 && this.d.chance(FITTING_PERCENT) ? this.d.pick(able) : this.boundDev();
  }

  private able(): readonly number[] {
    return this.bound.filter((dev) => this.pool.capable.includes(dev));
  }

  private anyDev(): number {
    const { d, pool } = this;
    return d.pick(d.chance(FITTING_PERCENT) ? pool.focus : pool.all);
  }

  private capableDev(): number {
    const { d, pool } = this;
    return pool.capable.length > 0 && d.chance(FITTING_PERCENT)
      ? d.pick(pool.capable)
      : this.anyDev();
  }
}
