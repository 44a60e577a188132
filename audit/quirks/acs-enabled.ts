/**
 * The devices for which Linux answers a question about ACS without looking at their capability:
 * drivers/pci/quirks.c pci_dev_acs_enabled[], in its order; docs/reference/semantics.md 2.6, but
 * for Q5, which reads the capability (acs-registers.ts). The first row that applies answers.
 */
import { ACS, ACS_ISOLATED, type AcsRule } from "../../model/vocabulary/topology/acs.js";
import { VENDOR, type Row } from "./row.js";

export interface AcsRow extends Row {
  readonly rule: AcsRule;
}

const ALL = 0x7f;
const { SV, TB, RR, CR, UF, EC, DT } = ACS;
/** It behaves as if SV, RR, CR and UF were on (Q1, Q3, Q4, Q7). */
const ISOLATES: AcsRule = { mask: ALL, claims: ACS_ISOLATED };
/** Functions of which the vendor says that they do not reach each other (Q2). */
const NO_PEERS: AcsRule = { mask: ALL, claims: SV | TB | RR | CR | UF | DT };
/** Of a question only what concerns multifunction devices is looked at (Q6). */
const SOUTH_BRIDGE: AcsRule = { mask: RR | CR | EC | DT, claims: RR | CR };
/** A definite no, however perfect the capability. */
const NO: AcsRule = { mask: ALL, claims: 0 };

const isolates = (name: string, quirk: string): Omit<AcsRow, "vendor"> => ({
  name: `${name} that isolates without ACS`,
  rule: ISOLATES,
  source: `drivers/pci/quirks.c ${quirk}`,
});
const NO_PEER_TO_PEER: Omit<AcsRow, "vendor"> = {
  name: "multifunction device without peer-to-peer",
  rule: NO_PEERS,
  source: "drivers/pci/quirks.c pci_quirk_mf_endpoint_acs",
};
const AMD_SOUTH_BRIDGE: Omit<AcsRow, "vendor"> = {
  name: "AMD south bridge",
  rule: SOUTH_BRIDGE,
  when: ["multifunction", "root-bus", "ivrs"],
  source: "drivers/pci/quirks.c pci_quirk_amd_sb_acs",
};
const PCH_NAMES = new RegExp(
  "^(?:[5-79] Series\\b.*|8 Series/C220.*|C6[01]0/X[79]9 series chipset|Wellsburg|Ibex Peak" +
    "|(?:Cougar|Panther|Lynx) Point|(?:Lynx|Wildcat) Point-LP) PCI Express Root Port" +
    "|^8 Series PCI Express Root Port [1-6]",
);
const PCH: Omit<AcsRow, "rule"> = {
  name: "Intel PCH root port without ACS",
  vendor: VENDOR.INTEL,
  devices: [
    0x1d10, 0x1d12, 0x1d14, 0x1d16, 0x1d18, 0x1d1a, 0x1d1c, 0x1d1e, 0x8c90, 0x8c92, 0x8c94, 0x8c96,
    0x8c98, 0x8c9a, 0x8c9c, 0x8c9e,
  ],
  ranges: [
    [0x3b42, 0x3b51],
    [0x1c10, 0x1c1f],
    [0x1e10, 0x1e1f],
    [0x8c10, 0x8c1f],
    [0x9c10, 0x9c1b],
    [0x9c90, 0x9c9b],
    [0x8d10, 0x8d1e],
  ],
  named: PCH_NAMES,
  source: "drivers/pci/quirks.c pci_quirk_intel_pch_acs, pci_quirk_enable_intel_pch_acs",
};

/** As Linux leaves it where it can write to the registers behind the Root Complex Base Address. */
export const PCH_ROOT_PORT: AcsRow = { ...PCH, when: ["root-port"], rule: ISOLATES };

