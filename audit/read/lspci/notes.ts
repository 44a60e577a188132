/** Notes of what was met in a text and is in no record, or not all of it. */
import type { ReadNote } from "../dump.js";
import type { FunctionRecord } from "../record.js";
import type { Line } from "../text/line.js";
import type { DumpScan } from "./scan.js";

const SHOWN_MAX = 3;
const SHOWN_LENGTH_MAX = 50;

export function scanNotes(scan: DumpScan, records: readonly FunctionRecord[]): readonly ReadNote[] {
  const notes: ReadNote[] = [];
  const [orphan] = scan.orphans;
  if (orphan !== undefined) {
    const at = scan.orphans
      .slice(0, SHOWN_MAX)
      .map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
    const more =
      scan.orphans.length > SHOWN_MAX ? ` and ${scan.orphans.length - SHOWN_MAX} more` : "";
    const lines = `fields without the line that names their function, in ${at.join(", ")}${more}`;
    notes.push({ reason: `${lines}; passed over`, at: null });
  }
  notes.push(...strangeNotes(scan.strange));
  for (const record of records) {
    const { express } = record;
    if (express === null || express.kind !== null || express.prefix !== null) continue;
    const reason =
      "shows capabilities that only PCI Express has, and no Express capability; " +
      "its kind is not shown";
    notes.push({ reason, at: record });
  }
  return notes;
}

/** `2 lines look like a function and are not understood: 12 ("00:1g.0 VGA"), ...`. */
export function strangeNotes(lines: readonly Line[]): readonly ReadNote[] {
  if (lines.length === 0) return [];
  const shown = lines
    .slice(0, SHOWN_MAX)
    .map(({ text, at }) => `${at} (${JSON.stringify(text.trim().slice(0, SHOWN_LENGTH_MAX))})`);
  const more = lines.length > SHOWN_MAX ? ` and ${lines.length - SHOWN_MAX} more` : "";
  const one = lines.length === 1;
  const what = one ? "1 line looks" : `${lines.length} lines look`;
  const reason =
    `${what} like a function or a group and ${one ? "is" : "are"} not understood: line ` +
    `${shown.join(", ")}${more}`;
  return [{ reason, at: null }];
}
