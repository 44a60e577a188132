/**
 * The devices whose ACS capability does not say what it should: drivers/pci/quirks.c
 * pci_quirk_intel_spt_pch_acs_match (docs/reference/semantics.md 2.6 Q5),
 * pci_disable_broken_acs_cap (2.2).
 */
import { VENDOR, type Row } from "./row.js";

/**
 * Root ports of Intel's 100 and 200 series and of Sunrise Point-LP: the registers are double words,
 * the control register is at 8 instead of 6.
 */
export const WIDE_ACS: Row = {
  name: "Intel root port with wide ACS registers",
  vendor: VENDOR.INTEL,
  ranges: [
    [0xa110, 0xa11f],
    [0xa167, 0xa16a],
    [0xa290, 0xa29f],
    [0xa2e7, 0xa2ee],
    [0x9d10, 0x9d1b],
  ],
  named: /^(?:[12]00 Series\b.*|Sunrise Point-(?:H|LP)) PCI Express Root Port/,
  when: ["root-port"],
  source: "drivers/pci/quirks.c pci_quirk_intel_spt_pch_acs, pci_quirk_enable_intel_spt_pch_acs",
};

/** IDT switches whose Source Validation drops what it should not: Linux does not use it. */
export const NO_SOURCE_VALIDATION: Row = {
  name: "IDT switch with broken Source Validation",
  vendor: VENDOR.IDT,
  devices: [0x80b5, 0x8090],
  named: /^89HPES16NT16G2 16-Lane 16-Port/,
  source: "drivers/pci/quirks.c pci_disable_broken_acs_cap",
};
