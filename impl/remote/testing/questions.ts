/**
 * The scenarios that a driver is asked when it is held against the protocol: plain ones, that most
 * designs can express.
 */
import type { BootInput } from "../../../model/vocabulary/design/design.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, pasidColumns } from "../../../model/vocabulary/scenario/scenario.js";
import { ALL, acs, boot, endpoint, port } from "../../testing/topologies.js";
import { requestOf, type Request } from "../protocol/request.js";

/** RR and UF, which PASID needs, are on; SV and CR, which separate groups need, are off. */
const half = acs(ALL, "RR UF");

/** A root port in a group of its own, with two functions of one group below it. */
const machine = boot([
  port("root-port", [0, 8, null], 1),
  endpoint([1, 0, 0], { multifunction: true, acs: half }),
  endpoint([1, 1, 0], { multifunction: true, acs: half }),
]);

/** What a driver is booted with for these operations. */
export function asked(operations: readonly Operation[]): Omit<BootInput, "hardware"> {
  const columns = pasidColumns(operations);
  return { topology: machine, iommu: DEFAULT_IOMMU, operations, columns };
}

export function question(operations: readonly Operation[]): Request {
  return requestOf(asked(operations));
}
