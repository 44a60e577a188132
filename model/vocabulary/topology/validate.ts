/**
 * The rules by which a topology is possible, and the one constructor that refuses the others.
 * Rules: PCI Express base specification (who may stand below whom), Linux drivers/pci/probe.c
 * pci_scan_slot (a device is found through its function 0), docs/reference/semantics.md section 1.
 */
import { ACS } from "./acs.js";
import { addressText } from "./address.js";
import { wronglyAbsent } from "./hot-plug.js";
import {
  acsOf,
  FUNCTIONS_MAX,
  isBridge,
  isEndpoint,
  isPort,
  type Kind,
  pasidOf,
  type PciFunction,
  type Probe,
  REGIONS_MAX,
  SEGMENT_MAX,
  type Topology,
} from "./topology.js";

/** Why a topology cannot exist: the path of the field within it, and what is wrong, in words. */
export interface Impossible {
  /** For example `functions[2].parent`. */
  readonly path: string;
  readonly message: string;
}

export class InvalidTopology extends Error {
  readonly problem: Impossible;
  constructor(problem: Impossible) {
    super(`${problem.path}: ${problem.message}`);
    this.name = "InvalidTopology";
    this.problem = problem;
  }
}

const BOOT: Probe = Object.freeze({ scan: "boot", order: null });

/** Makes a topology. Throws InvalidTopology on the first thing that cannot be. */
export function topology(functions: readonly PciFunction[], probe: Probe = BOOT): Topology {
  const made = { functions, probe };
  const problem = impossible(made);
  if (problem !== null) throw new InvalidTopology(problem);
  return made;
}

/** The first reason why a topology cannot exist; null if it can. */
export function impossible(t: Topology): Impossible | null {
  if (t.functions.length === 0) return at("functions", "a topology has at least one function");
  if (t.functions.length > FUNCTIONS_MAX)
    return at("functions", `at most ${FUNCTIONS_MAX} functions, here ${t.functions.length}`);
  for (let i = 0; i < t.functions.length; i++) {
    const problem = impossibleFunction(t.functions, i);
    if (problem !== null) return at(`functions[${i}].${problem.path}`, problem.message);
  }
  return impossibleTogether(t.functions) ?? impossibleProbe(t);
}

function at(path: string, message: string): Impossible {
  return { path, message };
}

function impossibleFunction(all: readonly PciFunction[], i: number): Impossible | null {
  const f = all[i];
  if (f === undefined) return null;
  return (
    numbers(f) ?? placement(f, all, i) ?? header(f, all) ?? attributes(f, all, i) ?? acsRules(f)
  );
}

/** All bits that Linux knows. */
const ACS_ALL = 0x7f;

function within(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max;
}

function numbers(f: PciFunction): Impossible | null {
  if (!within(f.segment, SEGMENT_MAX)) return at("segment", "a segment is a number of 32 bits");
  if (!within(f.bus, 255)) return at("bus", "a bus number is 0..255");
  if (!within(f.devfn, 255)) return at("devfn", "a devfn is 0..255");
  if (isBridge(f) && !within(f.secondary, 255)) return at("secondary", "a bus number is 0..255");
  return null;
}

/**
 * Below which kinds a kind may stand; `root`: on a root bus. Conventional functions may stand
 * anywhere.
 */
const PARENTS: Readonly<Record<Kind, readonly (Kind | "root")[] | "anywhere">> = {
  "root-port": ["root"],
  rciep: ["root"],
  rcec: ["root"],
  "upstream-port": ["root-port", "downstream-port", "pci-to-pcie-bridge"],
  "downstream-port": ["upstream-port"],
  endpoint: ["root", "root-port", "upstream-port", "downstream-port", "pci-to-pcie-bridge"],
  "legacy-endpoint": [
    "root",
    "root-port",
    "upstream-port",
    "downstream-port",
    "pci-to-pcie-bridge",
  ],
  "pcie-to-pci-bridge": ["root", "root-port", "downstream-port", "pci-to-pcie-bridge"],
  "pci-to-pcie-bridge": ["root", "pcie-to-pci-bridge", "pci-bridge"],
  "pci-bridge": "anywhere",
  "pci-device": "anywhere",
  vf: "anywhere",
};

