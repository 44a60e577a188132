/** The list of counterexamples that a run has saved, or found saved by an earlier run. */
import type { Report } from "../../properties/results/report.js";
import { breaksOf } from "../text/ids.js";
import type { Look } from "../text/paint.js";
import { counted, printable, wrapped } from "../text/words.js";

/** So many files are named; the others are in the same folder. */
const NAMED_MAX = 5;

/** Empty if all of them are counterexamples that were known before. */
export function savedText(report: Report, folder: string, look: Look): string {
  const inFolder = `${folder.replace(/\/+$/, "")}/`.replace(/^(?:\.\/)+/, "");
  const files = report.verdicts
    .flatMap(breaksOf)
    .map(({ counterexample }) => counterexample.file)
    .filter((file) => file.replace(/^(?:\.\/)+/, "").startsWith(inFolder));
  const names = [...new Set(files)].toSorted().map((file) => printable(file));
  if (names.length === 0) return "";
  const more = names.length > NAMED_MAX ? [`and ${names.length - NAMED_MAX} more there`] : [];
  const told = [...names.slice(0, NAMED_MAX), ...more].join(", ");
  const text = `${counted(names.length, "counterexample")} saved: ${told}`;
  return wrapped(text, look.width)
    .map((line) => `${line}\n`)
    .join("");
}
