/**
 * The default machine: the conditions of theorem T2 (docs/reference/semantics.md section 13), under
 * which a machine is as Linux itself configures it. pci_enable_acs() has switched on every
 * implemented one of SV RR CR UF and no other bit (drivers/pci/pci.c), no device-specific rule
 * answers in place of the capability, no function has a DMA alias or is redirected to another
 * requester, every function is behind the IOMMU, parents are probed first, and nobody writes ACS
 * control later. Bits that are not implemented, functions without ACS, hot scan and hot-added
 * functions are ordinary.
 */
import { ACS_ISOLATED } from "../topology/acs.js";
import { acsOf, type PciFunction, type Topology } from "../topology/topology.js";
import type { Scenario } from "./scenario.js";

/** Whether a scenario stays within the conditions from its boot to its last operation. */
export function isDefaultMachine({ topology, operations }: Scenario): boolean {
  return isDefaultTopology(topology) && operations.every(({ op }) => op !== "acs-set");
}

export function isDefaultTopology({ functions, probe }: Topology): boolean {
  return probe.order === null && functions.every((f) => isDefaultFunction(f));
}

function isDefaultFunction(f: PciFunction): boolean {
  return (
    f.iommu &&
    f.realDma === null &&
    f.aliases.length === 0 &&
    f.acsRule === undefined &&
    hasDefaultAcs(f)
  );
}

function hasDefaultAcs(f: PciFunction): boolean {
  const acs = acsOf(f);
  return acs === null || acs.ctrl === (acs.cap & ACS_ISOLATED);
}
