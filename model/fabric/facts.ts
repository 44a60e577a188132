/**
 * The facts of a topology: everything invariants may ask about the fabric, worked out when first
 * asked and kept. Each fact is a plain function in its own file of this room; this file only
 * remembers the answers.
 */
import { ACS_PASID } from "../vocabulary/topology/acs.js";
import { withAcsControl } from "../vocabulary/topology/acs-control.js";
import type { DriverView } from "../vocabulary/design/hardware.js";
import type { Iommu } from "../vocabulary/scenario/scenario.js";
import { pasidOwner, type Topology } from "../vocabulary/topology/topology.js";
import { firstFailing } from "./acs.js";
import { components } from "./ideal-groups.js";
import { maxPasids } from "./pasid.js";
import { pasidUnsafe, type Unsafe } from "./pasid-safety.js";
import { peersOf } from "./reach.js";
import { emittedIds, sharedId, type EmittedId } from "./requester-id.js";

export class Facts {
  readonly topology: Topology;
  readonly iommu: Iommu;
  /** Number of functions. */
  readonly functions: number;
  private readonly peers: (Uint8Array | undefined)[];
  private readonly ids: (readonly EmittedId[] | undefined)[];
  private readonly sizes: Int32Array;
  private readonly failing: Int32Array;
  private readonly unsafe: (Unsafe | null | undefined)[];
  private ideal: readonly number[] | undefined;
  private pairs: readonly (readonly [number, number])[] | undefined;
  private changed: { readonly dev: number; readonly ctrl: number; readonly to: Facts } | undefined;

  constructor(topology: Topology, iommu: Iommu) {
    this.topology = topology;
    this.iommu = iommu;
    this.functions = topology.functions.length;
    this.peers = [];
    this.ids = [];
    this.unsafe = [];
    this.sizes = new Int32Array(this.functions);
    for (let dev = 0; dev < this.functions; dev++)
      this.sizes[dev] = maxPasids(topology, iommu, dev);
    this.failing = new Int32Array(this.functions).fill(NOT_ASKED);
  }

  /**
   * The facts once the ACS control of a function has been written. The latest answer is kept,
   * because one machine after the other asks for it.
   */
  withAcsControl(dev: number, ctrl: number): Facts {
    const last = this.changed;
    if (last?.dev === dev && last.ctrl === ctrl) return last.to;
    const topology = withAcsControl(this.topology, dev, ctrl);
    const to = topology === this.topology ? this : new Facts(topology, this.iommu);
    this.changed = { dev, ctrl, to };
    return to;
  }

  /** dev->iommu->max_pasids; 0 if not capable. */
  maxPasids(dev: number): number {
    return this.sizes[dev] as number;
  }

  /** The function whose PASID control register governs this one: of a VF its PF. */
  pasidOwner(dev: number): number {
    const f = this.topology.functions[dev];
    return f === undefined ? dev : pasidOwner(f, dev);
  }

  /**
   * The first element from `dev` up that fails RR+UF as Linux tests it; null if the path is
   * complete.
   */
  failingPasidPath(dev: number): number | null {
    let at = this.failing[dev] as number;
    if (at === NOT_ASKED) {
      at = firstFailing(this.topology, dev, ACS_PASID) ?? COMPLETE;
      this.failing[dev] = at;
    }
    return at === COMPLETE ? null : at;
  }

  /** Whether an untranslated request of `from` can land at `to`. */
  reaches(from: number, to: number): boolean {
    return this.peersOf(from)[to] === 1;
  }

  /** Why PASID is not safe on `dev` by the PCIe specification; null if it is. */
  pasidUnsafe(dev: number): Unsafe | null {
    let known = this.unsafe[dev];
    if (known === undefined) {
      known = pasidUnsafe(this.topology, dev);
      this.unsafe[dev] = known;
    }
    return known;
  }

  /** A requester ID that both functions emit; null if they can be told apart. */
  sharedId(a: number, b: number): EmittedId | null {
    return sharedId(this.idsOf(a), this.idsOf(b));
  }

  /** Whether no other function emits one of its requester IDs. */
  noRidAlias(dev: number): boolean {
    for (let other = 0; other < this.functions; other++)
      if (other !== dev && this.sharedId(dev, other) !== null) return false;
    return true;
  }

  /** All pairs of functions that emit a common requester ID. */
  sharingPairs(): readonly (readonly [number, number])[] {
    return (this.pairs ??= this.findSharingPairs());
  }

  private findSharingPairs(): readonly (readonly [number, number])[] {
    const pairs: (readonly [number, number])[] = [];
    for (let a = 0; a < this.functions; a++)
      for (let b = a + 1; b < this.functions; b++)
        if (this.sharedId(a, b) !== null) pairs.push([a, b]);
    return pairs;
  }

  /**
   * Whether two functions must be in one group: either reaches the other, or they share a requester
   * ID.
   */
  meet(a: number, b: number): boolean {
    return this.reaches(a, b) || this.reaches(b, a) || this.sharedId(a, b) !== null;
  }

  /** Label of the ideal group that the function belongs to. */
  idealGroup(dev: number): number {
    this.ideal ??= components(this.functions, (a, b) => this.meet(a, b));
    return this.ideal[dev] ?? dev;
  }

  private peersOf(dev: number): Uint8Array {
    return (this.peers[dev] ??= peersOf(this.topology, dev));
  }

  private idsOf(dev: number): readonly EmittedId[] {
    return (this.ids[dev] ??= emittedIds(this.topology, dev));
  }
}

const NOT_ASKED = -2;
const COMPLETE = -1;

/** What the mock driver must know about the machine. */
export function driverView(facts: Facts, columns: readonly number[]): DriverView {
  return {
    functions: facts.functions,
    columns,
    strict: facts.iommu.strict,
    tableSize: (dev) => facts.maxPasids(dev),
    controlOf: (dev) => facts.pasidOwner(dev),
  };
}
