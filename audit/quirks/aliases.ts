/**
 * The devices whose DMA also appears under other functions of their bus: the callers of
 * pci_add_dma_alias in drivers/pci/quirks.c, docs/reference/semantics.md 3.3.
 */
import { VENDOR, type Row } from "./row.js";

export interface AliasRow extends Row {
  /** The devfns it adds to the mask of a function at `devfn`, which may be among them. */
  readonly aliases: (devfn: number) => readonly number[];
}

const FUNCTIONS = 8;
const SLOTS = 0x20;
const every = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);
const functionOfSlot =
  (number: number) =>
  (devfn: number): readonly number[] => [(devfn & ~7) | number];

const FUNCTION_0 = {
  name: "DMA as function 0",
  source: "drivers/pci/quirks.c quirk_dma_func0_alias",
  aliases: functionOfSlot(0),
};
const FUNCTION_1 = {
  name: "DMA as function 1",
  source: "drivers/pci/quirks.c quirk_dma_func1_alias",
  aliases: functionOfSlot(1),
};

/** Only names that no other device has. */
const MARVELL_NAMES = new RegExp(
  "^88S(?:E912[035] |E9128 PCIe|E912x SATA|E9170 PCIe 2|E9172 SATA 6|[ES]918[23] " +
    "|E92(?:15|20|30|35) )",
);

export const ALIASES: readonly AliasRow[] = [
  {
    ...FUNCTION_0,
    vendor: VENDOR.RICOH,
    devices: [0xe832, 0xe476],
    named: /^R5C832 PCIe IEEE 1394 Controller|^CardBus bridge/,
  },
  {
    ...FUNCTION_0,
    vendor: VENDOR.GLENFLY,
    devices: [0x3d40, 0x3d41],
    named: /^Arise-?(?:GT-10C0|1020) High Definition Audio/,
  },
  {
    ...FUNCTION_1,
    vendor: VENDOR.MARVELL_EXT,
    devices: [
      0x9120, 0x9123, 0x9125, 0x9128, 0x9130, 0x9170, 0x9172, 0x917a, 0x9182, 0x9183, 0x91a0,
      0x9215, 0x9220, 0x9230, 0x9235,
    ],
    named: MARVELL_NAMES,
  },
  {
    ...FUNCTION_1,
    vendor: VENDOR.TTI,
    devices: [0x0642, 0x0645],
    named: /^RocketRAID 64[24]L\b/,
  },
  { ...FUNCTION_1, vendor: VENDOR.JMICRON, devices: [0x2392] },
  { ...FUNCTION_1, vendor: VENDOR.LITE_ON, devices: [0x0122], named: /^M6e PCI Express SSD/ },
  {
    name: "DMA as a hidden function",
    vendor: VENDOR.ADAPTEC2,
    devices: [0x0285],
    named: /^AAC-RAID(?! \(Rocket\))/,
    when: ["adaptec-3405-or-3805"],
    source: "drivers/pci/quirks.c quirk_fixed_dma_alias",
    aliases: () => [1 * FUNCTIONS],
  },
  {
    name: "MIC x200 NTB",
    vendor: VENDOR.INTEL,
    devices: [0x2260, 0x2264],
    source: "drivers/pci/quirks.c quirk_mic_x200_dma_alias",
    aliases: () => [0x10 * FUNCTIONS, 0x11 * FUNCTIONS, 0x12 * FUNCTIONS + 3],
  },
  {
    name: "Intel Visual Compute Accelerator",
    vendor: VENDOR.INTEL,
    devices: [0x2954, 0x2955, 0x2956, 0x2958, 0x2959, 0x295a],
    source: "drivers/pci/quirks.c quirk_pex_vca_alias",
    aliases: () => every(SLOTS).flatMap((slot) => every(5).map((n) => slot * FUNCTIONS + n)),
  },
  {
    name: "PLX NTB",
    vendor: VENDOR.PLX,
    devices: [0x87b0, 0x87b1],
    named: /^PEX PCI Express Switch NT[01] Port Virtual Interface/,
    source: "drivers/pci/quirks.c quirk_plx_ntb_dma_alias",
    aliases: () => every(256),
  },
];

/** Their aliases are in registers of their own, which no dump shows. */
export const SWITCHTEC: readonly Row[] = [
  {
    name: "Switchtec NTB",
    vendor: VENDOR.MICROSEMI,
    devices: [
      0x4000, 0x4028, 0x4036, 0x4052, 0x4068, 0x4084, 0x4100, 0x4128, 0x4136, 0x4152, 0x4168,
      0x4184, 0x4200, 0x4228, 0x4236, 0x4252, 0x4268, 0x4284, 0x4328, 0x4336, 0x4352, 0x4428,
      0x4436, 0x4452, 0x4528, 0x4536, 0x4552, 0x5000, 0x5028, 0x5036, 0x5052, 0x5068, 0x5084,
      0x5100, 0x5128, 0x5136, 0x5152, 0x5168, 0x5184, 0x5200, 0x5228, 0x5236, 0x5252, 0x5268,
      0x5284, 0x5300, 0x5328, 0x5336, 0x5352, 0x5368, 0x5384, 0x5400, 0x5428, 0x5436, 0x5452,
      0x5468, 0x5484, 0x5500, 0x5528, 0x5536, 0x5552, 0x5568, 0x5584,
    ],
    ranges: [
      [0x8531, 0x8536],
      [0x8541, 0x8546],
      [0x8551, 0x8556],
      [0x8561, 0x8566],
      [0x8571, 0x8576],
    ],
    named: /\bP[FSA]X(?:-?[LIA])? \d+xG[345]\b/i,
    when: ["other-bridge"],
    source: "drivers/pci/quirks.c quirk_switchtec_ntb_dma_alias",
  },
  {
    name: "Switchtec NTB",
    vendor: VENDOR.EFAR,
    ranges: [[0x1001, 0x1006]],
    when: ["other-bridge"],
    source: "drivers/pci/quirks.c quirk_switchtec_ntb_dma_alias",
  },
];