/** 82598, 82599 and X520; 82580; 82576; 82575; I350; 82571 without the quad ones; I219. */
const INTEL_NICS: readonly number[] = [
  0x10c6, 0x10db, 0x10dd, 0x10e1, 0x10f1, 0x10f7, 0x10f8, 0x10f9, 0x10fa, 0x10fb, 0x10fc, 0x1507,
  0x1514, 0x151c, 0x1529, 0x152a, 0x154d, 0x154f, 0x1551, 0x1558, 0x1509, 0x150e, 0x150f, 0x1510,
  0x1511, 0x1516, 0x1527, 0x10c9, 0x10e6, 0x10e7, 0x10e8, 0x150a, 0x150d, 0x1518, 0x1526, 0x10a7,
  0x10a9, 0x10d6, 0x1521, 0x1522, 0x1523, 0x1524, 0x105e, 0x10d9, 0x15b7, 0x15b8,
];
/** Only names that no other device has. */
const INTEL_NIC_NAMES = new RegExp(
  `^(?:82598EB 10-Gigabit (?:AF )?Dual Port|82599ES 10-Gigabit SFI|82599 10 Gigabit (?:Dual|TN)|${[
    "10 Gigabit BR KX4",
    "Ethernet Express Module X520-P2",
    "Ethernet X520 10GbE",
    "Ethernet 10G 2P X520",
    "Ethernet Converged Network Adapter X520-Q1",
    "82580 Gigabit",
    "82576(?:NS)? (?:SerDes )?Gigabit",
    "82575EB Gigabit",
    "I350 Gigabit",
    "82571EB/82571GB Gigabit Ethernet Controller D0/D1",
    "82571EB Dual Port Gigabit Mezzanine",
    "Ethernet Connection \\(2\\) I219-(?:LM|V)",
  ].join("|")})`,
);

const TO_INTEL_PCH: readonly AcsRow[] = [
  {
    ...AMD_SOUTH_BRIDGE,
    vendor: VENDOR.ATI,
    devices: [0x4385, 0x439c, 0x4383, 0x439d, 0x4384, 0x4399],
    named: /^SBx00 (?:SMBus|Azalia|PCI to PCI)|^SB7x0\/SB8x0\/SB9x0 (?:IDE|LPC|USB OHCI2)/,
  },
  {
    ...AMD_SOUTH_BRIDGE,
    vendor: VENDOR.AMD,
    devices: [0x780f],
    named: /^FCH PCI Bridge/,
  },
  {
    ...AMD_SOUTH_BRIDGE,
    vendor: VENDOR.AMD,
    devices: [0x7809],
    named: /^FCH USB OHCI Controller/,
    // Those of the same name in slots 12 and 13 are 7807.
    namedWhen: ["at-14.5"],
  },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.SOLARFLARE,
    devices: [0x0903, 0x0923, 0x0a03],
    named: /^SFC9(?:120 10G|[12][24]0 10\/40G) Ethernet Controller(?! \(V)/,
  },
  { ...NO_PEER_TO_PEER, vendor: VENDOR.INTEL, devices: INTEL_NICS, named: INTEL_NIC_NAMES },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.INTEL,
    devices: [0x105f, 0x1060],
    named: /^82571EB Gigabit Ethernet Controller(?! \((?:Copper|Fiber))/,
    // Cards with four ports have the same name, and a switch.
    namedWhen: ["below-root-port"],
  },
  {
    name: "Intel RCiEP",
    vendor: VENDOR.INTEL,
    when: ["rciep"],
    rule: ISOLATES,
    source: "drivers/pci/quirks.c pci_quirk_rciep_acs",
  },
  {
    ...isolates("Qualcomm root port", "pci_quirk_qcom_rp_acs"),
    vendor: VENDOR.QCOM,
    devices: [0x0400, 0x0401, 0x0115, 0x0111, 0x0120],
    named: /QDF24(?:32|00) PCI Express Root Port/,
  },
  {
    ...isolates("HXT root port", "pci_quirk_qcom_rp_acs"),
    vendor: VENDOR.HXT,
    devices: [0x0401],
    named: /PCI Express Root Port/,
  },
  { ...PCH, when: ["root-port", "rcba-off"], rule: NO },
  PCH_ROOT_PORT,
];

