/**
 * The words of a scenario's text form: which follow a function of which kind, and which follow an
 * operation. What each word means is beside the field of the same name in topology.ts and
 * operation.ts.
 */
import type { OperationName } from "../../operation/operation.js";
import type { Kind } from "../../topology/topology.js";

export const TITLE = "pasidcheck scenario";
export const VERSION = "1";
export const SEPARATOR = "----";

const COMMON = [
  "multifunction",
  "alias",
  "dma-as",
  "no-iommu",
  "direct-map",
  "acs-rule",
  "absent",
  "reserved",
] as const;
const EXPRESS = [...COMMON, "acs", "egress", "prefix"] as const;
const BRIDGE = ["bus", "xlate-root"] as const;
const ENDPOINT = [...EXPRESS, "pasid", "pasid-no-tlp", "ari", "ats"] as const;
const PORT = [...BRIDGE, ...EXPRESS] as const;

export type FunctionWord =
  | (typeof ENDPOINT | typeof PORT)[number]
  | "no-alias"
  | "pcie-bridge-alias"
  | "of-pf";

/** The words that may follow a function of a kind. */
export const FUNCTION_WORDS: Readonly<Record<Kind, readonly FunctionWord[]>> = {
  "root-port": PORT,
  "upstream-port": PORT,
  "downstream-port": PORT,
  endpoint: ENDPOINT,
  "legacy-endpoint": ENDPOINT,
  rciep: ENDPOINT,
  rcec: EXPRESS,
  "pcie-to-pci-bridge": [...BRIDGE, ...COMMON, "no-alias"],
  "pci-to-pcie-bridge": [...BRIDGE, ...COMMON],
  "pci-bridge": [...BRIDGE, ...COMMON, "pcie-bridge-alias"],
  "pci-device": COMMON,
  vf: ["of-pf", ...COMMON],
};

export type OperationWord =
  | "pasid"
  | "domain"
  | "handle"
  | "fail"
  | "exec"
  | "priv"
  | "owner"
  | "context"
  | "ioas"
  | "region"
  | "hwpt"
  | "of"
  | "to"
  | "object"
  | "for-pasids"
  | "nest-parent"
  | "copy-fault"
  | "driver"
  | "mm"
  | "acs";

interface OperationWords {
  readonly must: readonly OperationWord[];
  readonly may: readonly OperationWord[];
}

/** The words that must and may follow the function of an operation. */
export const OPERATION_WORDS: Readonly<Record<OperationName, OperationWords>> = {
  "pasid-enable": { must: [], may: ["exec", "priv"] },
  "pasid-disable": { must: [], may: [] },
  "device-attach": { must: ["domain"], may: ["fail"] },
  "device-detach": { must: [], may: ["fail"] },
  "rid-attach": { must: ["domain"], may: ["handle", "fail"] },
  "rid-replace": { must: ["domain"], may: ["handle", "fail"] },
  "rid-detach": { must: [], may: ["fail"] },
  "pasid-attach": { must: ["pasid", "domain"], may: ["handle", "fail"] },
  "pasid-replace": { must: ["pasid", "domain"], may: ["handle", "fail"] },
  "pasid-detach": { must: ["pasid"], may: ["fail"] },
  plug: { must: [], may: ["fail"] },
  unplug: { must: [], may: ["fail"] },
  "reset-prepare": { must: [], may: ["fail"] },
  "reset-done": { must: [], may: ["fail"] },
  "acs-set": { must: ["acs"], may: [] },
  claim: { must: ["owner"], may: ["fail"] },
  release: { must: [], may: ["fail"] },
  "driver-bind": { must: [], may: [] },
  "driver-unbind": { must: [], may: [] },
  "fd-bind": { must: ["context"], may: ["fail"] },
  "fd-unbind": { must: [], may: ["fail"] },
  "ioas-alloc": { must: ["ioas"], may: [] },
  "ioas-map": { must: ["ioas", "region"], may: [] },
  "ioas-unmap": { must: ["ioas", "region"], may: [] },
  "hwpt-alloc": { must: ["hwpt", "of"], may: ["for-pasids", "nest-parent"] },
  "fd-destroy": { must: ["object"], may: [] },
  "fd-attach": { must: ["pasid", "to"], may: ["fail"] },
  "fd-replace": { must: ["pasid", "to"], may: ["fail"] },
  "fd-detach": { must: ["pasid"], may: ["fail"] },
  "vfio-attach": { must: ["to"], may: ["copy-fault", "fail"] },
  "vfio-attach-pasid": { must: ["pasid", "to"], may: ["copy-fault", "fail"] },
  "vfio-detach": { must: [], may: ["fail"] },
  "vfio-detach-pasid": { must: ["pasid"], may: ["fail"] },
  "allocate-pasid": { must: ["driver", "domain"], may: ["fail"] },
  "free-pasid": { must: ["driver"], may: ["fail"] },
  "sva-bind": { must: ["mm"], may: ["fail"] },
  "sva-unbind": { must: ["mm"], may: ["fail"] },
};
