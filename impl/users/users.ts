/**
 * All that users of the core do on one machine: owners, users and allocators. It is made
 * when an operation first asks for it, so that a machine that is never asked pays nothing.
 */
import { OK, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import {
  isKernelDrivers,
  isIommufdOperation,
  type Operation,
  type UserOperation,
} from "../../model/vocabulary/operation/operation.js";
import { NO_OWNER, isContext } from "../../model/vocabulary/design/user-observation.js";
import { Allocators } from "./allocators.js";
import { sizeOf } from "../grouping/partition.js";
import { UNBOUND } from "./iommufd/igroup.js";
import { Iommufd, type IommufdParts } from "./iommufd/iommufd.js";
import { Ownership, type OwnershipParts } from "./ownership.js";
import { Sva } from "./sva.js";
import { isVfio, Vfio } from "./vfio.js";

/** What it works on. */
export type UsersParts = OwnershipParts & IommufdParts;

export class Users {
  readonly ownership: Ownership;
  readonly iommufd: Iommufd;
  readonly allocators: Allocators;
  readonly sva: Sva;
  private readonly vfio: Vfio;
  private readonly parts: UsersParts;

  constructor(parts: UsersParts) {
    const { count } = parts.facts;
    this.parts = parts;
    this.ownership = new Ownership(parts, count);
    this.iommufd = new Iommufd(parts, this.ownership);
    this.vfio = new Vfio(parts.contract, count, parts.columns.length, this.iommufd);
    this.allocators = new Allocators(parts, count);
    this.sva = new Sva(parts, this.allocators.global, count);
  }

  step(op: UserOperation, dev: number): Outcome {
    if (isIommufdOperation(op)) {
      if (isVfio(op)) return this.vfio.step(op, dev);
      const outcome = this.iommufd.step(op, dev);
      if (op.op === "fd-unbind" && outcome === OK) this.vfio.forget(dev);
      return outcome;
    }
    switch (op.op) {
      case "claim":
        return this.ownership.claim(dev, op.owner);
      case "release":
        return this.ownership.release(dev);
      case "driver-bind":
        return this.ownership.bindDriver(dev, this.isBound(dev));
      case "driver-unbind":
        return this.ownership.unbindDriver(dev);
      case "allocate-pasid":
        return this.allocators.allocate(op, dev);
      case "free-pasid":
        return this.allocators.free(op, dev);
      case "sva-bind":
        return this.sva.bind(op, dev);
      case "sva-unbind":
        return this.sva.unbind(op, dev);
      default:
        return op satisfies never;
    }
  }

  /** Whether it is the kernel's call, and the function's group an iommufd context's. */
  forbids({ op }: Operation, dev: number): boolean {
    return isContext(this.ownership.ownerOf(dev)) && isKernelDrivers(op);
  }

  /** Whether somebody must let go before the function can be taken away. */
  holds(dev: number): boolean {
    if (this.ownership.hasDriver(dev) || this.isBound(dev)) return true;
    if (this.sva.hasBonds(dev) || this.allocators.holdsAny(dev)) return true;
    const { partition } = this.parts.layout;
    const last = sizeOf(partition, partition.groupOf[dev]!) === 1;
    return last && this.ownership.ownerOf(dev) !== NO_OWNER;
  }

  private isBound(dev: number): boolean {
    return this.iommufd.attachments.contextOf(dev) !== UNBOUND;
  }
}
