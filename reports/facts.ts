/**
 * Defines how the facts that matter are told: what can be changed alone so that the law holds
 * again, and what makes no difference, by the function or operation that it belongs to.
 */
import { match } from "ts-pattern";
import type { Fact, Where } from "../properties/shrink/matter.js";
import type { Look } from "./paint.js";
import { printable, wrapped } from "./words.js";

export function factsText(facts: readonly Fact[], look: Look): string {
  const of = (effect: Fact["effect"]): readonly Fact[] => facts.filter((f) => f.effect === effect);
  return [
    ...section(look.paint.good("Change one of these, and the law holds:"), of("holds"), look),
    ...section(look.paint.bad("Change one of these, and it is still broken:"), of("broken"), look),
  ]
    .map((line) => `  ${line}\n`)
    .join("");
}

function section(title: string, facts: readonly Fact[], look: Look): readonly string[] {
  if (facts.length === 0) return [];
  const byPlace = new Map<string, string[]>();
  for (const { where, what } of facts) {
    const place = placeText(where);
    const said = printable(what.startsWith(`${place} `) ? what.slice(place.length + 1) : what);
    const known = byPlace.get(place);
    if (known === undefined) byPlace.set(place, [said]);
    else known.push(said);
  }
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
