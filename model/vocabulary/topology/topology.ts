/**
 * A PCI topology: a flat list of functions in which every parent stands before its children, so
 * that every array is a forest by construction. Linux: struct pci_dev, struct pci_bus
 * (include/linux/pci.h). `topology()` in build.ts is the only way to make one that is known to be
 * possible.
 */
import type { Acs, AcsRule } from "./acs.js";

/** Limits of a topology, so that no input can make a run explode. */
export const FUNCTIONS_MAX = 4096;
export const SEGMENT_MAX = 0xffff_ffff;

/** What every function has. */
export interface CommonFunction {
  /** PCI segment (domain) number; functions behind a VMD have one of 0x10000 and up. */
  readonly segment: number;
  /** Number of the bus the function is on, 0..255. */
  readonly bus: number;
  /** Device number << 3 | function number, 0..255. */
  readonly devfn: number;
  /** Index of the bridge whose secondary side this function is on; null on a root bus. */
  readonly parent: number | null;
  /** Header type bit 7, as the function's own header says it. A VF never has it. */
  readonly multifunction: boolean;
  /**
   * pci_dev.dma_alias_mask: devfns on the same bus under which its DMA may also appear, present or
   * not.
   */
  readonly aliases: readonly number[];
  /**
   * pci_real_dma_dev(): index of the function whose requester ID it really uses (VMD); null: its
   * own.
   */
  readonly realDma: number | null;
  /** False where no IOMMU driver serves it (probe_device says -ENODEV): it never gets a group. */
  readonly iommu: boolean;
  /** A device-specific rule that answers for its ACS; absent: its capability answers. */
  readonly acsRule?: AcsRule;
  /** Firmware demands a direct mapping (IOMMU_RESV_DIRECT): it may not be blocked. */
  readonly directMap: boolean;
  /** Not there at boot: an operation may plug it (hot-plug.ts says which can); left out: there. */
  readonly absent?: true;
  /**
   * IOVA regions (operation/iommufd.ts REGIONS_MAX), ascending, that no user may map while the
   * function's RID is attached: iommu_get_resv_regions(), like an MSI window; left out: none.
   */
  readonly reserved?: readonly number[];
}

/** What functions with a PCI Express capability and reachable extended configuration space have. */
export interface ExpressFunction extends CommonFunction {
  /** The ACS extended capability; null where there is none. */
  readonly acs: Acs | null;
  /** Device Capabilities 2: End-End TLP Prefix Supported. */
  readonly prefix: boolean;
}

/** What functions with a secondary bus have. */
export interface BridgeFunction extends CommonFunction {
  /** Secondary bus number, larger than its own bus number. */
  readonly secondary: number;
  /** PCI_DEV_FLAGS_BRIDGE_XLATE_ROOT: the IOMMU sits at this bridge, the alias walk stops here. */
  readonly xlateRoot: boolean;
}

/** The PASID extended capability. */
export interface Pasid {
  /** Max PASID Width, 0..20: PASIDs 0 .. 2^width - 1. */
  readonly width: number;
  /** Execute Permission Supported. */
  readonly exec: boolean;
  /** Privileged Mode Supported. */
  readonly priv: boolean;
}

export interface Port extends ExpressFunction, BridgeFunction {
  readonly kind: "root-port" | "upstream-port" | "downstream-port";
}

export interface Endpoint extends ExpressFunction {
  readonly kind: "endpoint" | "legacy-endpoint" | "rciep";
  readonly pasid: Pasid | null;
  /** pci_dev.pasid_no_tlp: PASID works without end-end prefixes (a device-specific rule). */
  readonly pasidNoTlp: boolean;
  /** The ARI capability: the device number is dropped, function numbers are 0..255. */
  readonly ari: boolean;
  /** The ATS capability: a reset of the function pauses its translation; left out: none. */
  readonly ats?: true;
}

export interface EventCollector extends ExpressFunction {
  readonly kind: "rcec";
}

export interface PcieToPciBridge extends BridgeFunction {
  readonly kind: "pcie-to-pci-bridge";
  /**
   * PCI_DEV_FLAGS_BRIDGE_NO_ALIAS: it forwards the requester IDs of its secondary side unchanged.
   */
  readonly noAlias: boolean;
}

export interface PciToPcieBridge extends BridgeFunction {
  readonly kind: "pci-to-pcie-bridge";
}

export interface PciBridge extends BridgeFunction {
  readonly kind: "pci-bridge";
  /** PCI_DEV_FLAG_PCIE_BRIDGE_ALIAS: in truth a PCIe-to-PCI bridge that hides its capability. */
  readonly pcieAlias: boolean;
}

export interface PciDevice extends CommonFunction {
  readonly kind: "pci-device";
}

