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
  for (const [i, record] of records.entries()) {
    if (secondaries[i] !== null || !isBridgeRecord(record)) continue;
    const chosen = chooseBus(record, owned, occupied, guess ? notes : null);
    if (chosen === null) return { crowded: record };
    owned.add(busKey(record.segment, chosen));
    secondaries[i] = chosen;
  }
  const guessed = [...occupied].filter((key) => !printed.has(key) && !roots.has(key));
  return { secondaries, guessed: new Set(guessed) };
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
