/**
 * VFIO's ioctls above iommufd, and what it remembers of them for itself: drivers/vfio/iommufd.c
 * (iommufd_attached and the ida of PASIDs), drivers/vfio/device_cdev.c;
 * docs/reference/errno-table.md section 8.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { ObjectName } from "../../model/vocabulary/operation/iommufd.js";
import type { IommufdOperation } from "../../model/vocabulary/operation/operation.js";
import type { Place } from "./iommufd/attach.js";
import { UNBOUND } from "./iommufd/igroup.js";
import type { Iommufd } from "./iommufd/iommufd.js";

const EFAULT = refusal("EFAULT");
const EINVAL = refusal("EINVAL");
const ENODEV = refusal("ENODEV");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

export type VfioOperation = Extract<IommufdOperation, { op: `vfio-${string}` }>;

export function isVfio(op: IommufdOperation): op is VfioOperation {
  return op.op.startsWith("vfio-");
}

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
  private readonly iommufd: Iommufd;
  /** vfio_device.iommufd_attached, by function. */
  private readonly rids: Uint8Array;
  /** vfio_device.pasids, by function and column; PASID 0 is one like any other. */
  private readonly pasids: Uint8Array;

  constructor(contract: Contract, functions: number, columns: number, iommufd: Iommufd) {
    this.refusesZero = contract.vfioZero === "refused";
    this.faultDetachesRid = contract.vfioFault === "detaches-rid";
    this.columns = columns;
    this.iommufd = iommufd;
    this.rids = new Uint8Array(functions);
    this.pasids = new Uint8Array(functions * columns);
  }

  step(op: VfioOperation, dev: number): Outcome {
    if (this.iommufd.absent) return EOPNOTSUPP;
    if (this.iommufd.attachments.contextOf(dev) === UNBOUND) return ENODEV;
    switch (op.op) {
      case "vfio-attach":
        // vfio_iommufd_physical_attach_ioas()
        return this.attachAt(dev, RID, this.ridOf(dev), op.target, op.copyFault);
      case "vfio-attach-pasid": {
        // vfio_iommufd_physical_pasid_attach_ioas(); LEAD-12: with PASID 0 it is the RID's, or
        // EINVAL
        if (op.pasid === 0 && this.refusesZero) return EINVAL;
        const place = this.iommufd.placeOf(op.pasid);
        return this.attachAt(dev, place, this.pasidOf(dev, place), op.target, op.copyFault);
      }
      case "vfio-detach":
        // vfio_iommufd_physical_detach_ioas(): void
        return this.detachAt(dev, RID, this.ridOf(dev));
      case "vfio-detach-pasid": {
        // vfio_iommufd_physical_pasid_detach_ioas(): void
        const place = this.iommufd.placeOf(op.pasid);
        return this.detachAt(dev, place, this.pasidOf(dev, place));
      }
      default:
        return op satisfies never;
    }
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
      ? this.iommufd.targets.attach(dev, place, target)
      : this.iommufd.targets.replace(dev, place, target);
    if (outcome !== OK) return outcome;
    remembered.in[remembered.at] = 1;
    if (copyFault !== true) return OK;
    if (this.faultDetachesRid) this.detachAt(dev, RID, this.ridOf(dev));
    else if (isNew) this.detachAt(dev, place, remembered);
    return EFAULT;
  }

  private detachAt(dev: number, place: Place, remembered: Remembered): Outcome {
    if (remembered.in[remembered.at] === 0) return OK;
    this.iommufd.attaching.detach(dev, place);
    remembered.in[remembered.at] = 0;
    return OK;
  }

  private ridOf(dev: number): Remembered {
    return { in: this.rids, at: dev };
  }

  private pasidOf(dev: number, { column }: Place): Remembered {
    return { in: this.pasids, at: dev * this.columns + column };
  }
}
