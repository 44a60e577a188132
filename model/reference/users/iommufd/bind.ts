/**
 * Bind and unbind: a function comes to a user and goes (drivers/iommu/iommufd/device.c
 * iommufd_device_bind, iommufd_device_unbind; semantics 9.2, errno-table section 7 "bind").
 */
import { OK, refusal, type Outcome } from "../../../vocabulary/operation/outcome.js";
import { ownerOfContext } from "../../../vocabulary/design/user-observation.js";
import { claim, releaseGroup } from "../ownership.js";
import type { State } from "../../state/state.js";
import { newSnapshot } from "../../state/iommufd.js";

/**
 * EINVAL: it is bound already (VFIO's), or no IOMMU serves it; EPERM, EBUSY and others: the
 * claim's.
 */
export function bindFunction(s: State, dev: number, context: number): Outcome {
  if (s.users.contexts[dev] !== 0) return refusal("EINVAL");
  // Row 2: what no IOMMU serves is not coherent for any; so row 3 is never met.
  if (s.group(dev) === null) return s.decide("fd-bind", 2, "EINVAL");
  // Row 6.
  const outcome = claim(s, dev, ownerOfContext(context));
  if (outcome.ok) s.users.contexts[dev] = context;
  return outcome;
}

/** ENOENT: it is not bound; EBUSY: it is attached somewhere. VFIO forgets. */
export function unbindFunction(s: State, dev: number): Outcome {
  const group = s.group(dev);
  if (s.users.contexts[dev] === 0 || group === null) return refusal("ENOENT");
  if ((s.users.attached[dev]?.size ?? 0) > 0) return refusal("EBUSY");
  const outcome = releaseGroup(s, group);
  if (!outcome.ok) return outcome;
  s.users.contexts[dev] = 0;
  s.users.remembered[dev] = newSnapshot();
  return OK;
}
