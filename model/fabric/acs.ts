/**
 * The effect of ACS: the truth about one request (PCIe base specification 6.12), and what Linux
 * believes about a path (drivers/pci/pci.c pci_acs_flags_enabled, pci_acs_enabled,
 * pci_acs_path_enabled). The two differ; invariants need both.
 */
import { ACS, type Acs } from "../vocabulary/topology/acs.js";
import {
  acsOf,
  multifunctionAfterScan,
  type PciFunction,
  type Topology,
} from "../vocabulary/topology/topology.js";

/**
 * What happens to an untranslated request from below or inside `x` that is directed at its peer
 * `y`.
 */
export type PeerRequest = "direct" | "redirected" | "blocked";

/**
 * Semantics 2.1. A port without the capability sends it straight on. A function of a multifunction
 * device without the capability is assumed to do so as well (noacsMFD = loops); one whose
 * capability does not implement RR says that it cannot do peer-to-peer at all.
 */
export function peerRequest(x: PciFunction, y: PciFunction): PeerRequest {
  if (x.acsRule !== undefined) return acsOn(x, ACS.RR) ? "redirected" : "direct";
  const acs = acsOf(x);
  if (acs === null) return "direct";
  const port = x.kind === "root-port" || x.kind === "downstream-port";
  if (!port && (acs.cap & ACS.RR) === 0) return "blocked";
  return byControlBits(acs, y.devfn);
}

/** Whether a bit is on, or a device-specific rule says that the device behaves as if it were. */
export function acsOn(f: PciFunction, bit: number): boolean {
  const on = f.acsRule === undefined ? (acsOf(f)?.ctrl ?? 0) : f.acsRule.claims;
  return (on & bit) !== 0;
}

/** The truth table of RR, EC and the egress vector. EC overrides RR. */
function byControlBits(acs: Acs, peer: number): PeerRequest {
  const redirect = (acs.ctrl & ACS.RR) !== 0;
  if ((acs.ctrl & ACS.EC) === 0) return redirect ? "redirected" : "direct";
  if (!acs.egress.includes(peer)) return "direct";
  return redirect ? "redirected" : "blocked";
}

/** pci_acs_flags_enabled: a wanted bit that is not implemented counts as enabled, except EC. */
export function acsFlagsEnabled(acs: Acs | null, want: number): boolean {
  if (acs === null) return false;
  const asked = want & (acs.cap | ACS.EC);
  return (acs.ctrl & asked) === asked;
}

/**
 * pci_acs_enabled, without device-specific rules; `multifunction` as the kernel has it at that
 * moment.
 */
export function acsEnabled(f: PciFunction, want: number, multifunction: boolean): boolean {
  if (f.acsRule !== undefined) return (want & f.acsRule.mask & ~f.acsRule.claims) === 0;
  switch (f.kind) {
    case "pci-bridge":
    case "pci-device":
    case "pcie-to-pci-bridge":
    case "pci-to-pcie-bridge":
    case "rcec":
      return false;
    case "root-port":
    case "downstream-port":
      return acsFlagsEnabled(f.acs, want);
    case "upstream-port":
    case "endpoint":
    case "legacy-endpoint":
    case "rciep":
      return multifunction ? acsFlagsEnabled(f.acs, want) : true;
    case "vf":
      // Never multifunction, unless a later scan of its slot has said so; and it has no ACS.
      return !multifunction;
    default:
      return f satisfies never;
  }
}

/** Whether `at` is `dev` itself or stands above it. */
export function isOnPath(t: Topology, dev: number, at: number): boolean {
  for (let i: number | null = dev; i !== null; i = t.functions[i]?.parent ?? null)
    if (i === at) return true;
  return false;
}

/** Whether one element of a path passes, once the bus has been scanned. */
export function passes(t: Topology, at: number, want: number): boolean {
  const f = t.functions[at];
  return f !== undefined && acsEnabled(f, want, multifunctionAfterScan(f));
}

/**
 * pci_acs_path_enabled(dev, root, want), once the bus has been scanned: the first element from
 * `dev` upwards that fails, or null if none does.
 */
export function firstFailing(t: Topology, dev: number, want: number): number | null {
  for (let i: number | null = dev; i !== null;) {
    const f: PciFunction | undefined = t.functions[i];
    if (f === undefined) return null;
    if (!passes(t, i, want)) return i;
    i = f.parent;
  }
  return null;
}
