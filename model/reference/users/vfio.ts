/**
 * VFIO's part in a user's attach and detach (drivers/vfio/device_cdev.c vfio_df_ioctl_attach_pt,
 * vfio_df_ioctl_detach_pt; drivers/vfio/iommufd.c; semantics 9.7, errno-table section 8). It
 * remembers for itself what is attached, whatever iommufd knows.
 */
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import type { ObjectName } from "../../vocabulary/operation/iommufd.js";
import { detachTable } from "./iommufd/detach.js";
import { attachTarget, replaceTarget } from "./iommufd/targets.js";
import type { Remembered } from "../state/iommufd.js";
import type { State } from "../state/state.js";

/** vfio_iommufd_physical_attach_ioas: a replace where the RID is remembered. */
export function attachVfio(s: State, dev: number, target: ObjectName, fault: boolean): Outcome {
  const snapshot = snapshotOf(s, dev);
  const fresh = !snapshot.rid;
  const outcome = fresh ? attachTarget(s, dev, 0, target) : replaceTarget(s, dev, 0, target);
  if (!outcome.ok) return outcome;
  snapshot.rid = true;
  if (!fault) return OK;
  if (fresh || s.contract.vfioFault === "detaches-rid") detachVfio(s, dev);
  return s.decide("vfio-attach", null, "EFAULT");
}

/** vfio_iommufd_physical_pasid_attach_ioas. PASID 0 is the RID; the RID's memory is not told. */
export function attachVfioPasid(
  s: State,
  dev: number,
  pasid: number,
  target: ObjectName,
  fault: boolean,
): Outcome {
  if (pasid === 0 && s.contract.vfioZero === "refused") return refusal("EINVAL");
  const { pasids } = snapshotOf(s, dev);
  const fresh = !pasids.has(pasid);
  const outcome = fresh
    ? attachTarget(s, dev, pasid, target)
    : replaceTarget(s, dev, pasid, target);
  if (!outcome.ok) return outcome;
  pasids.add(pasid);
  if (!fault) return OK;
  // LEAD-2: the error path of the ioctl knows the RID only.
  if (s.contract.vfioFault === "detaches-rid") detachVfio(s, dev);
  else if (fresh) detachVfioPasid(s, dev, pasid);
  return s.decide("vfio-attach", null, "EFAULT");
}

/** vfio_iommufd_physical_detach_ioas. 0 also where nothing is remembered. */
export function detachVfio(s: State, dev: number): Outcome {
  const snapshot = snapshotOf(s, dev);
  if (snapshot.rid) detachTable(s, dev, 0);
  snapshot.rid = false;
  return OK;
}

/** vfio_iommufd_physical_pasid_detach_ioas. 0 also where nothing is remembered. */
export function detachVfioPasid(s: State, dev: number, pasid: number): Outcome {
  if (snapshotOf(s, dev).pasids.delete(pasid)) detachTable(s, dev, pasid);
  return OK;
}

function snapshotOf(s: State, dev: number): Remembered {
  const snapshot = s.users.remembered[dev];
  if (snapshot === undefined) throw new RangeError(`no function ${dev}`);
  return snapshot;
}
