/**
 * The facts that the bytes of a configuration space give about their function, however many bytes
 * there are (64 without privilege, 256, 4096, or cut anywhere). Registers: pci-regs.ts. What is
 * missing is not said; no bytes make the decoder throw.
 */
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { ConfigBytes, extendedList, standardList, type CapabilityList } from "./capability-list.js";
import * as reg from "./pci-regs.js";
import {
  UNSEEN,
  type AcsRecord,
  type ExpressKind,
  type ExpressRecord,
  type Facts,
  type PasidRecord,
  type SriovRecord,
  type SwitchRecord,
} from "./record.js";

const ALL_ONES = 0xff;
const NO_ID = 0xffff;

/**
 * `sizeBytes` is the size of the whole space, where the source knows it: in a space of 256 bytes
 * there are no extended capabilities, in 256 bytes of a larger one they are not shown.
 */
export function decodeConfigSpace(space: Uint8Array, sizeBytes: number | null): Facts {
  const bytes = new ConfigBytes(space);
  const type = bytes.u8(reg.PCI_HEADER_TYPE);
  if (type === ALL_ONES)
    return {
      ...UNSEEN,
      trouble: "its configuration space reads as all ones: switched off or gone",
    };
  const layout = type === null ? null : type & reg.PCI_HEADER_TYPE_MASK;
  const header = layout === 0 || layout === 1 || layout === 2 ? layout : null;
  const bridge = header === 1 || header === 2;
  const identity: Facts = {
    ...UNSEEN,
    vendor: id(bytes.u16(reg.PCI_VENDOR_ID)),
    device: id(bytes.u16(reg.PCI_DEVICE_ID)),
    revision: bytes.u8(reg.PCI_CLASS_REVISION),
    classCode: bytes.u16(reg.PCI_CLASS_REVISION + 2),
    header,
    multifunction: type === null ? null : (type & reg.PCI_HEADER_TYPE_MFD) !== 0,
    secondary: bridge ? bytes.u8(reg.PCI_SECONDARY_BUS) : null,
    subordinate: bridge ? bytes.u8(reg.PCI_SUBORDINATE_BUS) : null,
    subsystem: header === 0 ? subsystemText(bytes) : null,
    rcbaEnabled: bit(bytes.u8(reg.INTEL_LPC_RCBA_REG), reg.INTEL_LPC_RCBA_ENABLE),
  };
  if (header === null)
    return { ...identity, trouble: type === null ? null : `has the unknown header type ${type}` };
  return { ...identity, ...capabilities(bytes, header, sizeBytes) };
}

/** A VF has no ids of its own: they read as ones. */
function id(word: number | null): number | null {
  return word === NO_ID ? null : word;
}

/** As `lspci -n` prints it. */
function subsystemText(bytes: ConfigBytes): string | null {
  const vendor = bytes.u16(reg.PCI_SUBSYSTEM_VENDOR_ID);
  const device = bytes.u16(reg.PCI_SUBSYSTEM_ID);
  if (vendor === null || device === null) return null;
  return [vendor, device].map((word) => word.toString(16).padStart(4, "0")).join(":");
}

function capabilities(
  bytes: ConfigBytes,
  header: 0 | 1 | 2,
  sizeBytes: number | null,
): Partial<Facts> {
  const status = bytes.u16(reg.PCI_STATUS);
  if (status === null) return {};
  // No list, hence no Express capability: Linux looks for no extended one either.
  if ((status & reg.PCI_STATUS_CAP_LIST) === 0) return { standard: "whole", extended: "whole" };
  const cardbus = header === reg.PCI_HEADER_TYPE_CARDBUS;
  const pointer = cardbus ? reg.PCI_CB_CAPABILITY_LIST : reg.PCI_CAPABILITY_LIST;
  const standard = standardList(bytes, pointer);
  const { trouble } = standard;
  const at = standard.at.get(reg.PCI_CAP_ID_EXP);
  if (at === undefined) {
    const extended = standard.extent === "whole" ? "whole" : "unseen";
    return { standard: standard.extent, extended, trouble };
  }
  const extended = extendedList(bytes);
  const none = sizeBytes === reg.PCI_CFG_SPACE_SIZE && bytes.length === sizeBytes;
  return {
    standard: standard.extent,
    extended: none ? "whole" : extended.extent,
    express: expressAt(bytes, at),
    ...extendedCapabilities(bytes, extended),
    trouble: trouble ?? extended.trouble,
  };
}

function extendedCapabilities(bytes: ConfigBytes, list: CapabilityList): Partial<Facts> {
  const acs = list.at.get(reg.PCI_EXT_CAP_ID_ACS);
  const pasid = list.at.get(reg.PCI_EXT_CAP_ID_PASID);
  const ats = list.at.get(reg.PCI_EXT_CAP_ID_ATS);
  const pri = list.at.get(reg.PCI_EXT_CAP_ID_PRI);
  const sriov = list.at.get(reg.PCI_EXT_CAP_ID_SRIOV);
  return {
    acs: acs === undefined ? null : acsAt(bytes, acs),
    pasid: pasid === undefined ? null : pasidAt(bytes, pasid),
    ats: switchAt(bytes, ats, reg.PCI_ATS_CTRL, reg.PCI_ATS_CTRL_ENABLE),
    pri: switchAt(bytes, pri, reg.PCI_PRI_CTRL, reg.PCI_PRI_CTRL_ENABLE),
    ari: list.at.has(reg.PCI_EXT_CAP_ID_ARI),
    sriov: sriov === undefined ? null : sriovAt(bytes, sriov),
  };
}

