/**
 * The reasons why a function is in its group: the steps of pci_device_group (drivers/iommu/iommu.c,
 * docs/reference/semantics.md 4.1) that lead to the function whose group it takes, walked again one
 * by one, so that the reason is the kernel's own. Groups never change once formed, so what was
 * formed when a function was probed is what those probed before it have.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { probeOrder } from "../../model/vocabulary/topology/probe-order.js";
import {
  isBridge,
  multifunctionAfterScan,
  type PciFunction,
  slotOf,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { lackOf, type Lack } from "./missing-acs.js";
import type { Grouped } from "./boot-groups.js";

/** One step on the way to the group. Functions are indices. */
export type Step =
  /** A: its DMA is done by another function (VMD). */
  | { readonly rule: "vmd"; readonly real: number }
  /** A: a bridge puts a requester ID of its own on what comes from below. */
  | { readonly rule: "bridge-alias"; readonly bridge: number }
  /**
   * B: not every element above isolates. `element` is the topmost of those that do not, `below` are
   * the others, from below.
   */
  | {
      readonly rule: "path";
      readonly element: number;
      readonly lack: Lack;
      readonly below: readonly number[];
    }
  /** C: one of the two also emits the requester ID of the other (dma_alias_mask). */
  | { readonly rule: "alias"; readonly of: number; readonly with: number }
  /** D: two functions of one multifunction device, neither of which isolates. */
  | {
      readonly rule: "functions";
      readonly of: number;
      readonly lack: Lack;
      readonly with: number;
      readonly withLack: Lack;
    };

export interface Because {
  /** The function whose group it takes. */
  readonly joins: number;
  readonly steps: readonly Step[];
}

/** Of each function why it joins; null for the first of a group and for those without group. */
export function becauseOf(t: Topology, grouped: Grouped): readonly (Because | null)[] {
  const walk = new Walk(t, grouped);
  return t.functions.map((f, dev) => (f.iommu ? walk.from(dev) : null));
}

class Walk {
  private readonly functions: readonly PciFunction[];
  private readonly groupOf: readonly (number | null)[];
  /** When a function is probed. */
  private readonly turn: readonly number[];
  private readonly lacks: readonly (Lack | null)[];
  /** Of each function those that are not isolated, from it upwards. */
  private readonly open: readonly (readonly number[])[];
  private readonly buses = new Map<string, number[]>();
  private readonly aliased = new Set<string>();
  private now = 0;

  constructor(t: Topology, { groupOf }: Grouped) {
    this.functions = t.functions;
    this.groupOf = groupOf;
    const turn = t.functions.map(() => 0);
    for (const [at, dev] of probeOrder(t).entries()) {
      const f = this.at(dev);
      turn[dev] = at;
      const bus = this.buses.get(busOf(f));
      if (bus === undefined) this.buses.set(busOf(f), [dev]);
      else bus.push(dev);
      if (f.aliases.length > 0) this.aliased.add(busOf(f));
    }
    this.turn = turn;
    this.lacks = t.functions.map((f) => lackOf(f, ACS_ISOLATED));
    const open: (readonly number[])[] = [];
    for (const [dev, { parent }] of t.functions.entries()) {
      const above = parent === null ? [] : (open[parent] ?? []);
      open.push(this.lacks[dev] === null ? above : [dev, ...above]);
    }
    this.open = open;
  }

  from(dev: number): Because | null {
    this.now = this.turn[dev] ?? 0;
    const steps: Step[] = [];
    const top = this.climb(this.emitter(dev, steps), steps);
    if (this.isGrouped(top)) return { joins: top, steps };
    const seen = new Set<number>();
    const joins = this.aliasGroup(top, seen, steps) ?? this.functionGroup(top, seen, steps);
    return joins === null ? null : { joins, steps };
  }

