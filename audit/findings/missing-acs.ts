/**
 * The ACS bits that an element lacks where Linux finds that it does not isolate (drivers/pci/pci.c
 * pci_acs_enabled, docs/reference/semantics.md 2.3 and 2.4), as data.
 */
import { acsEnabled } from "../../model/fabric/acs.js";
import {
  acsOf,
  isExpress,
  multifunctionAfterScan,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";

export type Lack =
  /** These bits are implemented and off: software can switch them on. */
  | { readonly why: "off"; readonly bits: number }
  /** It has no ACS capability, and would need one. */
  | { readonly why: "absent" }
  /** A device-specific rule of Linux answers for it, and does not claim these bits. */
  | { readonly why: "rule"; readonly bits: number }
  /** Linux trusts no function of its kind, whatever its capability says. */
  | { readonly why: "kind" };

/** What `f` lacks of the ACS bits in `want`, once all functions are scanned; null if nothing. */
export function lackOf(f: PciFunction, want: number): Lack | null {
  if (acsEnabled(f, want, multifunctionAfterScan(f))) return null;
  if (f.acsRule !== undefined)
    return { why: "rule", bits: want & f.acsRule.mask & ~f.acsRule.claims };
  if (!isExpress(f) || f.kind === "rcec") return { why: "kind" };
  const acs = acsOf(f);
  return acs === null ? { why: "absent" } : { why: "off", bits: want & acs.cap & ~acs.ctrl };
}

export function sameLack(a: Lack | null, b: Lack | null): boolean {
  if (a === null || b === null) return a === b;
  const bits = ("bits" in a ? a.bits : 0) === ("bits" in b ? b.bits : 0);
  return a.why === b.why && bits;
}
