/** The reader of a baseline's file (`baseline@2`), from untrusted text. */
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { keyOf, type Baseline, type KnownBreak } from "./baseline.js";

const BASELINE_SCHEMA = "baseline@2";
/** No baseline file is larger. */
export const BASELINE_BYTES_MAX = 1_048_576;

/** `invariants` are the names of invariants that an entry may have. */
export async function readBaseline(
  text: string,
  invariants: readonly string[],
): Promise<Reading<Baseline>> {
  const { baselineSchema } = await import("./baseline-schema.js");
  const { readDocument } = await import("../../model/vocabulary/scenario/document.js");
  const file = readDocument(text, BASELINE_SCHEMA, BASELINE_BYTES_MAX, baselineSchema);
  return file.ok ? (dangling(file.value, invariants) ?? readable(file.value)) : file;
}

/** What the schema cannot say: the invariant is there, and nothing is said twice. */
function dangling({ known }: Baseline, invariants: readonly string[]): Reading<never> | null {
  const seen = new Map<string, number>();
  for (const [i, entry] of known.entries()) {
    if (!invariants.includes(entry.invariant))
      return unreadable(`there is no invariant '${entry.invariant}'`, {
        path: `known[${i}].invariant`,
      });
    const first = seen.get(keyOf(entry));
    if (first !== undefined)
      return unreadable(`says the same as known[${first}]`, { path: `known[${i}]` });
    seen.set(keyOf(entry), i);
  }
  return null;
}

/** The text of a baseline's file. */
export function baselineText(known: readonly KnownBreak[]): string {
  const baseline: Baseline = { schema: BASELINE_SCHEMA, known };
  return `${JSON.stringify(baseline, null, 2)}\n`;
}
