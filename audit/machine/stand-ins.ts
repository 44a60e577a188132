/**
 * Stand-ins for functions that a dump leaves out, as posted dumps do: the root port above a bus
 * whose bridge is not shown, and the function 0 without which Linux finds no other function of a
 * device.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";
import type { BusNumber } from "../read/dump.js";
import type { Notes } from "../read/notes.js";
import { STAND_IN_TITLE, UNSEEN, type FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { virtualAddresses } from "./relations.js";
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
 * The records, those of PFs that stand in, and all other stand-ins, by address, so that every
 * bridge comes before what is behind it.
 */
export function withStandIns(
  records: readonly FunctionRecord[],
  pfs: readonly FunctionRecord[],
  shownRoots: readonly BusNumber[],
  notes: Notes,
): FunctionRecord[] {
  const vfs = virtualAddresses(records);
  const physical = records.filter((r) => !vfs.has(addressText(r)));
  const devices = new Set(records.map((r) => addressText({ ...r, devfn: r.devfn & ~7 })));
  const ports = missingPorts([...physical, ...pfs], shownRoots, devices, notes);
  const all = [...records, ...pfs, ...ports];
  const below = [...physical, ...pfs, ...ports];
  const zeros = missingZeros(below, links(below), notes);
  return [...all, ...zeros].sort(
    (a, b) => a.segment - b.segment || a.bus - b.bus || a.devfn - b.devfn,
  );
}

/**
 * The physical functions of VFs that do not say theirs, or whose PF is not in the dump: the VFs of
 * one bus get one, which stands where function 0 would.
 */
export function withPhysicalFunctions(
  given: readonly FunctionRecord[],
  notes: Notes,
): { readonly records: readonly FunctionRecord[]; readonly pfs: readonly FunctionRecord[] } {
  const known = virtualAddresses(given.map((r) => ({ ...r, physical: null })));
  const present = new Map(given.map((r) => [addressText(r), r]));
  const pfs = new Map<string, FunctionRecord>();
  const records = given.map((r) => {
    const named = isNamedVf(r) && !known.has(addressText(r));
    if (r.physical === null && !named) return r;
    const first = { segment: r.segment, bus: r.bus, devfn: 0 };
    const pf = r.physical ?? (r.devfn === 0 ? null : first);
    if (pf === null) return r;
    const there = present.get(addressText(pf));
    if (there !== undefined) return isNamedVf(there) ? r : { ...r, physical: pf };
    pfs.set(addressText(pf), { ...ABSENT, ...pf, ...physicalAt(pf) });
    notes.add(`its PF is not in the dump; ${addressText(pf)} stands in`, r);
    return { ...r, physical: pf };
  });
  return { records, pfs: [...pfs.values()] };
}

function physicalAt({ bus }: Address): Pick<FunctionRecord, "express" | "ari"> {
  const { express } = EXPRESS_ENDPOINT;
  return bus === 0 && express !== null
    ? { express: { ...express, kind: "rciep" }, ari: false }
    : EXPRESS_ENDPOINT;
}

function isNamedVf({ title }: FunctionRecord): boolean {
  return /\bvirtual function\b/i.test(title);
}

const EXPRESS_ENDPOINT: Pick<FunctionRecord, "express" | "ari"> = {
  express: { kind: "endpoint", prefix: false, port: null, ariForwarding: null },
  ari: true,
};

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
  const none = records.every((r) => r.secondary === null);
  const hiding = records.filter(
    (r) => isBridgeRecord(r) && r.secondary === null && (none || r.standard === "unseen"),
  );
  const ports: FunctionRecord[] = [];
  for (const below of records) {
    const key = busKey(below.segment, below.bus);
    if (roots.has(key) || behind.has(key)) continue;
    const kind = below.express?.kind ?? "";
    if (!BELOW_A_PORT.has(kind)) continue;
    // One of these may lead there; buses.ts guesses which.
    if (hiding.some((r) => r.segment === below.segment && r.bus < below.bus)) continue;
    const at = freeSlot(below.segment, taken);
    if (at === null) continue;
    const between = kind === "downstream-port" ? unusedBus(below, used) : null;
    behind.add(key);
    taken.add(addressText(at));
    ports.push({ ...ABSENT, ...at, ...ROOT_PORT, secondary: between ?? below.bus });
    if (between !== null) {
      used.add(busKey(below.segment, between));
      const upstream = { segment: below.segment, bus: between, devfn: 0 };
      ports.push({ ...ABSENT, ...upstream, ...UPSTREAM_PORT, secondary: below.bus });
    }
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
    zeros.push({ ...ABSENT, ...zero, ...(ari ? EXPRESS_ENDPOINT : {}) });
    notes.add(
      `function 0 of its device is not in the dump; ${addressText(zero)} stands in, ` +
        (ari ? "an endpoint with ARI" : "conventional"),
      r,
    );
  }
  return zeros;
}