/** PCI_EXP_TYPE_*: the place in the array is the number. */
const EXPRESS_TYPES: readonly (ExpressKind | null)[] = [
  "endpoint",
  "legacy-endpoint",
  null,
  null,
  "root-port",
  "upstream-port",
  "downstream-port",
  "pcie-to-pci-bridge",
  "pci-to-pcie-bridge",
  "rciep",
  "rcec",
];

function expressAt(bytes: ConfigBytes, at: number): ExpressRecord {
  const flags = bytes.u16(at + reg.PCI_EXP_FLAGS);
  const unsaid = { kind: null, prefix: null, port: null, ariForwarding: null };
  if (flags === null) return unsaid;
  const link = bytes.u32(at + reg.PCI_EXP_LNKCAP);
  const record = {
    ...unsaid,
    kind: EXPRESS_TYPES[(flags >> 4) & 0xf] ?? null,
    port: link === null ? null : link >>> 24,
  };
  // The first version of the capability ends before the registers with a 2 in their name.
  if ((flags & reg.PCI_EXP_FLAGS_VERS) < 2)
    return { ...record, prefix: false, ariForwarding: false };
  return {
    ...record,
    prefix: bit(bytes.u32(at + reg.PCI_EXP_DEVCAP2), reg.PCI_EXP_DEVCAP2_EE_PREFIX),
    ariForwarding: bit(bytes.u16(at + reg.PCI_EXP_DEVCTL2), reg.PCI_EXP_DEVCTL2_ARI),
  };
}

const ACS_MASK = 0x7f;

function acsAt(bytes: ConfigBytes, at: number): AcsRecord {
  const cap = bytes.u16(at + reg.PCI_ACS_CAP);
  const ctrl = bytes.u16(at + reg.PCI_ACS_CTRL);
  const wideCap = bytes.u32(at + reg.PCI_ACS_CAP);
  const wideCtrl = bytes.u32(at + reg.PCI_ACS_CAP + 4);
  return {
    cap: cap === null ? null : cap & ACS_MASK,
    ctrl: ctrl === null ? null : ctrl & ACS_MASK,
    egress: egressAt(bytes, at, cap),
    wide: wideCap === null || wideCtrl === null ? null : { cap: wideCap, ctrl: wideCtrl },
  };
}

const EGRESS_BITS_MAX = 256;

/** The numbers whose bit is 1. A size of 0 says 256 bits. */
function egressAt(bytes: ConfigBytes, at: number, cap: number | null): readonly number[] | null {
  if (cap === null) return null;
  if ((cap & ACS.EC) === 0) return [];
  const said = bytes.u8(at + reg.PCI_ACS_EGRESS_BITS);
  if (said === null) return null;
  const size = said === 0 ? EGRESS_BITS_MAX : said;
  const numbers: number[] = [];
  for (let n = 0; n < size; n++) {
    const byte = bytes.u8(at + reg.PCI_ACS_EGRESS_CTL_V + (n >> 3));
    if (byte === null) return null;
    if ((byte & (1 << (n & 7))) !== 0) numbers.push(n);
  }
  return numbers;
}

function pasidAt(bytes: ConfigBytes, at: number): PasidRecord {
  const cap = bytes.u16(at + reg.PCI_PASID_CAP);
  return {
    width: cap === null ? null : (cap & reg.PCI_PASID_CAP_WIDTH) >> 8,
    exec: bit(cap, reg.PCI_PASID_CAP_EXEC),
    priv: bit(cap, reg.PCI_PASID_CAP_PRIV),
    enabled: bit(bytes.u16(at + reg.PCI_PASID_CTRL), reg.PCI_PASID_CTRL_ENABLE),
  };
}

function switchAt(
  bytes: ConfigBytes,
  at: number | undefined,
  register: number,
  mask: number,
): SwitchRecord | null {
  return at === undefined ? null : { enabled: bit(bytes.u16(at + register), mask) };
}

function sriovAt(bytes: ConfigBytes, at: number): SriovRecord {
  return {
    enabled: bit(bytes.u16(at + reg.PCI_SRIOV_CTRL), reg.PCI_SRIOV_CTRL_VFE),
    total: bytes.u16(at + reg.PCI_SRIOV_TOTAL_VF),
    vfs: bytes.u16(at + reg.PCI_SRIOV_NUM_VF) ?? 0,
    offset: bytes.u16(at + reg.PCI_SRIOV_VF_OFFSET) ?? 0,
    stride: bytes.u16(at + reg.PCI_SRIOV_VF_STRIDE) ?? 0,
  };
}

function bit(word: number | null, mask: number): boolean | null {
  return word === null ? null : (word & mask) !== 0;
}
