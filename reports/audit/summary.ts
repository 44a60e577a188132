/**
 * The first and the last sentence of an audit, for whoever reads nothing else: how large the
 * machine is, what was found, and how far either is known.
 */
import type { Audit } from "../../audit/findings/audit.js";
import { isNumberedAsGiven } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted } from "../text/words.js";

/** The most important caveat, then how large it is. */
export function headline(a: Audit, caveats: readonly string[]): string {
  const [caveat] = caveats;
  return caveat === undefined ? auditSize(a) : `${caveat}; ${auditSize(a)}`;
}

/** How large it is, and what the numbers of its groups are. */
function auditSize(a: Audit): string {
  const size = counted(a.shown.filter((is) => is).length, "function");
  return `${size}, ${groupsText(a)}${numberedText(a)}`;
}

function numberedText(a: Audit): string {
  if (a.groups.length === 0) return "";
  const how = isNumberedAsGiven(a) ? "as given" : "in the order in which Linux makes them";
  return `, numbered ${how}`;
}

/** `9 groups (2 of them as given)${more} and 5 functions whose group cannot be said`. */
function groupsText(a: Audit, more = ""): string {
  const given = a.groups.filter((members) => members.some((dev) => a.basis[dev] === "given"));
  const unknown = a.basis.filter((basis, dev) => basis === "unknown" && a.shown[dev] !== false);
  const supposed = a.groups.some((members) => members.some((dev) => a.basis[dev] === "supposed"));
  const provided = supposed ? ", if the bridges that are missing isolate" : "";
  const all = given.length === a.groups.length ? "all" : `${given.length} of them`;
  const how = given.length === 0 ? "" : ` (${all} as given)`;
  const known = `${counted(a.groups.length, "group")}${how}${more}${provided}`;
  if (unknown.length === 0) return known;
  const whose = `${counted(unknown.length, "function")} whose group cannot be said`;
  return a.groups.length === 0 ? `no group that is known: ${whose}` : `${known} and ${whose}`;
}

/** One sentence for whoever reads only the end, and the most important caveat. */
export function auditClosing(a: Audit, caveats: readonly string[] = []): string {
  const shared = a.groups.filter((members) => members.length > 1).length;
  const groups = groupsText(a, `, ${shared} of more than one function`);
  const [caveat] = caveats;
  const but = caveat === undefined ? "" : ` Caveat: ${caveat}.`;
  return `${groups}; ${pasidText(a)}; ${meetingText(a)}.${but}`;
}

function pasidText(a: Audit): string {
  const answers = a.pasid.filter((_, dev) => a.shown[dev] !== false);
  const capable = answers.filter(({ capable: is }) => is === true);
  const enableable = a.pasid.flatMap(({ enableable: is }, dev) =>
    is === true && a.shown[dev] !== false ? [dev] : [],
  );
  const [only] = enableable;
  const which =
    enableable.length === 1 && only !== undefined ? ` (${nameOf(a.topology, only)})` : "";
  const unsaid = answers.filter(({ enableable: is }) => is === null).length;
  const hidden = answers.some(({ capable: is }) => is === null);
  const open = unsaid === 0 ? "" : `cannot be said on ${unsaid}`;
  if (capable.length === 0) {
    if (!hidden) return "no function has PASID";
    return open === "" ? "no function with PASID is shown" : `PASID: ${open}`;
  }
  const known = `PASID can be enabled on ${enableable.length} of ${capable.length}${which}`;
  return open === "" ? known : `${known}, ${open}`;
}

function meetingText({ notIsolated, notIsolatedUnsaid: open }: Audit): string {
  const pairs = notIsolated.reduce((sum, one) => sum + one.pairs, 0);
  const meet = pairs === 1 ? "1 pair meets" : `${pairs} pairs meet`;
  if (open === 0) return `${pairs === 0 ? "no pair meets" : meet} across groups`;
  if (pairs === 0) {
    const some = open === 1 ? "1 pair reaches" : `some of ${open} pairs reach`;
    return `whether ${some} each other across groups cannot be said`;
  }
  return `${meet} across groups, and whether up to ${open} more do cannot be said`;
}