export interface VirtualFunction extends CommonFunction {
  readonly kind: "vf";
  /** Index of its physical function. */
  readonly pf: number;
}

export type PciFunction =
  | Port
  | Endpoint
  | EventCollector
  | PcieToPciBridge
  | PciToPcieBridge
  | PciBridge
  | PciDevice
  | VirtualFunction;

export type Kind = PciFunction["kind"];

export type Bridge = Port | PcieToPciBridge | PciToPcieBridge | PciBridge;

/**
 * How the functions come to the IOMMU core.
 * `boot`: all are scanned, then the IOMMU driver registers and probes them in `order`.
 * `hot`: the IOMMU driver is there first; each function is probed as it is added, in `order`, and
 * does not see those that come after it. VFs are added when all others are done, in both.
 */
export interface Probe {
  readonly scan: "boot" | "hot";
  /** A permutation of the indices; null: Linux' enumeration order. */
  readonly order: readonly number[] | null;
}

export interface Topology {
  readonly functions: readonly PciFunction[];
  readonly probe: Probe;
}

export const KINDS: readonly Kind[] = [
  "root-port",
  "upstream-port",
  "downstream-port",
  "endpoint",
  "legacy-endpoint",
  "rciep",
  "rcec",
  "pcie-to-pci-bridge",
  "pci-to-pcie-bridge",
  "pci-bridge",
  "pci-device",
  "vf",
];

/** What functions of every kind can have. */
export type FunctionFields = CommonFunction &
  Partial<
    Omit<ExpressFunction & BridgeFunction, keyof CommonFunction> &
      Pick<Endpoint, "pasid" | "pasidNoTlp" | "ari" | "ats"> &
      Pick<PcieToPciBridge, "noAlias"> &
      Pick<PciBridge, "pcieAlias">
  >;

/**
 * A function of any kind, to be asked for any field. What it cannot have is left out or undefined,
 * so nobody asks with `in`: functions that are drawn have one shape, whatever their kind, because
 * searches look into them all the time.
 */
export function fieldsOf(f: PciFunction): FunctionFields {
  return f;
}

/** True for functions that have a bus below them. */
export function isBridge(f: PciFunction): f is Bridge {
  return fieldsOf(f).secondary !== undefined;
}

/** True for functions with a PCI Express capability and reachable extended configuration space. */
export function isExpress(f: PciFunction): f is Port | Endpoint | EventCollector {
  return fieldsOf(f).acs !== undefined;
}

/** True for root, upstream and downstream ports. */
export function isPort(f: PciFunction): f is Port {
  return f.kind === "root-port" || f.kind === "upstream-port" || f.kind === "downstream-port";
}

/** True for endpoints, legacy endpoints and root-complex integrated endpoints. */
export function isEndpoint(f: PciFunction): f is Endpoint {
  return f.kind === "endpoint" || f.kind === "legacy-endpoint" || f.kind === "rciep";
}

/** The ACS capability of a function, null where it has or can have none. */
export function acsOf(f: PciFunction): Acs | null {
  return fieldsOf(f).acs ?? null;
}

/** The PASID capability of the function itself (a VF has none of its own). */
export function pasidOf(f: PciFunction): Pasid | null {
  return fieldsOf(f).pasid ?? null;
}

/** The function whose PASID capability and control register count: of a VF its PF's. */
export function pasidOwner(f: PciFunction, dev: number): number {
  return f.kind === "vf" ? f.pf : dev;
}

/** Whether the function is there at boot. */
export function isThereAtBoot(f: PciFunction): boolean {
  return f.absent !== true;
}

/** pci_ats_supported(): only then do the reset functions of the IOMMU core act. */
export function hasAts(f: PciFunction): boolean {
  return isEndpoint(f) && f.ats === true;
}

/**
 * The function number as pci_scan_slot counts it: 0..255 with ARI, else 0..7. On a root bus there
 * is no port that could forward ARI.
 */
export function functionNumber(f: PciFunction): number {
  return isEndpoint(f) && f.ari && f.parent !== null ? f.devfn : f.devfn & 7;
}

/**
 * pci_dev.multifunction once the whole bus has been scanned: the header bit, forced on for every
 * function above 0 (pci_scan_slot), never on for a VF (pci_iov_add_virtfn).
 */
export function multifunctionAfterScan(f: PciFunction): boolean {
  return f.kind !== "vf" && (f.multifunction || functionNumber(f) > 0);
}

/** PCI_SLOT(): the device number. */
export function slotOf(f: PciFunction): number {
  return f.devfn >> 3;
}

/** The requester ID of a function within its segment: bus << 8 | devfn. */
export function requesterId(bus: number, devfn: number): number {
  return (bus << 8) | devfn;
}

/** IOVA ranges, all of one size and apart from each other, that maps and devices speak of: 1..4. */
export const REGIONS_MAX = 4;
