/**
 * Stand-ins for functions that a dump leaves out, as posted dumps do: the root port above a bus
 * whose bridge is not shown, and the function 0 without which Linux finds no other function of a
 * device.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { addressText, deviceText, type Address } from "../../model/vocabulary/topology/address.js";
import type { BusNumber } from "../read/dump.js";
import type { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, UNSEEN, type ExpressKind, type FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { isNamedVf, virtualAddresses } from "./relations.js";
import { busKey, rootBuses } from "./root-buses.js";

const ABSENT: Omit<FunctionRecord, keyof Address> = {
  ...UNSEEN,
  line: 0,
  title: STAND_IN_TITLE,
  driver: null,
  group: null,
  denied: false,
  physical: null,
  vmd: null,
};

/**
 * The records and their stand-ins, by address, so that every bridge comes before what is behind
 * it.
 */
export function withStandIns(
  given: readonly FunctionRecord[],
  shownRoots: readonly BusNumber[],
  notes: Notes,
): FunctionRecord[] {
  const roots = rootBuses(given, shownRoots);
  const { records, pfs } = withPhysicalFunctions(given, roots, notes);
  const vfs = virtualAddresses(records);
  const physical = records.filter((r) => !vfs.has(addressText(r)));
  const devices = new Set([...records, ...pfs].map((r) => deviceText(r)));
  const ports = missingPorts([...physical, ...pfs], shownRoots, devices, notes);
  const all = [...records, ...pfs, ...ports];
  const below = [...physical, ...pfs, ...ports];
  const zeros = missingZeros(below, links(below), notes);
  return [...all, ...zeros].sort(
    (a, b) => a.segment - b.segment || a.bus - b.bus || a.devfn - b.devfn,
  );
}

/**
 * The physical functions of VFs that do not say theirs, or whose PF is not in the dump: the one
 * function with SR-IOV that stands where they do, or a stand-in.
 */
function withPhysicalFunctions(
  given: readonly FunctionRecord[],
  roots: ReadonlySet<string>,
  notes: Notes,
): { readonly records: readonly FunctionRecord[]; readonly pfs: readonly FunctionRecord[] } {
  const known = virtualAddresses(given.map((r) => ({ ...r, physical: null })));
  const present = new Map(given.map((r) => [addressText(r), r]));
  const taken = new Set(given.map((r) => deviceText(r)));
  const pfs = new Map<string, FunctionRecord>();
  const standIn = (r: FunctionRecord, pf: Address): FunctionRecord => {
    const kind = roots.has(busKey(pf.segment, pf.bus)) ? null : "endpoint";
    pfs.set(addressText(pf), { ...ABSENT, ...pf, ...expressOf(kind), ari: kind !== null });
    notes.add(`its PF is not in the dump; ${addressText(pf)} stands in`, r);
    return { ...r, physical: pf };
  };
  const records = given.map((r) => {
    if (r.physical !== null)
      return present.has(addressText(r.physical)) ? r : standIn(r, r.physical);
    if (!isNamedVf(r) || known.has(addressText(r))) return r;
    const bus = busOfPf(r, given);
    // One that shows where its VFs are has others.
    const [pf, other] = given.filter(
      (f) => onBus(f, r, bus) && f.sriov?.offset === 0 && isBefore(f, r),
    );
    if (pf !== undefined && other === undefined) return { ...r, physical: addressOf(pf) };
    const hides = given.find((f) => onBus(f, r, bus) && mayHaveVfs(f) && isBefore(f, r));
    if (hides !== undefined) return { ...r, physical: addressOf(hides) };
    const behind = given.some((f) => f.segment === r.segment && f.secondary === r.bus);
    const first = (r.devfn & 7) === 0 && (r.bus === 0 || (r.devfn === 0 && behind));
    // In a virtual machine VFs are functions of their own.
    if (first && pf === undefined) return r;
    const zeros = roots.has(busKey(r.segment, bus)) ? [r.devfn & ~7, 0] : [0];
    const free = [...zeros, ...LAST_TO_FIRST]
      .map((devfn) => ({ segment: r.segment, bus, devfn }))
      .find((at) => !present.has(addressText(at)) && isBefore(at, r));
    const elsewhere = behind ? null : freeSlot(r.segment, taken);
    const at = free ?? elsewhere;
    return at === null ? r : standIn(r, at);
  });
  return { records, pfs: [...pfs.values()] };
}