const TO_BROADCOM: readonly AcsRow[] = [
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.SERVERENGINES,
    devices: [0x0710],
    named: /^OneConnect 10Gb NIC \(be3\)/,
  },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.EMULEX,
    devices: [0x0720],
    named: /^OneConnect NIC \(Skyhawk\)/,
  },
  {
    ...isolates("Cavium root port", "pci_quirk_cavium_acs"),
    vendor: VENDOR.CAVIUM,
    devices: [0xaf84, 0xb884],
    ranges: [[0xa000, 0xa7ff]],
    named: /ThunderX|^OCTEON TX CN8/i,
    when: ["root-port"],
  },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.CAVIUM,
    devices: [0xa026, 0xa059, 0xa060],
    named: /^THUNDERX BGX|^Octeon (?:TX2 CGX|10 RPM)/,
  },
  {
    ...isolates("X-Gene root port", "pci_quirk_xgene_acs"),
    vendor: VENDOR.AMCC,
    devices: [0xe004],
    named: /^X-Gene PCIe bridge/,
  },
  {
    ...isolates("Ampere root port", "pci_quirk_xgene_acs"),
    vendor: VENDOR.AMPERE,
    ranges: [[0xe005, 0xe00c]],
    named: /^eMAG PCI Express Root Port/,
  },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.BROADCOM,
    devices: [0x16d7, 0x1750, 0x1751, 0x1752, 0x1760, 0x1761, 0x1762, 0x1763],
    named: /^BCM57(?:414|50[248]) NetXtreme-E (?!.*(?:Virtual|Partition))/,
  },
  {
    ...isolates("iProc root port", "pci_quirk_brcm_acs"),
    vendor: VENDOR.BROADCOM,
    devices: [0xd714],
  },
];

const TO_THE_END: readonly AcsRow[] = [
  {
    ...isolates("Loongson root port", "pci_quirk_loongson_acs"),
    vendor: VENDOR.LOONGSON,
    devices: [0x3c09, 0x3c19, 0x3c29, 0x7a09, 0x7a19, 0x7a29, 0x7a39, 0x7a49, 0x7a59, 0x7a69],
    named: /^PCI-to-PCI Bridge|^PCIe x(?:1|4|8|16) Root Port/,
  },
  {
    ...isolates("Annapurna root port", "pci_quirk_al_acs"),
    vendor: VENDOR.AMAZON_ANNAPURNA_LABS,
    devices: [0x0031],
    when: ["root-port"],
  },
  {
    ...NO_PEER_TO_PEER,
    vendor: VENDOR.ZHAOXIN,
    devices: [0x3038, 0x3104, 0x9083],
    named: /^ZX-100\/ZX-200.* (?:PCI to USB Host|StorX AHCI) Controller/,
  },
  {
    ...isolates("NXP root port", "pci_quirk_nxp_rp_acs"),
    vendor: VENDOR.NXP,
    devices: [
      0x8d81, 0x8da1, 0x8d83, 0x8d80, 0x8da0, 0x8d82, 0x8d90, 0x8db0, 0x8d92, 0x8d91, 0x8db1,
      0x8d93, 0x8d89, 0x8da9, 0x8d8b, 0x8d88, 0x8da8, 0x8d8a, 0x8d98, 0x8db8, 0x8d9a, 0x8d99,
      0x8db9, 0x8d9b,
    ],
  },
  {
    ...isolates("Zhaoxin port", "pci_quirk_zhaoxin_pcie_ports_acs"),
    vendor: VENDOR.ZHAOXIN,
    devices: [0x0721],
    ranges: [
      [0x0710, 0x071e],
      [0x0723, 0x0752],
    ],
    named: /^(?:ZX-(?:100\/ZX-)?200|ZX-D|KX-).*(?:Root|Downstream) Port/,
    when: ["port"],
  },
  {
    name: "Zhaoxin port of no known isolation",
    vendor: VENDOR.ZHAOXIN,
    when: ["port"],
    rule: NO,
    source: "drivers/pci/quirks.c pci_quirk_zhaoxin_pcie_ports_acs",
  },
  {
    ...isolates("Wangxun NIC", "pci_quirk_wangxun_nic_acs"),
    vendor: VENDOR.WANGXUN,
    devices: [0x1001, 0x2001, 0x5010, 0x5025, 0x5040, 0x5110, 0x5125, 0x5140],
    ranges: [[0x0100, 0x010f]],
    named: /(?:^WX1860|\bRP[12]000\b|\bFF5\d{3}\b)(?!.*Virtual)/,
  },
  {
    name: "Wangxun device of no known isolation",
    vendor: VENDOR.WANGXUN,
    rule: NO,
    source: "drivers/pci/quirks.c pci_quirk_wangxun_nic_acs",
  },
];

/** The table, in the kernel's order. */
export const ACS_ENABLED: readonly AcsRow[] = [...TO_INTEL_PCH, ...TO_BROADCOM, ...TO_THE_END];
