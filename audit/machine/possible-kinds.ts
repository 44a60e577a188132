/**
 * The kinds that the functions of a machine can have together: what a source does not show of them
 * is bounded by who may stand below whom (model/vocabulary/topology/validate.ts, PCI Express base
 * specification 1.3). Worked out from the leaves up, so that what is then chosen from the root down
 * can always be completed.
 */
import type { Kind } from "../../model/vocabulary/topology/topology.js";
import type { FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { correctedKind } from "./kinds.js";
import { hasExtended } from "./named-kinds.js";
import type { Stance } from "./reading.js";
import { busKey } from "./root-buses.js";

/** The tree of a machine: of each record the index of the bridge above it, and of its PF. */
export interface Tree {
  readonly parents: readonly (number | null)[];
  readonly pfs: readonly (number | null)[];
}

/** What else is known of kinds. */
export interface KindKnowledge {
  /** Those that their names alone say: they give way where they cannot stand. */
  readonly named: ReadonlySet<number>;
  /** Ports of which the kernel's groups show that they isolate: no bridge to PCI does. */
  readonly isolating: ReadonlySet<number>;
}

type Above = Kind | null;

/** What PCI Express has at each place, the least isolating first; conventional is beside these. */
const EXPRESS_BRIDGES: Readonly<Partial<Record<Kind | "root", readonly Kind[]>>> = {
  root: ["pcie-to-pci-bridge", "pci-to-pcie-bridge", "root-port"],
  "root-port": ["pcie-to-pci-bridge", "upstream-port"],
  "downstream-port": ["pcie-to-pci-bridge", "upstream-port"],
  "upstream-port": ["downstream-port"],
  "pci-to-pcie-bridge": ["pcie-to-pci-bridge", "upstream-port"],
  "pcie-to-pci-bridge": ["pci-to-pcie-bridge"],
  "pci-bridge": ["pci-to-pcie-bridge"],
};
/** Those of a root complex: an RCEC isolates nothing, an endpoint there can have no PASID. */
const ON_ROOT: readonly Kind[] = ["rcec", "endpoint", "rciep"];
const BELOW: readonly Kind[] = ["endpoint"];
const PORTS: ReadonlySet<Above> = new Set<Kind>(["root-port", "upstream-port", "downstream-port"]);
const TO_PCI: ReadonlySet<Above> = new Set<Kind>(["pci-bridge", "pcie-to-pci-bridge"]);

/** Beside each record the kind that it has in one reading; null where it can have none there. */
export function chosenKinds(
  records: readonly FunctionRecord[],
  tree: Tree,
  known: KindKnowledge,
  stance: Stance,
): readonly (Kind | null)[] {
  const possible = new PossibleKinds(records, tree, known);
  const chosen: (Kind | null)[] = [];
  const taken: Kind[] = [];
  for (const [i, r] of records.entries()) {
    const parent = tree.parents[i] ?? null;
    const above = parent === null ? null : (taken[parent] ?? null);
    const kind = possible.choice(i, above, stance);
    chosen.push(kind);
    taken.push(kind ?? impossibleKind(r, above));
  }
  return chosen;
}

/** What kinds.ts takes where none is possible: the machine is refused then, or all is corrected. */
function impossibleKind(r: FunctionRecord, above: Above): Kind {
  const kind = r.express?.kind ?? null;
  return kind === null || leadsNowhere(r) ? conventionalKind(r) : correctedKind(kind, above);
}

class PossibleKinds {
  private readonly records: readonly FunctionRecord[];
  private readonly tree: Tree;
  private readonly known: KindKnowledge;
  private readonly children: readonly number[][];
  /** Those with extended capabilities or VFs, and all above them: no bridge to PCI is there. */
  private readonly reached: readonly boolean[];
  /** Buses with device numbers above 0, and those whose device 0 may be an Express function. */
  private readonly high = new Set<string>();
  private readonly zeros = new Set<string>();
  private readonly fits = new Map<string, boolean>();

  constructor(records: readonly FunctionRecord[], tree: Tree, known: KindKnowledge) {
    this.records = records;
    this.tree = tree;
    this.known = known;
    this.children = records.map(() => []);
    for (const [i, r] of records.entries()) {
      if ((tree.pfs[i] ?? null) !== null) continue;
      const bus = busKey(r.segment, r.bus);
      if (r.devfn > 7) this.high.add(bus);
      const conventional = r.express === null && r.standard === "whole";
      if (r.devfn === 0 && !isBridgeRecord(r) && !conventional) this.zeros.add(bus);
    }
    const reached = records.map((r) => hasExtended(r));
    for (const pf of tree.pfs) if (pf !== null) reached[pf] = true;
    for (let i = records.length - 1; i >= 0; i--) {
      const parent = tree.parents[i] ?? null;
      if (parent === null) continue;
      if (tree.pfs[i] === null) this.children[parent]?.push(i);
      if (reached[i] === true) reached[parent] = true;
    }
    this.reached = reached;
  }

  /** The one that a reading takes, below what it has taken above. */
  choice(i: number, above: Above, stance: Stance): Kind | null {
    if ((this.tree.pfs[i] ?? null) !== null) return "vf";
    const fitting = this.fitting(i, above);
    if (stance === "least") return fitting[0] ?? null;
    if (stance === "most") return fitting.at(-1) ?? null;
    const r = this.records[i];
    const told = r === undefined || r.express !== null ? null : conventionalKind(r);
    return told !== null && fitting.includes(told) ? told : (fitting.at(-1) ?? null);
  }

  /** The kinds that it can have below a kind, with all that is below it. */
  private fitting(i: number, above: Above): readonly Kind[] {
    const fitting = this.options(i, above).filter((kind) => this.fit(i, kind));
    if (fitting.length > 0 || !this.known.named.has(i)) return fitting;
    return this.placed(i, above).filter((kind) => this.fit(i, kind));
  }

  private fit(i: number, kind: Kind): boolean {
    const key = `${i} ${kind}`;
    const before = this.fits.get(key);
    if (before !== undefined) return before;
    const fits = (this.children[i] ?? []).every((child) => this.fitting(child, kind).length > 0);
    this.fits.set(key, fits);
    return fits;
  }

  /** The kinds that a record permits below a kind, the least isolating first. */
  private options(i: number, above: Above): readonly Kind[] {
    const r = this.records[i];
    if (r === undefined) return [];
    const kind = r.express?.kind ?? null;
    if (kind !== null) {
      const corrected = leadsNowhere(r) ? "pci-bridge" : correctedKind(kind, above);
      const here = !isLink(above) || r.devfn <= 7 || corrected.endsWith("endpoint");
      return here && stands(corrected, above) ? [corrected] : [];
    }
    if (r.express !== null || r.standard !== "whole") return this.placed(i, above);
    return isLink(above) && r.devfn > 7 ? [] : [conventionalKind(r)];
  }

  /** The kinds of a record that says nothing of its own, but for being PCI Express. */
  private placed(i: number, above: Above): readonly Kind[] {
    const r = this.records[i];
    if (r === undefined) return [];
    const bridge = isBridgeRecord(r);
    // A device number above 0 below a port is a function number of a device with ARI, which is
    // found through its function 0.
    const bus = busKey(r.segment, r.bus);
    const ari = isLink(above) && this.high.has(bus) && (r.devfn === 0 || r.devfn > 7);
    if (ari && (bridge || !this.zeros.has(bus))) return [];
    const express = bridge ? EXPRESS_BRIDGES[above ?? "root"] : above === null ? ON_ROOT : BELOW;
    const below = !bridge && TO_PCI.has(above) ? [] : (express ?? []);
    const needed = this.reached[i] === true || this.known.isolating.has(i);
    const kinds = needed ? below.filter((kind) => PORTS.has(kind) || REACHED.has(kind)) : below;
    return ari || needed || r.express !== null ? kinds : [conventionalKind(r), ...kinds];
  }
}

function conventionalKind(r: FunctionRecord): Kind {
  return isBridgeRecord(r) ? "pci-bridge" : "pci-device";
}

/** Below it is one device. */
function isLink(above: Above): boolean {
  return above === "root-port" || above === "downstream-port";
}

/** What has extended capabilities, or VFs. */
const REACHED: ReadonlySet<Kind> = new Set<Kind>(["endpoint", "legacy-endpoint", "rciep"]);

function stands(kind: Kind, above: Above): boolean {
  if (kind === "pci-bridge" || kind === "pci-device") return true;
  if (kind === "root-port" || kind === "rciep" || kind === "rcec") return above === null;
  if (kind === "pci-to-pcie-bridge") return above === null || TO_PCI.has(above);
  if (kind === "downstream-port") return above === "upstream-port";
  if (kind === "upstream-port") return PORTS.has(above) && above !== "upstream-port";
  if (kind === "pcie-to-pci-bridge") return above !== "upstream-port" && !TO_PCI.has(above);
  return !TO_PCI.has(above);
}

/** A bridge that says that it is of a kind without bus. */
function leadsNowhere({ secondary, express }: FunctionRecord): boolean {
  return secondary !== null && !/-(?:port|bridge)$/.test(express?.kind ?? "-port");
}
