/**
 * The facts that matter, in words: what can be changed alone so that the failure disappears, and
 * what makes no difference, by the function or operation that it belongs to.
 */
import { match } from "ts-pattern";
import type { Fact, Where } from "../../properties/explain/relevant-facts.js";
import type { Look } from "../text/paint.js";
import { printable, wrapped } from "../text/words.js";

export const FACTS_TITLES: Readonly<Record<Fact["effect"], string>> = {
  holds: "Change one of these, and the invariant holds:",
  broken: "Change one of these, and it is still broken:",
};

export function factsText(facts: readonly Fact[], look: Look): string {
  const { good, bad } = look.paint;
  return [
    ...section(good(FACTS_TITLES.holds), factsByPlace(facts, "holds"), look),
    ...section(bad(FACTS_TITLES.broken), factsByPlace(facts, "broken"), look),
  ]
    .map((line) => `  ${line}\n`)
    .join("");
}

/** Of each function or operation what can be changed with this effect. */
export function factsByPlace(
  facts: readonly Fact[],
  effect: Fact["effect"],
): ReadonlyMap<string, readonly string[]> {
  const byPlace = new Map<string, string[]>();
  for (const { where, what, effect: its } of facts) {
    if (its !== effect) continue;
    const place = placeText(where);
    const said = printable(what.startsWith(`${place} `) ? what.slice(place.length + 1) : what);
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [said]);
    else known.push(said);
  }
  return byPlace;
}

function section(
  title: string,
  byPlace: ReadonlyMap<string, readonly string[]>,
  look: Look,
): readonly string[] {
  if (byPlace.size === 0) return [];
  const width = Math.max(...[...byPlace.keys()].map((place) => place.length));
  const lines = [...byPlace].flatMap(([place, whats]) => {
    const room = look.width - width - INDENT;
    return wrapped(whats.join(", "), room).map(
      (line, i) => `  ${(i === 0 ? place : "").padEnd(width)}  ${line}`,
    );
  });
  return [title, ...lines];
}

const INDENT = 6;

function placeText(where: Where): string {
  return match(where)
    .with({ of: "machine" }, () => "machine")
    .with({ of: "function" }, ({ address }) => address)
    .with({ of: "operation" }, ({ index }) => `operation ${index + 1}`)
    .exhaustive();
}
