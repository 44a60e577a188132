/**
 * The lines of an audit that lay its groups beside those that the source gives: by members, for
 * numbers of groups are not the same on both sides.
 */
import type { Audit } from "../../audit/findings/audit.js";
import type { Difference } from "../../audit/findings/agreement.js";
import type { Paint } from "../text/paint.js";
import { counted } from "../text/words.js";
import type { pluggedAgreement } from "./plugged.js";
import { item, named, names, type Item } from "./words.js";

const DIFFERENCES_MAX = 50;

/** `plugged`: with these functions plugged after boot they would agree; null: not so. */
export function agreementItems(
  a: Audit,
  paint: Paint,
  plugged: ReturnType<typeof pluggedAgreement>,
): readonly Item[] {
  const { agreement } = a;
  if (agreement === null) return [];
  const { functions, groups, agrees, differences, unsaid } = agreement;
  const size = `${counted(functions, "function")} in ${counted(groups.size, "group")}`;
  if (agrees === true) return [item(`${paint.good("agree")}: ${size}`)];
  if (plugged?.sure === true) return [item(`${paint.good("agree")}, ${plugged.text}`)];
  const open = unsaid.length === 0 ? [] : [item(unsaidText(a, unsaid))];
  if (agrees === null) {
    const said = functions - unsaid.length;
    return said === 0 ? open : [item(`${paint.good("agree")}: ${said} of ${size}`), ...open];
  }
  const items = differences
    .slice(0, DIFFERENCES_MAX)
    .map((one) => item(`${named(a.topology, one.dev)}: ${differenceText(a, one)}`));
  const more = differences.length - DIFFERENCES_MAX;
  const rest = more > 0 ? [item(`and ${more} more`)] : [];
  const said = `${paint.bad("differ")}: ${differences.length} of ${size}`;
  const would = plugged === null ? [] : [item(`would agree, ${plugged.text}`)];
  return [item(said), ...items, ...rest, ...open, ...would];
}

function unsaidText(a: Audit, unsaid: readonly number[]): string {
  const who = counted(unsaid.length, "function");
  return `of ${who} it cannot be said: ${names(a.topology, unsaid)}`;
}

/** `with 00:01.0 here; alone in the given groups`. */
function differenceText(a: Audit, { dev, given }: Difference): string {
  const there = (a.agreement?.groups.get(given) ?? []).filter((other) => other !== dev);
  const theirs = `${companyText(a, there)} in the given groups`;
  const nearest = a.agreement?.nearest ?? [];
  const group = nearest[dev] ?? null;
  if (group === null) return `in no group here; ${theirs}`;
  const here = [...nearest.keys()].filter((other) => other !== dev && nearest[other] === group);
  return `${companyText(a, here)} here; ${theirs}`;
}

const COMPANY_MAX = 2;

/** `alone`, `with 00:01.0 and 2 more`. */
function companyText(a: Audit, others: readonly number[]): string {
  if (others.length === 0) return "alone";
  const shown = others.length <= COMPANY_MAX + 1 ? others : others.slice(0, COMPANY_MAX);
  const more = others.length - shown.length;
  const who = names(a.topology, shown);
  return more === 0 ? `with ${who}` : `with ${who} and ${more} more`;
}
