/**
 * The recording of how many canonical counterexamples the historic bugs have: prints a line a bug,
 * writes bench/bug-forms/bug-forms.json. `npm run bug-forms [-- SEEDS]`; 500 are recorded.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mutants } from "../../properties/bugs/all.js";
import { writeJson } from "../../model/vocabulary/reading/json-text.js";
import { formsOf } from "./forms.js";

const SEEDS_DEFAULT = 500;

const seeds = Number(process.argv[2] ?? SEEDS_DEFAULT);
const bugs = mutants.map((mutant) => {
  const bug = formsOf(mutant, seeds);
  const counts = Object.entries(bug.forms).map(
    ([mechanism, forms]) => `${mechanism} ${Object.keys(forms).length}`,
  );
  console.log(`${bug.id}: found with ${bug.found} of ${seeds} seeds; ${counts.join(", ")}`);
  return { ...bug, forms: { ...bug.forms } };
});
const file = fileURLToPath(new URL("../../../bench/bug-forms/bug-forms.json", import.meta.url));
writeFileSync(file, writeJson({ schema: "bug-forms@1", seeds, bugs }, 3));
