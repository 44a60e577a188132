/**
 * The devices that are VMD endpoints: drivers/pci/controller/vmd.c vmd_ids. What stands behind one
 * does its DMA as the endpoint (arch/x86/pci/common.c pci_real_dma_dev).
 */
import { VENDOR, type Row } from "./row.js";

export const VMD: Row = {
  name: "Intel VMD",
  vendor: VENDOR.INTEL,
  devices: [0x201d, 0x28c0, 0x467f, 0x4c3d, 0x7d0b, 0x9a0b, 0xa77f, 0xad0b, 0xb06f, 0xb07f, 0xb60b],
  named: /^Volume Management Device/,
  source: "arch/x86/pci/common.c pci_real_dma_dev, drivers/pci/controller/vmd.c vmd_ids",
};
