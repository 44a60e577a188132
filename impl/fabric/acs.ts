/**
 * Linux' tests of Access Control Services: drivers/pci/pci.c pci_acs_flags_enabled() and
 * pci_acs_enabled(), docs/reference/semantics.md 2.3 and 2.4. A wanted bit that is not implemented
 * counts as enabled.
 */
import { ACS, type Acs } from "../../model/vocabulary/topology/acs.js";
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";

/**
 * pci_acs_flags_enabled(): every wanted bit that the function implements is on. EC is never
 * excused.
 */
export function acsFlagsEnabled(acs: Acs | null, want: number): boolean {
  if (acs === null) return false;
  const asked = want & (acs.cap | ACS.EC);
  return (acs.ctrl & asked) === asked;
}

/**
 * pci_acs_enabled(). `multifunction` is an argument, because in a hot scan it is not yet what it
 * will be when the function itself is grouped. A device-specific rule decides before all else.
 */
export function acsEnabled(f: PciFunction, multifunction: boolean, want: number): boolean {
  const rule = f.acsRule;
  if (rule !== undefined) return (want & rule.mask & ~rule.claims) === 0;
  switch (f.kind) {
    case "root-port":
    case "downstream-port":
      return acsFlagsEnabled(f.acs, want);
    case "upstream-port":
    case "endpoint":
    case "legacy-endpoint":
    case "rciep":
      return !multifunction || acsFlagsEnabled(f.acs, want);
    case "vf":
      return !multifunction;
    case "rcec":
    case "pcie-to-pci-bridge":
    case "pci-to-pcie-bridge":
    case "pci-bridge":
    case "pci-device":
      return false;
    default:
      return f satisfies never;
  }
}
