/**
 * The buses of a dump: which one is behind which bridge. Bridges that print no usable number get
 * one: the next bus on which something stands and that has no bridge, or one that nothing uses.
 */
import type { BusNumber } from "../read/dump.js";
import type { Notes } from "../read/notes.js";
import type { FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { busKey, rootBuses } from "./root-buses.js";

const BUS_MAX = 255;
/** The buses of a machine. */
export interface Buses {
  /** Beside each record: its secondary bus; null for what is no bridge. */
  readonly secondaries: readonly (number | null)[];
  /** The keys of the buses of which it is not known which bridge leads there. */
  readonly guessed: ReadonlySet<string>;
}

/** The buses behind bridges; or the bridge for which no number is left. */
export function busesOf(
  records: readonly FunctionRecord[],
  shownRoots: readonly BusNumber[],
  notes: Notes,
  guess: boolean,
): Buses | { readonly crowded: FunctionRecord } {
  const roots = rootBuses(records, shownRoots);
  const owned = new Set<string>(roots);
  const secondaries = records.map((record) => {
    const { segment, bus, secondary } = record;
    if (secondary === null || secondary <= bus) return null;
    const key = busKey(segment, secondary);
    if (owned.has(key) && !roots.has(key)) return null;
    owned.add(key);
    return secondary;
  });
  const printed = new Set(
    records.flatMap((r, i) => (secondaries[i] === null ? [] : [`${r.segment}:${secondaries[i]}`])),
  );
  const occupied = new Set(records.map(({ segment, bus }) => busKey(segment, bus)));
  for (const i of asScanned(records, secondaries)) {
    const record = records[i];
    if (record === undefined || secondaries[i] !== null) continue;
    const chosen = chooseBus(record, owned, occupied, guess ? notes : null);
    if (chosen === null) return { crowded: record };
    owned.add(busKey(record.segment, chosen));
    secondaries[i] = chosen;
  }
  const guessed = [...occupied].filter((key) => !printed.has(key) && !roots.has(key));
  return { secondaries, guessed: new Set(guessed) };
}

/**
 * The bridges in the order in which firmware gives them numbers: all that is behind one comes
 * before the next one beside it. Reads the numbers of those before, which the caller sets.
 */
function* asScanned(
  records: readonly FunctionRecord[],
  secondaries: readonly (number | null)[],
): Iterable<number> {
  const onBus = new Map<string, number[]>();
  for (const [i, r] of records.entries()) {
    if (!isBridgeRecord(r)) continue;
    const there = onBus.get(busKey(r.segment, r.bus));
    if (there === undefined) onBus.set(busKey(r.segment, r.bus), [i]);
    else there.push(i);
  }
  const done = new Set<number>();
  for (const first of records.keys()) {
    const r = records[first];
    const open = r !== undefined && isBridgeRecord(r) ? [first] : [];
    for (let i = open.pop(); i !== undefined; i = open.pop()) {
      if (done.has(i)) continue;
      done.add(i);
      yield i;
      const bus = secondaries[i] ?? null;
      const below = bus === null ? [] : onBus.get(busKey(records[i]?.segment ?? 0, bus));
      open.push(...(below ?? []).toReversed());
    }
  }
}

function chooseBus(
  record: FunctionRecord,
  owned: ReadonlySet<string>,
  occupied: ReadonlySet<string>,
  guessNotes: Notes | null,
): number | null {
  const { segment, bus, secondary, title } = record;
  const numbers = Array.from({ length: BUS_MAX - bus }, (_, n) => bus + 1 + n);
  const free = numbers.filter((b) => !owned.has(busKey(segment, b)));
  const orphan = free.find((b) => occupied.has(busKey(segment, b)));
  // A host bridge that calls itself a root port (Intel's DMI) has no bus; nor has one that says 00.
  const mayHaveBus = secondary === null && !/^Host bridge\b|^0600\b/.test(title);
  if (guessNotes !== null && mayHaveBus && orphan !== undefined) {
    guessNotes.add(
      "no bus numbers are printed; taken to lead to the next bus without a bridge",
      record,
    );
    return orphan;
  }
  const unused = free.findLast((b) => !occupied.has(busKey(segment, b)));
  if (unused === undefined) return null;
  guessNotes?.add("has no secondary bus; taken as a bridge with nothing behind it", record);
  return unused;
}