function placement(f: PciFunction, all: readonly PciFunction[], i: number): Impossible | null {
  if (f.kind === "vf") return vfPlacement(f, all, i);
  if (f.parent === null) {
    const allowed = PARENTS[f.kind];
    if (allowed === "anywhere" || allowed.includes("root")) return null;
    return at("parent", `a ${f.kind} cannot stand on a root bus`);
  }
  if (!within(f.parent, i - 1))
    return at("parent", `the parent's index must be smaller than its own (${i})`);
  const parent = all[f.parent];
  if (parent === undefined || !isBridge(parent)) return at("parent", "the parent is no bridge");
  if (parent.segment !== f.segment) return at("segment", "the segment differs from the parent's");
  if (parent.secondary !== f.bus)
    return at("bus", `the bus must be the parent's secondary bus ${parent.secondary}`);
  const allowed = PARENTS[f.kind];
  if (allowed === "anywhere" || allowed.includes(parent.kind)) return null;
  return at("parent", `a ${f.kind} cannot stand below a ${parent.kind}`);
}

function vfPlacement(
  f: PciFunction & { kind: "vf" },
  all: readonly PciFunction[],
  i: number,
): Impossible | null {
  if (!within(f.pf, i - 1)) return at("pf", `the PF's index must be smaller than its own (${i})`);
  const pf = all[f.pf];
  if (pf === undefined || !isEndpoint(pf))
    return at("pf", "the PF must be an endpoint or an RCiEP");
  if (f.parent !== pf.parent) return at("parent", "a VF has the same parent as its PF");
  if (f.segment !== pf.segment) return at("segment", "a VF is in the segment of its PF");
  if (f.bus < pf.bus) return at("bus", "a VF's bus number is not below its PF's");
  return null;
}

function header(f: PciFunction, all: readonly PciFunction[]): Impossible | null {
  if (f.kind === "vf" && f.multifunction)
    return at("multifunction", "a VF is never marked multifunction (iov.c pci_iov_add_virtfn)");
  if (f.parent !== null && f.kind !== "vf") {
    const parent = all[f.parent];
    const ari = isEndpoint(f) && f.ari;
    const link = parent?.kind === "root-port" || parent?.kind === "downstream-port";
    if (link && f.devfn > 7 && !ari)
      return at("devfn", "below a port only device 0 exists (functions above 7 need ARI)");
  }
  return null;
}

function attributes(f: PciFunction, all: readonly PciFunction[], i: number): Impossible | null {
  if (isBridge(f) && f.secondary <= f.bus)
    return at("secondary", "a secondary bus number is larger than the bridge's own bus number");
  if (!ascending(f.aliases)) return at("aliases", "aliases are devfns 0..255, ascending");
  if (f.aliases.includes(f.devfn)) return at("aliases", "its own devfn is no alias");
  const reserved = f.reserved ?? [];
  if (!ascending(reserved) || reserved.some((region) => region < 1 || region > REGIONS_MAX))
    return at("reserved", `reserved regions are 1..${REGIONS_MAX}, ascending`);
  if (f.realDma !== null) {
    if (!within(f.realDma, i - 1)) return at("realDma", "the real DMA function stands before it");
    if (all[f.realDma]?.segment === f.segment)
      return at("realDma", "the real DMA function is in another segment (VMD)");
    if (all[f.realDma]?.realDma !== null) return at("realDma", "redirection has one step only");
  }
  const pasid = pasidOf(f);
  if (pasid !== null && !within(pasid.width, 20))
    return at("pasid.width", "a PASID width is 0..20");
  return conventionalSegment(f, all);
}

/** Behind a conventional segment there is no extended configuration space (semantics 1). */
function conventionalSegment(f: PciFunction, all: readonly PciFunction[]): Impossible | null {
  if (!behindConventional(f, all)) return null;
  const why = "there is no extended configuration space behind a conventional segment";
  if (acsOf(f) !== null) return at("acs", why);
  if (pasidOf(f) !== null) return at("pasid", why);
  if (isEndpoint(f) && f.ari) return at("ari", why);
  if (isEndpoint(f) && f.ats === true) return at("ats", why);
  if (f.kind === "vf") return at("pf", why);
  return null;
}

function behindConventional(f: PciFunction, all: readonly PciFunction[]): boolean {
  for (let p = f.parent; p !== null;) {
    const bridge = all[p];
    if (bridge === undefined) return false;
    if (!isPort(bridge)) return true;
    p = bridge.parent;
  }
  return false;
}

