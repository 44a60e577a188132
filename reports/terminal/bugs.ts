/**
 * The table of historic bugs: which invariant caught each, after how many random scenarios, with
 * how small a counterexample.
 */
import type { BugResult, BugsReport } from "../../properties/results/report.js";
import type { Look } from "../text/paint.js";
import { counted, wrapped } from "../text/words.js";

/** `titleOf` says what the bug was, in a few words. */
export function bugsTable(report: BugsReport, titleOf: (id: string) => string, look: Look): string {
  const rows = report.bugs.map((bug) => [
    bug.id,
    bug.caught ? "caught by" : "SURVIVES",
    bug.invariant,
    runs(bug.runs_median),
    runs(bug.guided_median),
    size(bug),
    titleOf(bug.id),
  ]);
  const head = ["bug", "", "invariant", "runs", "guided", "size", "what it was"];
  const lines = aligned([head, ...rows]);
  const survived = report.bugs.filter((bug) => !bug.caught);
  return [
    look.paint.strong(lines[0] ?? ""),
    ...lines
      .slice(1)
      .map((line, i) => (report.bugs[i]?.caught === true ? line : look.paint.loud(line))),
    "",
    "runs: median number of random scenarios until the invariant first broke",
    "guided: the same, following the direction that the invariant gives; -: it gives none",
    "size: functions (f) and operations (o) of the smallest counterexample",
    ...wrapped(closing(report.bugs.length, survived), look.width),
  ]
    .map((line) => `${line}\n`)
    .join("");
}

function runs(median: number | null): string {
  return median === null ? "-" : String(median);
}

function size(bug: BugResult): string {
  return bug.functions === null || bug.operations === null
    ? "-"
    : `${bug.functions}f ${bug.operations}o`;
}

function closing(total: number, survived: readonly BugResult[]): string {
  const caught = `${total - survived.length} of ${counted(total, "historic bug")} caught`;
  if (survived.length === 0) return `${caught}.`;
  const names = survived.map((bug) => `${bug.id} by ${bug.invariant}`);
  return `${caught}; not caught: ${names.join(", ")}.`;
}

const RIGHT_ALIGNED = new Set([3, 4]);

function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, c) =>
    Math.max(...rows.map((row) => (row[c] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, c) => {
        const width = widths[c] ?? 0;
        return RIGHT_ALIGNED.has(c) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
}
