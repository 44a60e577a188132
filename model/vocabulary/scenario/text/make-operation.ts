/**
 * An operation, made of what a line says of it. The reader has seen to it that what its name needs
 * has been said (words.ts).
 */
import type { DomainName } from "../../operation/domain.js";
import type { HwptName, IoasName, ObjectName } from "../../operation/iommufd.js";
import type { Operation, OperationName } from "../../operation/operation.js";
import type { DriverFailure } from "../../operation/operands.js";

/** What the words after the function have said. */
export interface Said {
  pasid?: number;
  domain?: DomainName;
  handle?: number;
  fail?: DriverFailure;
  features?: number;
  owner?: number;
  context?: number;
  ioas?: IoasName;
  region?: number;
  hwpt?: HwptName;
  of?: ObjectName;
  target?: ObjectName;
  object?: ObjectName;
  forPasids?: true;
  nestParent?: true;
  copyFault?: true;
  driver?: number;
  mm?: number;
  ctrl?: number;
}

export function operationSaid(op: OperationName, dev: number, said: Said): Operation {
  const { pasid = 0, domain = "D1", target = "H1", ioas = "A1", region = 1, driver = 1 } = said;
  const { owner = 1, context = 1, hwpt = "H1", of = "A1", object = "A1", mm = 1 } = said;
  const fail = said.fail === undefined ? {} : { fail: said.fail };
  const handle = said.handle === undefined ? {} : { handle: said.handle };
  const copyFault = said.copyFault === undefined ? {} : { copyFault: said.copyFault };
  switch (op) {
    case "pasid-enable":
      return said.features === undefined ? { op, dev } : { op, dev, features: said.features };
    case "pasid-disable":
    case "driver-bind":
    case "driver-unbind":
      return { op, dev };
    case "device-attach":
      return { op, dev, domain, ...fail };
    case "device-detach":
    case "rid-detach":
    case "plug":
    case "unplug":
    case "reset-prepare":
    case "reset-done":
    case "release":
    case "fd-unbind":
    case "vfio-detach":
      return { op, dev, ...fail };
    case "rid-attach":
    case "rid-replace":
      return { op, dev, domain, ...handle, ...fail };
    case "pasid-attach":
    case "pasid-replace":
      return { op, dev, pasid, domain, ...handle, ...fail };
    case "pasid-detach":
    case "fd-detach":
    case "vfio-detach-pasid":
      return { op, dev, pasid, ...fail };
    case "acs-set":
      return { op, dev, ctrl: said.ctrl ?? 0 };
    case "claim":
      return { op, dev, owner, ...fail };
    case "fd-bind":
      return { op, dev, context, ...fail };
    case "ioas-alloc":
      return { op, dev, ioas };
    case "ioas-map":
    case "ioas-unmap":
      return { op, dev, ioas, region };
    case "hwpt-alloc":
      return hwptAlloc(dev, hwpt, of, said);
    case "fd-destroy":
      return { op, dev, object };
    case "fd-attach":
    case "fd-replace":
      return { op, dev, pasid, target, ...fail };
    case "vfio-attach":
      return { op, dev, target, ...copyFault, ...fail };
    case "vfio-attach-pasid":
      return { op, dev, pasid, target, ...copyFault, ...fail };
    case "allocate-pasid":
      return { op, dev, driver, domain, ...fail };
    case "free-pasid":
      return { op, dev, driver, ...fail };
    case "sva-bind":
    case "sva-unbind":
      return { op, dev, mm, ...fail };
  }
}

function hwptAlloc(dev: number, hwpt: HwptName, of: ObjectName, said: Said): Operation {
  const forPasids = said.forPasids === undefined ? {} : { forPasids: said.forPasids };
  const nestParent = said.nestParent === undefined ? {} : { nestParent: said.nestParent };
  return { op: "hwpt-alloc", dev, hwpt, of, ...forPasids, ...nestParent };
}
