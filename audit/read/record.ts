/**
 * The record of one function of a real machine: what a source says of it, nothing concluded. The
 * text of lspci and the bytes of configuration space are read into the same facts, so that either
 * can fill what the other lacks.
 */
import type { Address } from "../../model/vocabulary/topology/address.js";
import type { Kind } from "../../model/vocabulary/topology/topology.js";

/** The device and port types of the Express capability, as kinds. */
export type ExpressKind = Exclude<Kind, "pci-bridge" | "pci-device" | "vf">;

/**
 * The Express capability. What is null is not said: all of it where only an extended capability
 * shows that the function is PCI Express.
 */
export interface ExpressRecord {
  /** Null also for a type that this reader does not know. */
  readonly kind: ExpressKind | null;
  /** Device Capabilities 2: End-End TLP Prefix Supported. */
  readonly prefix: boolean | null;
  /** Link Capabilities: Port Number, by which ACS egress vectors name a port. */
  readonly port: number | null;
  /** Device Control 2: ARI Forwarding Enable. */
  readonly ariForwarding: boolean | null;
}

/** The ACS capability. What is null is not said: lspci -v has the capability without its bits. */
export interface AcsRecord {
  readonly cap: number | null;
  readonly ctrl: number | null;
  /** The numbers whose bit is 1 in the Egress Control Vector; empty where EC is not implemented. */
  readonly egress: readonly number[] | null;
  /**
   * The registers as Intel's Sunrise Point root ports have them, two double words (Linux
   * drivers/pci/quirks.c INTEL_SPT_ACS_CTRL). Only bytes say them; on other functions they are
   * meaningless.
   */
  readonly wide: { readonly cap: number; readonly ctrl: number } | null;
}

/** The PASID capability; null where its fields are not said. */
export interface PasidRecord {
  readonly width: number | null;
  readonly exec: boolean | null;
  readonly priv: boolean | null;
  readonly enabled: boolean | null;
}

/** The ATS or the PRI capability, as far as it can be on or off. */
export interface SwitchRecord {
  readonly enabled: boolean | null;
}

/** The SR-IOV capability, as far as it says where the VFs are. */
export interface SriovRecord {
  /** VF Enable. */
  readonly enabled: boolean | null;
  readonly total: number | null;
  readonly vfs: number;
  readonly offset: number;
  readonly stride: number;
}

/** How much of a list of capabilities a source shows. */
export type Extent = "whole" | "part" | "unseen";

/** What one source says of a function. Null: not said, or for a capability: not seen. */
export interface Facts {
  readonly vendor: number | null;
  readonly device: number | null;
  readonly revision: number | null;
  /** PCI class code, 16 bits. */
  readonly classCode: number | null;
  /** Layout of the header: 0 function, 1 bridge, 2 CardBus bridge. */
  readonly header: 0 | 1 | 2 | null;
  /** Header type bit 7. */
  readonly multifunction: boolean | null;
  /** Bus numbers behind it, where it is a bridge. */
  readonly secondary: number | null;
  readonly subordinate: number | null;
  /** The list from PCI_CAPABILITY_LIST on, and the one from 0x100 on. */
  readonly standard: Extent;
  readonly extended: Extent;
  readonly express: ExpressRecord | null;
  readonly acs: AcsRecord | null;
  readonly pasid: PasidRecord | null;
  readonly ats: SwitchRecord | null;
  readonly pri: SwitchRecord | null;
  readonly ari: boolean;
  readonly sriov: SriovRecord | null;
  /** Its subsystem as lspci prints it: a name, ids, or both. */
  readonly subsystem: string | null;
  /** Bit 0 at f0, where LPC bridges of Intel have RCBA Enable. On others it is meaningless. */
  readonly rcbaEnabled: boolean | null;
  /** What is wrong with what it shows, in words that follow its address. */
  readonly trouble: string | null;
}

export interface FunctionRecord extends Address, Facts {
  /** Line of its header in the dump, from 1; 0 where there is no text. */
  readonly line: number;
  /** The header without the address: `VGA compatible controller: ...`. */
  readonly title: string;
  readonly driver: string | null;
  readonly group: number | null;
  /** Some of its capabilities could not be read, for want of privilege. */
  readonly denied: boolean;
  /** Address of its PF, where the source says it. */
  readonly physical: Address | null;
  /** Address of the VMD endpoint above its root bus, where the source says it. */
  readonly vmd: Address | null;
}

/** Of a function of which nothing is said. */
export const UNSEEN: Facts = Object.freeze({
  vendor: null,
  device: null,
  revision: null,
  classCode: null,
  header: null,
  multifunction: null,
  secondary: null,
  subordinate: null,
  standard: "unseen",
  extended: "unseen",
  express: null,
  acs: null,
  pasid: null,
  ats: null,
  pri: null,
  ari: false,
  sriov: null,
  subsystem: null,
  rcbaEnabled: null,
  trouble: null,
});

/** The title of a function that must be there, though the source does not show it. */
export const STAND_IN_TITLE = "(not in the dump)";
