/**
 * A tree of buses, drawn bus by bus in the order in which Linux scans it (drivers/pci/probe.c
 * pci_scan_child_bus_extend: the devices of a bus, room for virtual functions, then each bridge's
 * secondary bus with the next free number). So indices come out in enumeration order and bus
 * numbers are Linux'.
 */
import {
  isBridge,
  isEndpoint,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";
import type { AcsStyle } from "./acs.js";
import {
  plainFunction,
  plainVf,
  type PlainFunction,
  type Place,
  type PlacedKind,
} from "../../../model/vocabulary/topology/plain-function.js";
import { weighted, type Draw } from "../draw.js";
import {
  CONVENTIONAL,
  drawBridge,
  drawFunction,
  functionCount,
  repeat,
  rootKinds,
} from "./kinds.js";
import type { Knobs, LinkShape, RootShape } from "../knobs.js";

/** The kinds of bus, by what may stand on them. */
type Site = "root" | "link" | "internal" | "conventional";

/** The segment behind the first VMD; drivers/pci/controller/vmd.c takes numbers from 0x10000 up. */
const VMD_SEGMENT = 0x1_0000;
/** Behind it there are at least a root port and a device. */
const VMD_FUNCTIONS = 2;
const SLOT_MAX = 31;

const SLOT_STEPS = weighted([
  [1, 5],
  [2, 1],
]);

/** The choices that are weighted by knobs, as lists to pick from. */
export interface Shapes {
  readonly roots: readonly RootShape[];
  readonly links: readonly LinkShape[];
}

export class Hierarchy {
  readonly functions: PlainFunction<PciFunction>[] = [];
  private nextBus = 1;
  private readonly d: Draw;
  private readonly k: Knobs;
  private readonly shapes: Shapes;
  private readonly style: AcsStyle;
  /**
   * Index of the VMD endpoint, once there is one, and how many functions are kept for its segment.
   */
  private vmd: number | null = null;
  private reserved = 0;

  constructor(d: Draw, k: Knobs, shapes: Shapes, style: AcsStyle) {
    this.d = d;
    this.k = k;
    this.shapes = shapes;
    this.style = style;
  }

  /** Draws a machine of at most `size` functions. */
  grow(size: number): void {
    this.fill("root", { segment: 0, bus: 0, parent: null, realDma: null }, size, 0);
    const left = size - this.functions.length;
    if (this.vmd === null || left === 0) return;
    this.nextBus = 1;
    this.reserved = 0;
    const at = { segment: VMD_SEGMENT, bus: 0, parent: null, realDma: this.vmd };
    this.device(at, "root", 0, ["root-port"]);
    this.below(this.functions.length - 1, this.functions.length, left - 1, 0);
  }

  /** Draws what stands on a bus and below it: at most `room` functions. */
  private fill(site: Site, at: Place, room: number, depth: number): void {
    const first = this.functions.length;
    if (site === "root") this.rootDevices(at, room);
    else if (site === "link") this.linkDevice(at, room, depth);
    else if (site === "internal") this.downstreamPorts(at, room);
    else this.conventionalDevices(at, room);
    const last = this.functions.length;
    if (site === "root" || site === "link") this.virtualFunctions(at, first, last, room);
    this.below(first, last, room - (this.functions.length - first), depth);
  }

  /** Gives each bridge of a bus its secondary bus and a fair share of the room that is left. */
  private below(first: number, last: number, room: number, depth: number): void {
    let bridges = 0;
    for (let i = first; i < last; i++) if (isBridge(this.at(i))) bridges++;
    let left = Math.max(0, room - this.reserved);
    for (let i = first; i < last; i++) {
      const f = this.at(i);
      if (!isBridge(f)) continue;
      f.secondary = this.nextBus++;
      const share = Math.ceil(left / bridges--);
      if (share === 0) continue;
      const before = this.functions.length;
      const at = { segment: f.segment, bus: f.secondary, parent: i, realDma: f.realDma };
      this.fill(siteBelow(f.kind), at, share, f.kind === "upstream-port" ? depth + 1 : depth);
      left -= this.functions.length - before;
    }
  }

  private at(i: number): PlainFunction<PciFunction> {
    const f = this.functions[i];
    if (f === undefined) throw new RangeError(`no function ${i}`);
    return f;
  }

  private rootDevices(at: Place, room: number): void {
    const devices = 1 + this.d.below(Math.min(20, (room + 1) >> 1));
    let slot = 0;
    let left = room;
    for (let n = 0; n < devices && left > this.reserved; n++) {
      slot = Math.min(slot + this.d.pick(SLOT_STEPS), SLOT_MAX - (devices - n));
      const shape = this.d.pick(this.shapes.roots);
      if (shape === "vmd" && this.vmd === null && left - this.reserved > VMD_FUNCTIONS) {
        this.vmd = this.functions.length;
        this.reserved = VMD_FUNCTIONS;
      }
      const kinds = rootKinds(this.d, this.k, shape, left - this.reserved);
      this.device(at, "root", slot, kinds);
      left -= kinds.length;
    }
  }

  private linkDevice(at: Place, room: number, depth: number): void {
    const count = functionCount(this.d, this.k, room);
    let shape = this.d.pick(this.shapes.links);
    if (room < 2 || (shape === "switch" && depth >= this.k.switchDepthMax)) shape = "device";
    if (shape === "device") {
      const kind = this.d.chance(8) ? "legacy-endpoint" : "endpoint";
      if (room > 1 && this.d.chance(this.k.ariPercent)) this.ariDevice(at, kind);
      else this.device(at, "link", 0, repeat(kind, count));
    } else if (shape === "switch") this.device(at, "link", 0, ["upstream-port"]);
    else if (shape === "pci-bridge" || depth >= this.k.switchDepthMax || this.d.chance(60))
      this.bridgeDevice(at, shape === "mixed", count);
    else this.device(at, "link", 0, ["upstream-port", "endpoint"]);
  }

  /**
   * A PCIe-to-PCI bridge, alone or as one function of a device. Not below an internal bus: see
   * PARENTS.
   */
  private bridgeDevice(at: Place, mixed: boolean, count: number): void {
    const kinds = repeat("pcie-to-pci-bridge", mixed ? 1 : count);
    if (mixed)
      this.device(
        at,
        "link",
        0,
        this.d.chance(50) ? ["endpoint", ...kinds] : [...kinds, "endpoint"],
      );
    else this.device(at, "link", 0, kinds);
  }

  /** Functions 0 and 8, or 0 and 255, of one ARI device: one device, two values of PCI_SLOT(). */
  private ariDevice(at: Place, kind: "endpoint" | "legacy-endpoint"): void {
    for (const devfn of [0, this.d.chance(50) ? 8 : 255]) {
      const f = this.add(kind, at, "link", devfn, false);
      if (isEndpoint(f)) f.ari = true;
      f.multifunction = this.d.chance(50);
    }
  }

  private downstreamPorts(at: Place, room: number): void {
    // Two are the fewest that can reach each other.
    const many = room > 2 || this.d.chance(50) ? 3 : 1;
    const ports = Math.min(this.d.chance(50) ? 2 : 1 + this.d.below(many), room);
    // Mostly one port a slot; as functions of one slot they are one package for Linux.
    if (this.d.chance(80)) {
      for (let slot = 0; slot < ports; slot++)
        this.device(at, "internal", slot, ["downstream-port"]);
    } else this.device(at, "internal", 0, repeat("downstream-port", ports));
  }

  private conventionalDevices(at: Place, room: number): void {
    const parent = at.parent === null ? undefined : this.functions[at.parent];
    if (parent?.kind === "pci-to-pcie-bridge" && this.d.chance(70)) {
      this.device(at, "conventional", 0, ["endpoint"]);
      return;
    }
    const devices = 1 + this.d.below(Math.min(3, room));
    const lowest = this.d.chance(70) ? 0 : 1;
    const bridges = room > 2 && parent?.kind !== "pci-to-pcie-bridge";
    for (let slot = lowest; slot < lowest + devices; slot++)
      this.device(at, "conventional", slot, [bridges ? this.d.pick(CONVENTIONAL) : "pci-device"]);
  }

  /** Adds the functions of one device, numbered from 0, sometimes with a gap. */
  private device(at: Place, site: Site, slot: number, kinds: readonly PlacedKind[]): void {
    const many = kinds.length > 1;
    const gap = many && this.d.chance(15) ? 1 : 0;
    let number = 0;
    for (const kind of kinds) {
      const f = this.add(kind, at, site, (slot << 3) | number, !many);
      if (!many) f.multifunction = this.d.chance(this.k.headerLonePercent);
      else f.multifunction = number === 0 || !this.d.chance(this.k.headerMissingPercent);
      number += number === 0 ? 1 + gap : 1;
    }
  }

  private add(
    kind: PlacedKind,
    at: Place,
    site: Site,
    devfn: number,
    lone: boolean,
  ): PlainFunction<PciFunction> {
    const d = this.d;
    const k = this.k;
    const f = plainFunction(kind, at, devfn);
    this.functions.push(f);
    if (site === "conventional") drawBridge(d, k, f);
    else drawFunction(d, k, f, this.style, lone);
    return f;
  }

  /**
   * One or two VFs of an endpoint, beside it or on a virtual bus (drivers/pci/iov.c
   * virtfn_add_bus).
   */
  private virtualFunctions(at: Place, first: number, last: number, room: number): void {
    for (let pf = first; pf < last; pf++) {
      const f = this.at(pf);
      const left = room - this.reserved - (this.functions.length - first);
      if (left < 1 || !isEndpoint(f) || !this.d.chance(this.k.vfPercent)) continue;
      const count = Math.min(left, 1 + this.d.below(2));
      const own = this.d.chance(this.k.vfOwnBusPercent);
      const place = own ? { ...at, bus: this.nextBus++ } : at;
      let devfn = own ? 0 : this.freeDevfn(at, f.devfn);
      for (let n = 0; n < count; n++, devfn++) {
        if (!own) devfn = this.freeDevfn(at, devfn);
        this.functions.push(plainVf(pf, place, devfn));
      }
    }
  }

  /** A free devfn above one: the next function number, or the first of the next free slot. */
  private freeDevfn(at: Place, above: number): number {
    let devfn = (this.d.chance(60) ? above + 1 : (above | 7) + 1) & 0xff;
    while (this.taken(at, devfn)) devfn = (devfn + 1) & 0xff;
    return devfn;
  }

  private taken(at: Place, devfn: number): boolean {
    for (const f of this.functions)
      if (f.devfn === devfn && f.bus === at.bus && f.segment === at.segment) return true;
    return false;
  }
}

function siteBelow(kind: PciFunction["kind"]): Site {
  if (kind === "upstream-port") return "internal";
  return kind === "root-port" || kind === "downstream-port" ? "link" : "conventional";
}