function addressOf({ segment, bus, devfn }: Address): Address {
  return { segment, bus, devfn };
}

function onBus(f: Address, { segment }: Address, bus: number): boolean {
  return f.segment === segment && f.bus === bus;
}

function isBefore(a: Address, b: Address): boolean {
  return a.bus < b.bus || (a.bus === b.bus && a.devfn < b.devfn);
}

const LAST_TO_FIRST = [7, 6, 5, 4, 3, 2, 1];

/** A function that hides its extended capabilities; nothing is known of its PASID either. */
function mayHaveVfs(r: FunctionRecord): boolean {
  return r.extended !== "whole" && !isConventional(r) && !isBridgeRecord(r) && !isNamedVf(r);
}

function isConventional({ express, standard }: FunctionRecord): boolean {
  return express === null && standard === "whole";
}

/**
 * The bus of the PF of a VF: its own, or that behind the bridge that has reserved the VF's bus
 * (drivers/pci/iov.c virtfn_add_bus).
 */
function busOfPf(vf: FunctionRecord, all: readonly FunctionRecord[]): number {
  const above = all
    .filter(
      ({ segment, bus, secondary, subordinate }) =>
        segment === vf.segment &&
        bus < vf.bus &&
        secondary !== null &&
        secondary <= vf.bus &&
        vf.bus <= (subordinate ?? secondary),
    )
    .reduce((inner, { secondary }) => Math.max(inner, secondary ?? 0), 0);
  return above === 0 ? vf.bus : above;
}

function expressOf(kind: ExpressKind | null): Pick<FunctionRecord, "express"> {
  return { express: { kind, prefix: false, port: null, ariForwarding: null } };
}

/** Express functions that stand below some port, never on a root bus of a real machine. */
const BELOW_A_PORT = new Set(["upstream-port", "downstream-port", "endpoint", "legacy-endpoint"]);

/**
 * The root ports above buses that have no bridge and cannot be root buses; above a downstream port
 * that is alone, an upstream port as well. Nobody knows whether they isolate; they are taken to, so
 * that the rest of the dump can be judged at all, and a note says so.
 */
function missingPorts(
  records: readonly FunctionRecord[],
  shownRoots: readonly BusNumber[],
  taken: Set<string>,
  notes: Notes,
): FunctionRecord[] {
  const roots = rootBuses(records, shownRoots);
  const behind = new Set(
    records.flatMap((r) => (r.secondary === null ? [] : [busKey(r.segment, r.secondary)])),
  );
  const used = new Set([...behind, ...records.map((r) => busKey(r.segment, r.bus))]);
  // Below a root port is one device, whose functions above 7 have ARI.
  const crowded = new Set(
    records
      .filter((r) => r.devfn > 7 && (isBridgeRecord(r) || isConventional(r)))
      .map((r) => busKey(r.segment, r.bus)),
  );
  const switched = new Set(
    records
      .filter((r) => r.express?.kind === "downstream-port")
      .map((r) => busKey(r.segment, r.bus)),
  );
  // Of a text that prints no bus number at all, or of a function of which nothing is shown.
  const none = records.every((r) => r.secondary === null);
  const hiding = records.filter(
    (r) => isBridgeRecord(r) && r.secondary === null && (none || r.standard === "unseen"),
  );
  const ports: FunctionRecord[] = [];
  for (const below of records) {
    const key = busKey(below.segment, below.bus);
    if (roots.has(key) || behind.has(key)) continue;
    const kind = below.express?.kind ?? "";
    if (!BELOW_A_PORT.has(kind) || (!switched.has(key) && crowded.has(key))) continue;
    let secondary = below.bus;
    // One of these may lead there; buses.ts guesses which.
    if (hiding.some((r) => r.segment === below.segment && r.bus < below.bus)) continue;
    if (switched.has(key)) {
      const empty = emptyBus(below, [...records, ...ports]) ?? unusedBus(below, used);
      if (empty === null) continue;
      const upstream = { segment: below.segment, bus: empty, devfn: 0 };
      ports.push({ ...ABSENT, ...upstream, ...UPSTREAM_PORT, secondary: below.bus });
      behind.add(key);
      used.add(busKey(below.segment, empty));
      if (behind.has(busKey(below.segment, empty))) {
        notes.add(
          `the bridge above it is not in the dump; ${addressText(upstream)} stands in`,
          below,
        );
        continue;
      }
      behind.add(busKey(below.segment, empty));
      secondary = empty;
    }
    const at = freeSlot(below.segment, taken);
    if (at === null) continue;
    behind.add(key);
    taken.add(addressText(at));
    ports.push({ ...ABSENT, ...at, ...ROOT_PORT, secondary });
    notes.add(
      `the bridge above it is not in the dump; ${addressText(at)} stands in, a root port with ` +
        "SV RR CR UF and prefixes: isolation holds only if the real one has them",
      below,
    );
  }
  return ports;
}

