/**
 * The users of the core, each with the operations that it carries out. A user has functions that
 * are bound to a context, and reaches nothing but the objects of that context.
 */
import type { IommufdOperation } from "../../vocabulary/operation/operation.js";
import { refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import type { State } from "../state/state.js";
import { attachVfio, attachVfioPasid, detachVfio, detachVfioPasid } from "./vfio.js";
import { bindFunction, unbindFunction } from "./iommufd/bind.js";
import { detachTable } from "./iommufd/detach.js";
import { allocHwpt, allocIoas, destroy, mapRegion, unmapRegion } from "./iommufd/ioas.js";
import { attachTarget, replaceTarget } from "./iommufd/targets.js";

export function stepUser(s: State, op: IommufdOperation, dev: number): Outcome {
  if (s.contract.iommufd === "absent") return refusal("EOPNOTSUPP");
  if (op.op === "fd-bind") return bindFunction(s, dev, op.context);
  if (op.op === "fd-unbind") return unbindFunction(s, dev);
  const context = s.users.contexts[dev] ?? 0;
  if (context === 0) return refusal("ENODEV");
  switch (op.op) {
    case "ioas-alloc":
      return allocIoas(s, context, op.ioas);
    case "ioas-map":
      return mapRegion(s, context, op.ioas, op.region);
    case "ioas-unmap":
      return unmapRegion(s, context, op.ioas, op.region);
    case "hwpt-alloc":
      return allocHwpt(s, context, op);
    case "fd-destroy":
      return destroy(s, context, op.object);
    case "fd-attach":
      return attachTarget(s, dev, op.pasid, op.target);
    case "fd-replace":
      return replaceTarget(s, dev, op.pasid, op.target);
    case "fd-detach":
      return detachTable(s, dev, op.pasid);
    case "vfio-attach":
      return attachVfio(s, dev, op.target, op.copyFault === true);
    case "vfio-attach-pasid":
      return attachVfioPasid(s, dev, op.pasid, op.target, op.copyFault === true);
    case "vfio-detach":
      return detachVfio(s, dev);
    case "vfio-detach-pasid":
      return detachVfioPasid(s, dev, op.pasid);
    default:
      return op satisfies never;
  }
}
