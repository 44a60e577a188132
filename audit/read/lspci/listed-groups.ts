/** Groups that a text lists beside its dump, given to the records that print none. */
import { addressText } from "../../../model/vocabulary/topology/address.js";
import type { ReadNote } from "../dump.js";
import type { GroupLog } from "../groups/log.js";
import type { FunctionRecord } from "../record.js";

interface Grouped {
  readonly records: readonly FunctionRecord[];
  readonly notes: readonly ReadNote[];
}

/** A list that contradicts itself or the dump is of another boot, and not used. */
export function withListedGroups(records: readonly FunctionRecord[], log: GroupLog): Grouped {
  const lines = log.lines();
  if (lines.length === 0) return { records, notes: [] };
  const { contradiction } = log;
  if (contradiction !== null) {
    const { earlier, later } = contradiction;
    const reason =
      `is in group ${earlier.group} in line ${earlier.line} and in group ${later.group} in line ` +
      `${later.line}; the groups that the text lists are not used`;
    return { records, notes: [{ reason, at: later.address }] };
  }
  const listed = new Map(lines.map((line) => [addressText(line.address), line]));
  const other = records.find((r) => {
    const group = listed.get(addressText(r))?.group;
    return r.group !== null && group !== undefined && group !== r.group;
  });
  if (other !== undefined) {
    const line = listed.get(addressText(other))?.line ?? 0;
    const not = "the groups that the text lists are not used";
    const reason = `is in another group in line ${line}; ${not}`;
    return { records, notes: [{ reason, at: other }] };
  }
  const known = new Set(records.map((r) => addressText(r)));
  const absent = [...listed.keys()].filter((name) => !known.has(name)).length;
  const what = absent === 1 ? "1 function is" : `${absent} functions are`;
  const reason = `${what} in the text's list of groups and not in its dump`;
  return {
    records: records.map((r) => ({
      ...r,
      group: r.group ?? listed.get(addressText(r))?.group ?? null,
    })),
    notes: absent === 0 ? [] : [{ reason, at: null }],
  };
}
