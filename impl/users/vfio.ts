/**
 * Defines VFIO's ioctls above iommufd, and what it remembers of them for itself:
 * drivers/vfio/iommufd.c (iommufd_attached and the ida of PASIDs), drivers/vfio/device_cdev.c;
 * docs/errno-table.md section 8.
 */
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { ObjectName } from "../../model/vocabulary/operation/iommufd.js";
import type { Attaching, Place } from "./iommufd/attach.js";
import type { Targets } from "./iommufd/targets.js";

const EFAULT = refusal("EFAULT");
const EINVAL = refusal("EINVAL");

/** IOMMU_NO_PASID. */
const RID: Place = { pasid: 0, column: 0 };

/** One of VFIO's two memories of a function: one of its RID, and one of PASIDs. */
interface Remembered {
  readonly in: Uint8Array;
  readonly at: number;
}

export class Vfio {
  private readonly refusesZero: boolean;
  private readonly faultDetachesRid: boolean;
  private readonly columns: number;
  private readonly targets: Targets;
  private readonly attaching: Attaching;
  /** vfio_device.iommufd_attached, by function. */
  private readonly rids: Uint8Array;
  /** vfio_device.pasids, by function and column; PASID 0 is one like any other. */
  private readonly pasids: Uint8Array;

  constructor(
    contract: Contract,
    functions: number,
    columns: number,
    targets: Targets,
    attaching: Attaching,
  ) {
    this.refusesZero = contract.vfioZero === "refused";
    this.faultDetachesRid = contract.vfioFault === "detaches-rid";
    this.columns = columns;
    this.targets = targets;
    this.attaching = attaching;
    this.rids = new Uint8Array(functions);
    this.pasids = new Uint8Array(functions * columns);
  }

  /** vfio_iommufd_physical_attach_ioas(). */
  attach(op: OperationOf<"vfio-attach">, dev: number): Outcome {
    return this.attachAt(dev, RID, { in: this.rids, at: dev }, op.target, op.copyFault);
  }

  /** vfio_iommufd_physical_pasid_attach_ioas(); L12: with PASID 0 it is the RID's, or EINVAL. */
  attachPasid(op: OperationOf<"vfio-attach-pasid">, dev: number, place: Place): Outcome {
    if (op.pasid === 0 && this.refusesZero) return EINVAL;
    return this.attachAt(dev, place, this.pasidOf(dev, place), op.target, op.copyFault);
  }

  /** vfio_iommufd_physical_detach_ioas(): void. */
  detach(dev: number): Outcome {
    this.detachAt(dev, RID, { in: this.rids, at: dev });
    return OK;
  }

  /** vfio_iommufd_physical_pasid_detach_ioas(): void. */
  detachPasid(dev: number, place: Place): Outcome {
    this.detachAt(dev, place, this.pasidOf(dev, place));
    return OK;
  }

  /** The function is bound to no context any more. */
  forget(dev: number): void {
    this.rids[dev] = 0;
    this.pasids.fill(0, dev * this.columns, (dev + 1) * this.columns);
  }

  /** vfio_df_ioctl_attach_pt(): what is remembered is replaced; EFAULT if the copy fails. */
  private attachAt(
    dev: number,
    place: Place,
    remembered: Remembered,
    target: ObjectName,
    copyFault: true | undefined,
  ): Outcome {
    const isNew = remembered.in[remembered.at] === 0;
    const outcome = isNew
      ? this.targets.attach(dev, place, target)
      : this.targets.replace(dev, place, target);
    if (outcome !== OK) return outcome;
    remembered.in[remembered.at] = 1;
    if (copyFault !== true) return OK;
    if (this.faultDetachesRid) this.detach(dev);
    else if (isNew) this.detachAt(dev, place, remembered);
    return EFAULT;
  }

  private detachAt(dev: number, place: Place, remembered: Remembered): void {
    if (remembered.in[remembered.at] === 0) return;
    this.attaching.detach(dev, place);
    remembered.in[remembered.at] = 0;
  }

  private pasidOf(dev: number, { column }: Place): Remembered {
    return { in: this.pasids, at: dev * this.columns + column };
  }
}
