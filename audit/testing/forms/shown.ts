/**
 * A topology as lspci sees it: each function with its class, ids, names, buses and group. It is
 * what the printers of this folder print; the facts that no register holds (device-specific rules,
 * DMA aliases) are left out of it, so that the topology is the truth that every form is held to.
 */
import { linuxGrouped } from "../../findings/boot-groups.js";
import { ACS_ISOLATED, type Acs } from "../../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  fieldsOf,
  requesterId,
  type Kind,
  type Pasid,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";

/** Ids and names of one kind of device, as pci.ids would have them. */
export interface Model {
  readonly classCode: number;
  readonly className: string;
  readonly progIf: number;
  readonly progIfName: string | null;
  readonly vendor: number;
  readonly vendorName: string;
  readonly device: number;
  readonly deviceName: string;
}

export interface ShownFunction extends Model {
  readonly segment: number;
  readonly bus: number;
  readonly devfn: number;
  readonly kind: Kind;
  readonly multifunction: boolean;
  /** Null where it is no bridge. */
  readonly buses: {
    readonly primary: number;
    readonly secondary: number;
    readonly subordinate: number;
  } | null;
  /** The device and port type of the Express capability; null: it has none. */
  readonly expressType: number | null;
  readonly prefix: boolean;
  readonly acs: Acs | null;
  readonly pasid: Pasid | null;
  readonly ari: boolean;
  readonly sriov: { readonly vfs: number; readonly offset: number; readonly stride: number } | null;
  /** Index of its PF; null: it is no VF. */
  readonly pf: number | null;
  /** Index of the bridge above it; null on a root bus. */
  readonly parent: number | null;
  /** The kernel's number of its group; null where it has none. */
  readonly group: number | null;
  readonly driver: string | null;
}

/** How the machine was booted when it was printed. */
export type Boot =
  /** The control registers are as the topology has them, and there are groups. */
  | "as-is"
  /** Without an IOMMU: Linux has switched no ACS on, and there are no groups. */
  | "no-iommu";

/** PCI_EXP_TYPE_* (include/uapi/linux/pci_regs.h). */
const EXPRESS_TYPES: Readonly<Record<Kind, number | null>> = {
  endpoint: 0,
  "legacy-endpoint": 1,
  "root-port": 4,
  "upstream-port": 5,
  "downstream-port": 6,
  "pcie-to-pci-bridge": 7,
  "pci-to-pcie-bridge": 8,
  rciep: 9,
  rcec: 10,
  vf: 0,
  "pci-bridge": null,
  "pci-device": null,
};

const VENDOR = { vendor: 0x1234, vendorName: "Example Corporation" };
const BRIDGE = {
  classCode: 0x0604,
  className: "PCI bridge",
  progIf: 0,
  progIfName: "Normal decode",
  ...VENDOR,
};
const PLAIN_CLASS = { progIf: 0, progIfName: null, ...VENDOR };
const SYSTEM = { classCode: 0x0880, className: "System peripheral", ...PLAIN_CLASS };
const NET = { classCode: 0x0200, className: "Ethernet controller", ...PLAIN_CLASS };
const SOUND = { classCode: 0x0403, className: "Audio device", ...PLAIN_CLASS };
const HOST = { classCode: 0x0600, className: "Host bridge", ...PLAIN_CLASS };

/** By their kinds; no device-specific rule of Linux knows any of them. */
const MODELS: Readonly<Record<Kind, Model>> = {
  "root-port": { ...BRIDGE, device: 0x0010, deviceName: "PCIe Root Port" },
  "upstream-port": { ...BRIDGE, device: 0x0011, deviceName: "PCIe Switch Upstream Port" },
  "downstream-port": { ...BRIDGE, device: 0x0012, deviceName: "PCIe Switch Downstream Port" },
  "pcie-to-pci-bridge": { ...BRIDGE, device: 0x0013, deviceName: "PCIe-to-PCI Bridge" },
  "pci-to-pcie-bridge": { ...BRIDGE, device: 0x0014, deviceName: "PCI-to-PCIe Bridge" },
  "pci-bridge": { ...BRIDGE, device: 0x0015, deviceName: "PCI-to-PCI Bridge" },
  endpoint: { ...NET, device: 0x0030, deviceName: "10 Gigabit Network" },
  "legacy-endpoint": { ...SOUND, device: 0x0031, deviceName: "HD Audio" },
  rciep: { ...SYSTEM, device: 0x0032, deviceName: "Accelerator" },
  rcec: { ...SYSTEM, device: 0x0033, deviceName: "Event Collector" },
  "pci-device": { ...SOUND, device: 0x0034, deviceName: "Old Sound" },
  vf: { ...NET, device: 0x0035, deviceName: "10 Gigabit Network Virtual Function" },
};
const HOST_BRIDGE: Model = { ...HOST, device: 0x0001, deviceName: "Host Bridge" };

/** The functions of a machine, by address, as lspci sorts them. */
export function shownMachine(t: Topology, boot: Boot = "as-is"): readonly ShownFunction[] {
  const groups = boot === "as-is" ? linuxGrouped(t).groupOf : [];
  return t.functions.map((f, dev) => {
    const fields = fieldsOf(f);
    const model = f.kind === "pci-device" && isHost(f) ? HOST_BRIDGE : MODELS[f.kind];
    const { segment, bus, devfn, kind, multifunction, parent } = f;
    return {
      ...model,
      segment,
      bus,
      devfn,
      kind,
      multifunction,
      parent,
      buses: busesOf(t, dev),
      expressType: EXPRESS_TYPES[kind],
      prefix: fields.prefix === true,
      acs: shownAcs(f, boot),
      pasid: fields.pasid ?? null,
      ari: fields.ari === true,
      sriov: sriovOf(t, dev),
      pf: f.kind === "vf" ? f.pf : null,
      group: groups[dev] ?? null,
      driver: fields.secondary !== undefined && fields.acs !== undefined ? "pcieport" : null,
    };
  });
}

function isHost(f: PciFunction): boolean {
  return f.parent === null && f.devfn === 0;
}

/** Firmware that switches on nothing: then `no-iommu` leaves what Linux leaves, nothing. */
function shownAcs(f: PciFunction, boot: Boot): Acs | null {
  const acs = acsOf(f);
  if (acs === null || boot === "as-is") return acs;
  return { ...acs, ctrl: acs.ctrl & ~ACS_ISOLATED };
}

function busesOf(t: Topology, dev: number): ShownFunction["buses"] {
  const f = t.functions[dev];
  const secondary = f === undefined ? undefined : fieldsOf(f).secondary;
  if (f === undefined || secondary === undefined) return null;
  const below = new Set([dev]);
  let subordinate = secondary;
  for (const [i, g] of t.functions.entries()) {
    if (g.parent === null || !below.has(g.parent)) continue;
    below.add(i);
    subordinate = Math.max(subordinate, g.bus, fieldsOf(g).secondary ?? 0);
  }
  return { primary: f.bus, secondary, subordinate };
}

function sriovOf(t: Topology, dev: number): ShownFunction["sriov"] {
  const pf = t.functions[dev];
  const vfs = t.functions.filter((f) => f.kind === "vf" && f.pf === dev);
  if (pf === undefined || vfs.length === 0) return null;
  const own = requesterId(pf.bus, pf.devfn);
  const [first = own, second] = vfs.map((f) => requesterId(f.bus, f.devfn)).sort((a, b) => a - b);
  const stride = second === undefined ? 1 : second - first;
  return { vfs: vfs.length, offset: first - own, stride };
}
