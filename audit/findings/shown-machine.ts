/**
 * A machine as a question asks of it: what its source shows of each function, what it does not, and
 * the groups in every reading that it permits. A RealMachine is one (audit/machine/machine.ts).
 */
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";
import {
  isBridge,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { AcsRecord, SriovRecord } from "../read/record.js";
import { booted, linuxGrouped, type Grouped } from "./boot-groups.js";
import { firstUnseen, ISOLATION_FACTS, type Deciding, type UnseenOf } from "./deciding.js";

/** Null: not said. */
export interface ShownFunction {
  readonly address: string;
  /** What lspci calls it. */
  readonly title: string;
  /** False for what stands in for a function that the source leaves out. */
  readonly shown: boolean;
  readonly vendor: number | null;
  readonly device: number | null;
  readonly subsystem: string | null;
  /** PCI class code, 16 bits. */
  readonly class: number | null;
  readonly driver: string | null;
  readonly acs: AcsRecord | null;
  /** Of a capability: absent, off, on, present or unknown. */
  readonly pasid: string;
  readonly ats: string;
  readonly pri: string;
  readonly sriov: SriovRecord | null;
  readonly subordinate: number | null;
}

/** Lists stand beside the functions of the topology. */
export interface ShownMachine {
  readonly topology: Topology;
  /** Further readings that the source permits: the same functions at the same indices. */
  readonly readings: readonly Topology[];
  /** The facts that its source does not show (audit/machine/unseen.ts). */
  readonly unseen: UnseenOf;
  readonly functions: readonly ShownFunction[];
  /** The IOMMU group that the source has for it. */
  readonly groups: readonly (number | null)[];
}

/** The functions as they may be: as told first, then each further reading. */
export function readingsOf(m: ShownMachine): readonly (readonly PciFunction[])[] {
  return [m.topology, ...m.readings].map((t) => t.functions);
}

/** The groups in each reading, the told one first. */
export function groupings(m: ShownMachine): readonly Grouped[] {
  return readingsOf(m).map((functions) => linuxGrouped(booted(functions)));
}

/** The members of the group of a function; itself alone where it has none. */
export function groupWith({ groups, groupOf }: Grouped, dev: number): readonly number[] {
  const group = groupOf[dev] ?? null;
  return group === null ? [dev] : (groups[group] ?? [dev]);
}

/** What is not shown of these functions, and groups may rest on, in the order of the machine. */
export function missingOf(m: ShownMachine, devs: Iterable<number>): readonly Deciding[] {
  return [...new Set(devs)]
    .sort((a, b) => a - b)
    .flatMap((dev) => firstUnseen(m.unseen, dev, FOR_GROUPS) ?? []);
}

/** Groups do not look at the vector. */
const FOR_GROUPS = ISOLATION_FACTS.filter((fact) => fact !== "egress");

/** The function and all that is above it, from below. */
export function wayUp(functions: readonly PciFunction[], dev: number): readonly number[] {
  const way: number[] = [];
  for (let i: number | null = dev; i !== null; i = functions[i]?.parent ?? null) way.push(i);
  return way;
}

/** The functions of its device, itself among them; a VF is one of its own. */
export function deviceOf(functions: readonly PciFunction[], dev: number): readonly number[] {
  const f = functions[dev];
  if (f === undefined || f.kind === "vf") return [dev];
  return [...functions.keys()].filter((other) => {
    const g = functions[other];
    return g !== undefined && g.kind !== "vf" && sameDevice(f, g);
  });
}

function sameDevice(f: PciFunction, g: PciFunction): boolean {
  return f.segment === g.segment && f.bus === g.bus && f.devfn >> 3 === g.devfn >> 3;
}

const HOST_BRIDGE_CLASS = 0x0600;

/** Whether it stays with the host: a bridge, a host bridge, an event collector. */
export function staysWithHost(m: ShownMachine, dev: number): boolean {
  const f = m.topology.functions[dev];
  if (f === undefined || isBridge(f) || f.kind === "rcec") return true;
  return isHostBridge(m, dev);
}

/** By its class, or where that is not shown by its name. It hardly sends requests of its own. */
function isHostBridge({ functions }: ShownMachine, dev: number): boolean {
  const seen = functions[dev];
  if (seen === undefined || seen.class !== null) return seen?.class === HOST_BRIDGE_CLASS;
  return /^Host bridge\b/.test(seen.title);
}

export function devAt(m: Pick<ShownMachine, "topology">, address: Address): number | null {
  const text = addressText(address);
  const dev = m.topology.functions.findIndex((f) => addressText(f) === text);
  return dev < 0 ? null : dev;
}