function acsRules(f: PciFunction): Impossible | null {
  const rule = f.acsRule;
  if (rule !== undefined && !(within(rule.claims, ACS_ALL) && within(rule.mask, ACS_ALL)))
    return at("acsRule", "ACS has the bits SV TB RR CR UF EC DT");
  const acs = acsOf(f);
  if (acs === null) return null;
  if (!within(acs.cap, ACS_ALL)) return at("acs.cap", "ACS has the bits SV TB RR CR UF EC DT");
  if ((acs.ctrl & ~acs.cap) !== 0)
    return at("acs.ctrl", "a bit can be on only if it is implemented");
  if (!ascending(acs.egress)) return at("acs.egress", "the vector names devfns 0..255, ascending");
  if (acs.egress.length > 0 && (acs.cap & ACS.EC) === 0)
    return at("acs.egress", "an egress control vector needs EC");
  return null;
}

function ascending(devfns: readonly number[]): boolean {
  return devfns.every((d, i) => within(d, 255) && (i === 0 || d > (devfns[i - 1] ?? 256)));
}

function impossibleTogether(all: readonly PciFunction[]): Impossible | null {
  const taken = new Map<string, number>();
  for (const [i, f] of all.entries()) {
    const key = addressText(f);
    const other = taken.get(key);
    if (other !== undefined)
      return at(`functions[${i}].devfn`, `${key} is already the address of functions[${other}]`);
    taken.set(key, i);
  }
  return busesOverlap(all) ?? scanned(all, taken) ?? wronglyAbsent(all);
}

/** Every bus has one bridge above it, and is nobody's root bus. */
function busesOverlap(all: readonly PciFunction[]): Impossible | null {
  const owner = new Map<number, number>();
  for (const [i, f] of all.entries()) {
    if (!isBridge(f)) continue;
    const key = f.segment * 256 + f.secondary;
    const other = owner.get(key);
    if (other !== undefined)
      return at(`functions[${i}].secondary`, `that bus is already behind functions[${other}]`);
    owner.set(key, i);
  }
  for (const [i, f] of all.entries()) {
    const bridge = owner.get(f.segment * 256 + f.bus) ?? null;
    if (f.kind === "vf" && f.bus !== all[f.pf]?.bus) {
      if (bridge !== null)
        return at(`functions[${i}].bus`, `that bus is already behind functions[${bridge}]`);
    } else if (bridge !== f.parent) {
      return at(`functions[${i}].parent`, `the bus ${f.bus} is behind another bridge`);
    }
  }
  return null;
}

/**
 * pci_scan_slot finds functions above 0 only through a function 0 that is marked multifunction, or,
 * below a bridge, through the ARI capability of function 0 and the list that begins there.
 */
function scanned(
  all: readonly PciFunction[],
  taken: ReadonlyMap<string, number>,
): Impossible | null {
  for (const [i, f] of all.entries()) {
    if (f.kind === "vf" || f.devfn === 0) continue;
    if (isEndpoint(f) && f.ari && f.parent !== null) {
      const first = all[taken.get(addressText({ ...f, devfn: 0 })) ?? -1];
      if (first !== undefined && isEndpoint(first) && first.ari) continue;
      if (f.devfn > 7)
        return at(`functions[${i}].devfn`, "Linux finds it only if function 0 has ARI as well");
    }
    if ((f.devfn & 7) === 0) continue;
    const name = addressText({ ...f, devfn: f.devfn & ~7 });
    const zero = all[taken.get(name) ?? -1];
    if (zero === undefined || zero.kind === "vf")
      return at(`functions[${i}].devfn`, `Linux finds it only through ${name}, which is not there`);
    if (!zero.multifunction)
      return at(`functions[${i}].devfn`, `Linux does not scan it: ${name} is not multifunction`);
  }
  return null;
}

function impossibleProbe(t: Topology): Impossible | null {
  const order = t.probe.order;
  if (order === null) return null;
  const seen = new Set(order);
  const complete = order.every((i) => within(i, t.functions.length - 1));
  if (!complete || seen.size !== t.functions.length || order.length !== seen.size)
    return at("probe.order", "the order names every function once");
  const position = new Map(order.map((dev, i) => [dev, i]));
  for (const [i, f] of t.functions.entries()) {
    if (f.kind === "vf" && (position.get(f.pf) ?? 0) > (position.get(i) ?? 0))
      return at("probe.order", `the VF functions[${i}] comes before its PF`);
    if (t.probe.scan === "boot" || f.parent === null) continue;
    if ((position.get(f.parent) ?? 0) > (position.get(i) ?? 0))
      return at("probe.order", `in a hot scan functions[${i}] cannot come before its parent`);
  }
  return null;
}
