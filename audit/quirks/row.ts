/**
 * A row of the tables of device-specific rules in this folder: the functions that it is for, and
 * the function of the kernel that it comes from. The tables follow drivers/pci/quirks.c of Linux
 * 7.3, in its order.
 */

/** What a rule asks of a function beside its ids. */
export type Condition =
  /** pci_dev.multifunction. */
  | "multifunction"
  /** pci_is_root_bus(dev->bus). */
  | "root-bus"
  /** pci_pcie_type(dev): a root port; a root port or a downstream port; an RCiEP. */
  | "root-port"
  | "port"
  | "rciep"
  /** ACPI has a table IVRS: the machine has an AMD IOMMU. */
  | "ivrs"
  /** The LPC bridge of its bus says that there is no Root Complex Base Address. */
  | "rcba-off"
  /** A conventional bridge below an Express function that is no PCIe-to-PCI bridge. */
  | "hidden-express"
  /** Device 14, function 5 (hexadecimal). */
  | "at-14.5"
  | "below-root-port"
  /** PCI class 0680, other bridge. */
  | "other-bridge"
  /** The revision is 21 or 30 (hexadecimal). */
  | "revision-21-or-30"
  /** Its subsystem is an Adaptec 3405 or 3805. */
  | "adaptec-3405-or-3805";

export interface Row {
  /** What the rule is called in reports. */
  readonly name: string;
  readonly vendor: number;
  /** Device ids. Where neither these nor ranges are given, every device of the vendor. */
  readonly devices?: readonly number[];
  readonly ranges?: readonly (readonly [first: number, last: number])[];
  /** How pci.ids calls these devices, asked only where a source shows names and no ids. */
  readonly named?: RegExp;
  /** Where other devices have that name, too: what tells these from them. */
  readonly namedWhen?: readonly Condition[];
  readonly when?: readonly Condition[];
  /** File and function of the kernel. */
  readonly source: string;
}

/** Vendor ids, by their names in include/linux/pci_ids.h. */
export const VENDOR = {
  LOONGSON: 0x0014,
  ATI: 0x1002,
  AMD: 0x1022,
  EFAR: 0x1055,
  PLX: 0x10b5,
  EMULEX: 0x10df,
  TUNDRA: 0x10e3,
  AMCC: 0x10e8,
  TTI: 0x1103,
  IDT: 0x111d,
  RICOH: 0x1180,
  MICROSEMI: 0x11f8,
  ITE: 0x1283,
  BROADCOM: 0x14e4,
  CAVIUM: 0x177d,
  QCOM: 0x17cb,
  SOLARFLARE: 0x1924,
  NXP: 0x1957,
  JMICRON: 0x197b,
  SERVERENGINES: 0x19a2,
  HUAWEI: 0x19e5,
  ASPEED: 0x1a03,
  ASMEDIA: 0x1b21,
  MARVELL_EXT: 0x1b4b,
  LITE_ON: 0x1c28,
  AMAZON_ANNAPURNA_LABS: 0x1c36,
  ZHAOXIN: 0x1d17,
  HXT: 0x1dbf,
  AMPERE: 0x1def,
  GLENFLY: 0x6766,
  INTEL: 0x8086,
  WANGXUN: 0x8088,
  ADAPTEC2: 0x9005,
} as const;
