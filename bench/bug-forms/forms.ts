/**
 * The measure of how canonical counterexamples are: a historic bug is found with many seeds, each
 * find is shrunk, and the different results are counted. One for each failure mode is the goal:
 * then a bug has one file, whoever finds it.
 */
import type { Bug } from "../../properties/bugs/bug.js";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import { subjectNamed } from "../../search/designs/named.js";
import { firstBreak } from "../../search/random/first-break.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import { shrink } from "../../search/random/shrink.js";

/** Random scenarios a seed, at most; the rarest bugs are not found with every seed. */
const RUNS_MAX = 1_000;
const NO_BEAT = (): void => {};

export interface BugForms {
  readonly id: string;
  /** Seeds with which it was found. */
  readonly found: number;
  /**
   * By failure mode how often each canonical counterexample came out, by id, the commonest first.
   */
  readonly forms: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** What comes out with the seeds 1 to `seeds`. */
export function formsOf(bug: Bug, seeds: number): BugForms {
  const design = `bug:${bug.id}`;
  const subject = subjectNamed(design);
  const invariant = invariantNamed(bug.invariant);
  if (subject === null || invariant === null) throw new Error(`there is no ${design}`);
  const byFailureMode = new Map<string, Map<string, number>>();
  let found = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    // Finds of a plain search differ most.
    const limits = { seed, runs_max: RUNS_MAX, guided: false };
    const first = firstBreak(limits, subject, invariant, bug.failureMode ?? null, NO_BEAT);
    if (first === null) continue;
    const { scenario } = first;
    const { failureMode } = first.finding;
    const task = {
      kind: "shrink",
      cause: null,
      like: null,
      design,
      invariant: invariant.name,
      failureMode,
      scenario,
    } as const;
    const shrunk = shrink({ ...task, keepTopology: false, smallestOnly: true }, NO_BEAT);
    if (shrunk === null) continue;
    found++;
    const forms = byFailureMode.get(failureMode) ?? new Map<string, number>();
    byFailureMode.set(failureMode, forms);
    const id = digest(invariant.name, shrunk.scenario);
    forms.set(id, (forms.get(id) ?? 0) + 1);
  }
  return { id: bug.id, found, forms: sorted(byFailureMode) };
}

function sorted(
  byFailureMode: ReadonlyMap<string, ReadonlyMap<string, number>>,
): BugForms["forms"] {
  const names = [...byFailureMode.keys()].toSorted();
  return Object.fromEntries(
    names.map((name) => {
      const forms = [...(byFailureMode.get(name) ?? [])];
      const common = forms.toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
      return [name, Object.fromEntries(common)];
    }),
  );
}

/** What `npm run bug-forms` writes. */
export interface FormsReport {
  readonly schema: "bug-forms@2";
  readonly seeds: number;
  readonly bugs: readonly BugForms[];
}
