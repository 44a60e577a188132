/**
 * The devices that Linux marks: bridges by what they do to requester IDs
 * (docs/reference/semantics.md 3.1, 3.3), and endpoints that use PASID without prefixes (6).
 */
import { VENDOR, type Row } from "./row.js";

export interface FlagRow extends Row {
  readonly flag: "xlateRoot" | "noAlias" | "pcieAlias" | "pasidNoTlp";
}

const HIDDEN = {
  name: "PCIe-to-PCI bridge without Express capability",
  flag: "pcieAlias" as const,
  when: ["hidden-express"] as const,
  source: "drivers/pci/quirks.c quirk_use_pcie_bridge_dma_alias",
};

export const FLAGS: readonly FlagRow[] = [
  {
    ...HIDDEN,
    vendor: VENDOR.ASMEDIA,
    devices: [0x1080],
    named: /^ASM1083\/1085 PCIe to PCI Bridge/,
  },
  { ...HIDDEN, vendor: VENDOR.TUNDRA, devices: [0x8113] },
  {
    ...HIDDEN,
    vendor: VENDOR.ITE,
    devices: [0x8892, 0x8893],
    named: /^IT889[23]E? PCIe to PCI Bridge/,
  },
  { ...HIDDEN, vendor: VENDOR.INTEL, devices: [0x244e], named: /^82801 PCI Bridge/ },
  {
    name: "IOMMU below the root bus",
    flag: "xlateRoot",
    vendor: VENDOR.BROADCOM,
    devices: [0x9000, 0x9084],
    source: "drivers/pci/quirks.c quirk_bridge_cavm_thrx2_pcie_root",
  },
  {
    name: "bridge that forwards requester IDs",
    flag: "noAlias",
    vendor: VENDOR.ASPEED,
    devices: [0x1150],
    named: /^AST1150 PCI-to-PCI Bridge/,
    source: "drivers/pci/quirks.c quirk_aspeed_pci_bridge_no_alias",
  },
  {
    name: "PASID without prefixes",
    flag: "pasidNoTlp",
    vendor: VENDOR.HUAWEI,
    devices: [0xa250, 0xa251, 0xa255, 0xa256, 0xa258, 0xa259],
    named: /^HiSilicon (?:ZIP|SEC|HPRE) Engine/,
    when: ["revision-21-or-30"],
    source: "drivers/pci/quirks.c quirk_huawei_pcie_sva",
  },
];