  /** A: the last function that pci_for_each_dma_alias reports, or the first that has a group. */
  private emitter(dev: number, steps: Step[]): number {
    const real = this.at(dev).realDma ?? dev;
    if (real !== dev) steps.push({ rule: "vmd", real });
    let top = real;
    for (let i = this.at(real).parent; i !== null; i = this.at(i).parent) {
      if (this.isGrouped(top)) break;
      const bridge = this.at(i);
      if (isBridge(bridge) && bridge.xlateRoot) break;
      if (reportsAlias(bridge)) top = i;
    }
    if (top !== real) steps.push({ rule: "bridge-alias", bridge: top });
    return top;
  }

  /** B: up to the last bridge above which all isolate, or the first that has a group. */
  private climb(start: number, steps: Step[]): number {
    const above = this.at(start).parent;
    if (this.isGrouped(start) || above === null) return start;
    const open = this.open[above] ?? [];
    const element = open.at(-1);
    const lack = element === undefined ? null : (this.lacks[element] ?? null);
    if (element === undefined || lack === null) return start;
    steps.push({ rule: "path", element, lack, below: open.slice(0, -1) });
    for (let i: number | null = above; i !== null && i !== element; i = this.at(i).parent)
      if (this.isGrouped(i)) return i;
    return element;
  }

  /** C: get_pci_alias_group, with the steps that it takes where it finds a group. */
  private aliasGroup(dev: number, seen: Set<number>, steps: Step[]): number | null {
    const f = this.at(dev);
    if (seen.has(f.devfn)) return null;
    seen.add(f.devfn);
    if (this.isGrouped(dev)) return dev;
    if (!this.aliased.has(busOf(f)) && f.realDma === null) return null;
    for (const other of this.beside(f)) {
      if (other === dev || !areAliases(f, this.at(other))) continue;
      const length = steps.push({ rule: "alias", of: dev, with: other });
      const joins = this.aliasGroup(other, seen, steps) ?? this.functionGroup(other, seen, steps);
      if (joins !== null) return joins;
      steps.length = length - 1;
    }
    return null;
  }

  /** D: get_pci_function_alias_group. */
  private functionGroup(dev: number, seen: Set<number>, steps: Step[]): number | null {
    const f = this.at(dev);
    const lack = this.lacks[dev] ?? null;
    if (!multifunctionAfterScan(f) || lack === null) return null;
    for (const other of this.beside(f)) {
      const withLack = this.lacks[other] ?? null;
      if (other === dev || withLack === null || slotOf(this.at(other)) !== slotOf(f)) continue;
      const length = steps.push({ rule: "functions", of: dev, lack, with: other, withLack });
      const joins = this.aliasGroup(other, seen, steps);
      if (joins !== null) return joins;
      steps.length = length - 1;
    }
    return null;
  }

  /** What is present on a bus: VFs come when all others have been grouped. */
  private beside(f: PciFunction): readonly number[] {
    const bus = this.buses.get(busOf(f)) ?? [];
    return bus.filter((t) => this.at(t).kind !== "vf" || (this.turn[t] ?? 0) <= this.now);
  }

  private isGrouped(dev: number): boolean {
    return (this.groupOf[dev] ?? null) !== null && (this.turn[dev] ?? 0) < this.now;
  }

  private at(dev: number): PciFunction {
    const f = this.functions[dev];
    if (f === undefined) throw new RangeError(`no function ${dev}`);
    return f;
  }
}

/** struct pci_bus: the virtual bus of a VF is another one. */
function busOf({ segment, parent, bus }: PciFunction): string {
  return `${segment} ${parent ?? ""} ${bus}`;
}

function reportsAlias(bridge: PciFunction): boolean {
  if (bridge.kind === "pcie-to-pci-bridge") return !bridge.noAlias;
  return bridge.kind === "pci-to-pcie-bridge" || bridge.kind === "pci-bridge";
}

/** pci_devs_are_dma_aliases of two functions on one bus; VMD endpoints are in another segment. */
function areAliases(x: PciFunction, y: PciFunction): boolean {
  return x.aliases.includes(y.devfn) || y.aliases.includes(x.devfn);
}