const ROOT_PORT: Pick<FunctionRecord, "express" | "acs"> = {
  express: { kind: "root-port", prefix: true, port: null, ariForwarding: null },
  acs: { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [], wide: null },
};

const UPSTREAM_PORT: Pick<FunctionRecord, "express"> = {
  express: { kind: "upstream-port", prefix: true, port: null, ariForwarding: null },
};

/**
 * The bus of a port that has reserved the bus of a function, on which nothing is shown: there is
 * the switch that leads on; null where there is none.
 */
function emptyBus({ segment, bus }: Address, records: readonly FunctionRecord[]): number | null {
  const above = records
    .filter((r) => r.segment === segment && r.secondary !== null && r.secondary < bus)
    .filter((r) => r.express?.kind === "root-port" || r.express?.kind === "downstream-port")
    .filter((r) => bus <= (r.subordinate ?? 0))
    .filter((r) => !records.some((on) => on.segment === segment && on.bus === r.secondary));
  return above.reduce<number | null>(
    (inner, { secondary }) => Math.max(inner ?? 0, secondary ?? 0),
    null,
  );
}

/** The highest bus number below that of a function which nothing uses; null where there is none. */
function unusedBus({ segment, bus }: Address, used: ReadonlySet<string>): number | null {
  for (let other = bus - 1; other > 0; other--) if (!used.has(busKey(segment, other))) return other;
  return null;
}

const LAST_SLOT = 31;

/** A device number on bus 0 that nothing in the dump uses, from above. */
function freeSlot(segment: number, taken: ReadonlySet<string>): Address | null {
  for (let slot = LAST_SLOT; slot >= 0; slot--) {
    const at = { segment, bus: 0, devfn: slot << 3 };
    if (!taken.has(addressText(at))) return at;
  }
  return null;
}

/** The buses behind ports, where there is one device, and functions above 7 are found by ARI. */
function links(records: readonly FunctionRecord[]): ReadonlySet<string> {
  return new Set(
    records.flatMap((r) => {
      const port = r.express?.kind === "root-port" || r.express?.kind === "downstream-port";
      return port && r.secondary !== null ? [busKey(r.segment, r.secondary)] : [];
    }),
  );
}

function missingZeros(
  records: readonly FunctionRecord[],
  linked: ReadonlySet<string>,
  notes: Notes,
): FunctionRecord[] {
  const present = new Set(records.map((r) => addressText(r)));
  const zeros: FunctionRecord[] = [];
  for (const r of records) {
    const ari = linked.has(busKey(r.segment, r.bus)) && (r.ari || r.devfn > 7);
    const zero = { segment: r.segment, bus: r.bus, devfn: ari ? 0 : r.devfn & ~7 };
    if (present.has(addressText(zero))) continue;
    present.add(addressText(zero));
    zeros.push({ ...ABSENT, ...zero, ...(ari ? { ...expressOf("endpoint"), ari } : {}) });
    notes.add(
      `function 0 of its device is not in the dump; ${addressText(zero)} stands in, ` +
        (ari ? "an endpoint with ARI" : "conventional"),
      r,
    );
  }
  return zeros;
}
