/**
 * Several runs of lspci in one text, made into one record a function: before and after a change,
 * with different options, of host and guest. What does not contradict is merged; where runs
 * contradict each other in what a function is, the run that shows most is taken and the other left
 * out; where only a setting differs, the setting of that run is taken.
 */
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { ACS } from "../../../model/vocabulary/topology/acs.js";
import type { ReadNote } from "../dump.js";
import { merged } from "../merge.js";
import type { Extent, FunctionRecord } from "../record.js";

export interface RunRecord {
  readonly record: FunctionRecord;
  readonly run: number;
}

export interface MergedRuns {
  readonly records: readonly FunctionRecord[];
  readonly notes: readonly ReadNote[];
}

export function mergedRuns(all: readonly RunRecord[]): MergedRuns {
  const runs = runsOf(all);
  const ranked = [...runs].sort((a, b) => scoreOf(b) - scoreOf(a) || startOf(a) - startOf(b));
  const notes: ReadNote[] = [];
  const kept = new Map<string, FunctionRecord>();
  const used = new Set<readonly FunctionRecord[]>();
  for (const run of ranked) {
    const wrong = run.find((r) => {
      const better = kept.get(addressText(r));
      return better !== undefined && otherThing(better, r) !== null;
    });
    if (wrong !== undefined) {
      const better = kept.get(addressText(wrong));
      notes.push(leftOut(run, wrong, better));
      continue;
    }
    used.add(run);
    addRun(run, kept, notes);
  }
  // In the order of the text.
  const order = runs.filter((run) => used.has(run)).flat();
  const names = new Set(order.map((r) => addressText(r)));
  const records = [...names].flatMap((name) => kept.get(name) ?? []);
  return { records, notes: fewest(notes) };
}

const NOTES_MAX = 16;

/** Of a text of hundreds of runs the first tell enough. */
function fewest(notes: readonly ReadNote[]): readonly ReadNote[] {
  if (notes.length <= NOTES_MAX) return notes;
  const more = `${notes.length - NOTES_MAX} more contradictions between runs are not listed`;
  return [...notes.slice(0, NOTES_MAX), { reason: more, at: null }];
}

/** A run ends where a command stands between, and where a function comes for the second time. */
function runsOf(all: readonly RunRecord[]): readonly (readonly FunctionRecord[])[] {
  const runs: FunctionRecord[][] = [];
  let seen = new Set<string>();
  let last: number | null = null;
  for (const { record, run } of all) {
    const name = addressText(record);
    if (run !== last || seen.has(name)) {
      runs.push([]);
      seen = new Set();
    }
    last = run;
    seen.add(name);
    runs.at(-1)?.push(record);
  }
  return runs;
}

function startOf(run: readonly FunctionRecord[]): number {
  return run[0]?.line ?? 0;
}

const EXTENTS: Readonly<Record<Extent, number>> = { unseen: 0, part: 2, whole: 4 };

/** How much a run shows. */
function scoreOf(run: readonly FunctionRecord[]): number {
  let score = 0;
  for (const r of run) {
    score += 1 + EXTENTS[r.standard] + EXTENTS[r.extended];
    const said = [r.vendor, r.multifunction, r.secondary, r.group, r.express?.prefix, r.acs?.ctrl];
    score += said.filter((fact) => fact !== null && fact !== undefined).length;
  }
  return score;
}

/** Both are said, and not the same. */
function differ<T>(x: T | null | undefined, y: T | null | undefined): boolean {
  return (x ?? null) !== null && (y ?? null) !== null && x !== y;
}

/** In which fact two records cannot be of one function; null: in none. */
function otherThing(a: FunctionRecord, b: FunctionRecord): string | null {
  if (differ(a.vendor, b.vendor) || differ(a.device, b.device)) return "ids";
  if (differ(a.classCode, b.classCode)) return "class";
  if (differ(className(a), className(b))) return "class";
  if (differ(a.express?.kind, b.express?.kind)) return "kind";
  if (differ(a.secondary, b.secondary)) return "bus number";
  return null;
}

/** Null where the title has only its code, or none. */
function className({ title }: FunctionRecord): string | null {
  const name = /^([A-Z][^":[]{1,60}?)(?: \[[0-9a-f]{4}\])?:/i.exec(title)?.[1];
  return name === undefined || /^(?:Class )?[0-9a-f]{4}$/i.test(name) ? null : name;
}

function leftOut(
  run: readonly FunctionRecord[],
  wrong: FunctionRecord,
  better: FunctionRecord | undefined,
): ReadNote {
  const fact = better === undefined ? null : otherThing(better, wrong);
  const lines = `${startOf(run)} to ${run.at(-1)?.line ?? 0}`;
  const reason =
    `the functions in lines ${lines} are of another run, which contradicts a better one (its ` +
    `${fact ?? "kind"} in line ${wrong.line} and in line ${better?.line ?? 0}); left out`;
  return { reason, at: wrong };
}

function addRun(
  run: readonly FunctionRecord[],
  kept: Map<string, FunctionRecord>,
  notes: ReadNote[],
): void {
  // Group numbers of two boots must not be mixed.
  const otherBoot = run.some((r) => {
    const group = kept.get(addressText(r))?.group ?? null;
    return group !== null && r.group !== null && group !== r.group;
  });
  for (const record of run) {
    const name = addressText(record);
    const better = kept.get(name);
    const own = otherBoot ? { ...record, group: null } : record;
    if (better === undefined) {
      kept.set(name, own);
      continue;
    }
    for (const setting of settingsThatDiffer(better, record)) {
      const reason =
        `${setting} differ between line ${better.line} and line ${record.line}; taken as in ` +
        `line ${better.line}, the run that shows most`;
      notes.push({ reason, at: record });
    }
    kept.set(name, mergedRecords(better, own));
  }
}

function settingsThatDiffer(a: FunctionRecord, b: FunctionRecord): readonly string[] {
  const mask = Object.values(ACS).reduce((bits, bit) => bits | bit, 0);
  const acs = (r: FunctionRecord): number | null => {
    const ctrl = r.acs?.ctrl ?? null;
    return ctrl === null ? null : ctrl & mask;
  };
  const found: string[] = [];
  if (differ(acs(a), acs(b)) || differ(a.acs?.cap, b.acs?.cap)) found.push("its ACS bits");
  if (differ(a.pasid?.enabled, b.pasid?.enabled) || differ(a.pasid?.width, b.pasid?.width))
    found.push("its PASID fields");
  if (differ(a.ats?.enabled, b.ats?.enabled)) found.push("its ATS fields");
  if (differ(a.pri?.enabled, b.pri?.enabled)) found.push("its PRI fields");
  if (differ(a.sriov?.vfs, b.sriov?.vfs)) found.push("its VFs");
  if (differ(a.group, b.group)) found.push("its IOMMU groups");
  if (differ(a.multifunction, b.multifunction)) found.push("its header types");
  return found;
}

function mergedRecords(better: FunctionRecord, other: FunctionRecord): FunctionRecord {
  const facts = merged(better, other);
  const named = className(better) === null && className(other) !== null;
  return {
    ...better,
    ...facts,
    title: named || better.title === "" ? other.title : better.title,
    driver: better.driver ?? other.driver,
    group: better.group ?? other.group,
    denied: facts.standard !== "whole" && (better.denied || other.denied),
    physical: better.physical ?? other.physical,
    vmd: better.vmd ?? other.vmd,
  };
}
