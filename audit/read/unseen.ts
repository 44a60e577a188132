/**
 * The facts of a function that its source does not show, and that groups or PASID may rest on.
 * Nothing that rests on one of them is asserted: a finding must hold in every reading of the
 * machine.
 */
export type Unseen =
  /** It is not in the dump at all: it stands in for what must be there. */
  | "function"
  /** Whether it is a port, a bridge to PCI, an endpoint, or conventional. */
  | "kind"
  /** The bridge it stands below, or whether its bus is a root bus. */
  | "place"
  /** Header type bit 7. */
  | "multifunction"
  /** Whether an IOMMU translates it. */
  | "iommu"
  /** Whether it has an ACS capability. */
  | "acs"
  /** Which bits its ACS capability implements, or which of them are on. */
  | "acs-bits"
  /** Its ACS Egress Control Vector, which is in use. */
  | "egress"
  /** Whether it supports End-End TLP Prefixes. */
  | "prefix"
  /** Whether it has a PASID capability. */
  | "pasid"
  /** Width, Exec or Priv of its PASID capability. */
  | "pasid-fields";
