/**
 * The uses that a scenario makes of PASIDs, and whether PASID was enabled by then, as Linux checks
 * it (drivers/pci/ats.c pci_enable_pasid(); errno-table section 1).
 */
import { prefixReachesRoot } from "../../model/fabric/pasid.js";
import type { Facts } from "../../model/fabric/facts.js";
import { usesPasid, type Operation } from "../../model/vocabulary/operation/operation.js";
import { isEndpoint, pasidOf } from "../../model/vocabulary/topology/topology.js";
import type { Finding } from "../invariants/invariant.js";

export interface PasidUse {
  readonly dev: number;
  /** Whether the function has PASIDs at all (max_pasids). */
  readonly capable: boolean;
  /** Whether PASID was enabled on it, or for a VF on its PF. */
  readonly enabled: boolean;
}

export function pasidUses(
  facts: Facts,
  operations: readonly Operation[],
  { device, pasid }: Pick<Finding, "device" | "pasid">,
): readonly PasidUse[] {
  const enabled = new Set<number>();
  const uses: PasidUse[] = [];
  const use = (dev: number): void => {
    const capable = facts.maxPasids(dev) > 0;
    uses.push({ dev, capable, enabled: enabled.has(facts.pasidOwner(dev)) });
  };
  for (const op of operations) {
    const dev = op.dev % facts.functions;
    if (usesPasid(op)) use(dev);
    if (op.op === "pasid-enable" && canEnable(facts, dev)) enabled.add(dev);
    if (op.op === "pasid-disable" || op.op === "unplug") enabled.delete(dev);
  }
  // A member that is only named by the finding need not have PASIDs: then the finding says so.
  if (device !== null && pasid !== null && pasid > 0 && facts.maxPasids(device) > 0) use(device);
  return uses;
}

function canEnable(facts: Facts, dev: number): boolean {
  const f = facts.topology.functions[dev];
  if (f === undefined || pasidOf(f) === null) return false;
  const noTlp = isEndpoint(f) && f.pasidNoTlp;
  if (!noTlp && !prefixReachesRoot(facts.topology, dev)) return false;
  return facts.failingPasidPath(dev) === null;
}
