/**
 * The Access Control Services bits (PCIe base specification 6.12; Linux
 * include/uapi/linux/pci_regs.h PCI_ACS_*). What the bits do is in model/fabric/acs.ts.
 */

/** Bit values, equal in the capability and in the control register. */
export const ACS = {
  /** Source Validation. */
  SV: 0x01,
  /** Translation Blocking. */
  TB: 0x02,
  /** P2P Request Redirect. */
  RR: 0x04,
  /** P2P Completion Redirect. */
  CR: 0x08,
  /** Upstream Forwarding. */
  UF: 0x10,
  /** P2P Egress Control. */
  EC: 0x20,
  /** Direct Translated P2P. */
  DT: 0x40,
} as const;

export type AcsBit = keyof typeof ACS;

export const ACS_BITS: readonly AcsBit[] = ["SV", "TB", "RR", "CR", "UF", "EC", "DT"];

/**
 * What Linux asks of a path before it forms a separate group (drivers/iommu/iommu.c REQ_ACS_FLAGS).
 */
export const ACS_ISOLATED = ACS.SV | ACS.RR | ACS.CR | ACS.UF;

/** What Linux asks of a path before PASID may be enabled (drivers/pci/ats.c pci_enable_pasid). */
export const ACS_PASID = ACS.RR | ACS.UF;

/** The ACS extended capability of one function. */
export interface Acs {
  /** Implemented bits (ACS Capability register). */
  readonly cap: number;
  /** Bits that are on (ACS Control register); a subset of `cap`. */
  readonly ctrl: number;
  /**
   * Egress Control Vector: the peers whose bit is 1, each by its devfn, ascending. Only read where
   * EC is on. (The register counts port or function numbers; a peer's devfn names the same thing
   * within one bus.)
   */
  readonly egress: readonly number[];
}

/**
 * What Linux answers for a function instead of looking at its capability (drivers/pci/quirks.c
 * pci_dev_specific_acs_enabled): a request is enabled iff no bit of `request & mask` is outside
 * `claims`. `claims` 0 is a definite no.
 */
export interface AcsRule {
  readonly claims: number;
  /** The bits that the rule looks at; the others of a request are ignored. */
  readonly mask: number;
}

/** `RR UF`, in register order; `-` for none. */
export function acsBitsText(bits: number): string {
  const names = ACS_BITS.filter((name) => (bits & ACS[name]) !== 0);
  return names.length === 0 ? "-" : names.join(" ");
}

/** `acs RR UF of SV RR CR UF`: the bits that are on, of those that are implemented. */
export function acsOfText({ ctrl, cap }: Pick<Acs, "ctrl" | "cap">): string {
  return `acs ${acsBitsText(ctrl)} of ${acsBitsText(cap)}`;
}
