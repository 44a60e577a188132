/**
 * The recording of how many canonical counterexamples the historic bugs have: prints a line a bug,
 * writes bench/bug-forms/bug-forms.json. `npm run bug-forms [-- SEEDS]`; 500 are recorded.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bugs } from "../../properties/bugs/all.js";
import { writeJson } from "../../model/vocabulary/reading/json-text.js";
import { formsOf } from "./forms.js";

const SEEDS_DEFAULT = 500;

const seeds = Number(process.argv[2] ?? SEEDS_DEFAULT);
const recorded = bugs.map((bug) => {
  const made = formsOf(bug, seeds);
  const counts = Object.entries(made.forms).map(
    ([failureMode, forms]) => `${failureMode} ${Object.keys(forms).length}`,
  );
  console.log(`${made.id}: found with ${made.found} of ${seeds} seeds; ${counts.join(", ")}`);
  return { ...made, forms: { ...made.forms } };
});
const file = fileURLToPath(new URL("../../../bench/bug-forms/bug-forms.json", import.meta.url));
writeFileSync(file, writeJson({ schema: "bug-forms@2", seeds, bugs: recorded }, 3));
