/**
 * The buses of a dump: which one is behind which bridge. Bridges that print no usable number get
 * one: the next bus on which something stands and that has no bridge, or one that nothing uses.
 */
import type { Notes } from "../read/notes.js";
import type { FunctionRecord } from "../read/record.js";

const BUS_MAX = 255;
const PCI_BRIDGE = 0x0604;
const CARDBUS_BRIDGE = 0x0607;
const SEMI_TRANSPARENT_BRIDGE = 0x0609;
const BRIDGE_CLASSES = new Set([PCI_BRIDGE, CARDBUS_BRIDGE, SEMI_TRANSPARENT_BRIDGE]);

/** Whether a function has a bus behind it. */
export function isBridgeRecord(record: FunctionRecord): boolean {
  const { express, secondary, classCode, title, header } = record;
  if (header === 1 || header === 2) return true;
  if (/-(?:port|bridge)$/.test(express?.kind ?? "")) return true;
  if (secondary !== null || BRIDGE_CLASSES.has(classCode ?? 0)) return true;
  return /^(?:PCI|CardBus|Semi-transparent PCI-to-PCI) bridge\b/.test(title);
}

/**
 * The secondary bus of every bridge, null for what is none; or the bridge for which no number is
 * left.
 */
export function secondaryBuses(
  records: readonly FunctionRecord[],
  notes: Notes,
): readonly (number | null)[] | { readonly crowded: FunctionRecord } {
  const owned = new Set<string>();
  const buses = records.map((record) => {
    const { segment, bus, secondary } = record;
    if (secondary === null || secondary <= bus || owned.has(key(segment, secondary))) return null;
    owned.add(key(segment, secondary));
    return secondary;
  });
  const occupied = new Set(records.map(({ segment, bus }) => key(segment, bus)));
  for (const [i, record] of records.entries()) {
    if (buses[i] !== null || !isBridgeRecord(record)) continue;
    const chosen = chooseBus(record, owned, occupied, notes);
    if (chosen === null) return { crowded: record };
    owned.add(key(record.segment, chosen));
    buses[i] = chosen;
  }
  return buses;
}

function chooseBus(
  record: FunctionRecord,
  owned: ReadonlySet<string>,
  occupied: ReadonlySet<string>,
  notes: Notes,
): number | null {
  const { segment, bus, secondary, title } = record;
  const numbers = Array.from({ length: BUS_MAX - bus }, (_, n) => bus + 1 + n);
  const free = numbers.filter((b) => !owned.has(key(segment, b)));
  const orphan = free.find((b) => occupied.has(key(segment, b)));
  // A host bridge that calls itself a root port (Intel's DMI) has no bus; nor has one that says 00.
  const mayHaveBus = secondary === null && !/^Host bridge\b|^0600\b/.test(title);
  if (mayHaveBus && orphan !== undefined) {
    notes.add("no bus numbers are printed; taken to lead to the next bus without a bridge", record);
    return orphan;
  }
  const unused = free.findLast((b) => !occupied.has(key(segment, b)));
  if (unused === undefined) return null;
  notes.add("has no secondary bus; taken as a bridge with nothing behind it", record);
  return unused;
}

function key(segment: number, bus: number): string {
  return `${segment}:${bus}`;
}
