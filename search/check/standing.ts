/**
 * Where the designs of the catalog stand on a recorded counterexample: which of them break its
 * invariant on its scenario, by whatever failure mode, and which keep it.
 */
import { catalog } from "../../impl/designs/catalog.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import type {
  Counterexample,
  DesignsOn,
} from "../../properties/results/counterexample/counterexample.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import { judge } from "../../properties/run/judge.js";

/** In the order of the catalog; null: there is no such invariant any more. */
export function designsOn(cx: Counterexample): DesignsOn | null {
  const invariant = invariantNamed(cx.invariant);
  if (invariant === null) return null;
  const judged = catalog.map((design) => {
    const asked = judge(cx.scenario, { design, plain: false }, invariantSet([invariant]));
    const stands =
      asked.broken.length > 0
        ? "breaks"
        : asked.crash !== null || asked.notAsked !== null
          ? "unknown"
          : "keeps";
    return { name: design.name, stands };
  });
  const of = (stands: string): readonly string[] =>
    judged.filter((one) => one.stands === stands).map(({ name }) => name);
  return { breaks: of("breaks"), keeps: of("keeps"), unknown: of("unknown") };
}
