/**
 * The names that an audit gives to things: functions with their kind, groups with their number,
 * lists that stay short, and what an element lacks.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { Deciding } from "../../audit/findings/deciding.js";
import type { Lack } from "../../audit/findings/missing-acs.js";
import type { Unseen } from "../../audit/read/unseen.js";
import { kindText } from "../drawing/tree.js";
import { nameOf } from "../text/finding.js";
import type { Look } from "../text/paint.js";
import { counted, listed, wrapped } from "../text/words.js";

/** `00:1c.0 root port`. */
export function named(t: Topology, dev: number): string {
  const f = t.functions[dev];
  return f === undefined ? nameOf(t, dev) : `${addressText(f)} ${kindText(f)}`;
}

const NAMES_MAX = 12;

/** `01:00.0, 01:00.1`; of many the first, and how many more. */
export function names(t: Topology, devs: readonly number[]): string {
  const shown = devs.slice(0, NAMES_MAX).map((dev) => nameOf(t, dev));
  const more = devs.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

/** `00:1c.0 | 01:00.0, 01:00.1`. */
export function parts(t: Topology, some: readonly (readonly number[])[]): string {
  const shown = some.slice(0, NAMES_MAX).map((devs) => names(t, devs));
  const more = some.length - shown.length;
  return more === 0 ? shown.join(" | ") : `${shown.join(" | ")} | and ${more} more`;
}

/** The number by which a group is told: the given one, where all are as given. */
export function groupNumbers(a: Audit): (group: number) => number {
  const numbers = givenNumbers(a);
  return (group) => numbers?.[group] ?? group;
}

/** The given number of each group; null where one has none, or is not as given. */
function givenNumbers({ groups, agreement }: Audit): readonly number[] | null {
  if (agreement === null || agreement.agrees === false) return null;
  const givenOf = new Map<number, number>();
  for (const [given, devs] of agreement.groups) for (const dev of devs) givenOf.set(dev, given);
  const known = groups.flatMap((members) => {
    const dev = members.find((member) => givenOf.has(member));
    return dev === undefined ? [] : (givenOf.get(dev) ?? []);
  });
  return known.length === groups.length && new Set(known).size === known.length ? known : null;
}

/** Whether groups are told by numbers of the source that are not those of their order. */
export function isNumberedAsGiven(a: Audit): boolean {
  return givenNumbers(a)?.some((number, group) => number !== group) === true;
}

/** `3`; `-`: it has no group; `?`: its group cannot be said; empty: it is not shown at all. */
export function groupTag(a: Audit, number: (group: number) => number, dev: number): string {
  const group = a.groupOf[dev] ?? null;
  if (a.shown[dev] === false) return "";
  const unsure = a.basis[dev] === "supposed" ? "?" : "";
  if (group !== null) return `${number(group)}${unsure}`;
  return a.basis[dev] === "unknown" ? "?" : "-";
}

/** What the element is, and why it does not isolate. */
export function lackText(t: Topology, dev: number, lack: Lack): string {
  return `${named(t, dev)}: ${lackWords(t, dev, lack)}`;
}

export function lackWords(t: Topology, dev: number, lack: Lack): string {
  return match(lack)
    .with({ why: "off" }, ({ bits }) => `${acsBitsText(bits)} implemented and off`)
    .with({ why: "absent" }, () => "no ACS capability")
    .with({ why: "rule" }, ({ bits }) => `a rule of Linux for it denies ${acsBitsText(bits)}`)
    .with({ why: "kind" }, () => kindWords(t, dev))
    .exhaustive();
}

function kindWords(t: Topology, dev: number): string {
  const kind = t.functions[dev]?.kind;
  if (kind === "rcec") return "Linux trusts no RCEC";
  return kind === "pci-device" || kind === "pci-bridge"
    ? "conventional PCI has no ACS"
    : "a bridge to PCI has no ACS";
}

/** What is not shown, as a clause: `whether 03:01.0 downstream port has ACS is not shown`. */
export function unseenText(t: Topology, one: Deciding): string {
  return unseenTexts(t, [one]).join("");
}

/** One clause a fact, and one for each function that is missing. */
function unseenTexts(t: Topology, all: readonly Deciding[]): readonly string[] {
  const facts = new Map<Unseen, number[]>();
  for (const { dev, fact } of all) {
    const devs = facts.get(fact);
    if (devs === undefined) facts.set(fact, [dev]);
    else devs.push(dev);
  }
  return [...facts].flatMap(([fact, devs]) =>
    fact === "function"
      ? devs.map((dev) => missingText(t, dev))
      : [`${notShownText(t, fact, devs)} not shown`],
  );
}

function notShownText(t: Topology, fact: Unseen, devs: readonly number[]): string {
  const who = devs.length > KINDS_MAX ? names(t, devs) : listed(devs.map((dev) => named(t, dev)));
  const alone = devs.length === 1;
  const have = alone ? "has" : "have";
  return match(fact)
    .with("function", () => `${who} is`)
    .with("kind", () => `the kind of ${names(t, devs)} is`)
    .with("place", () => `the bridge above ${who} is`)
    .with("multifunction", () => `the multifunction bit of ${who} is`)
    .with("iommu", () => `whether an IOMMU translates ${who} is`)
    .with("acs", () => `whether ${who} ${have} ACS is`)
    .with("acs-bits", () => `the ACS bits of ${who} are`)
    .with("egress", () => `the Egress Control Vector of ${who} is`)
    .with(
      "prefix",
      () => `whether ${who} ${alone ? "supports" : "support"} end-end TLP prefixes is`,
    )
    .with("pasid", () => `whether ${who} ${have} PASID is`)
    .with("pasid-fields", () => `what ${who} can do with PASIDs is`)
    .exhaustive();
}

/** So many are told with their kinds. */
const KINDS_MAX = 3;

/** What stands in has an address that nothing on the machine need have. */
function missingText(t: Topology, dev: number): string {
  const below = t.functions.findIndex(({ parent }) => parent === dev);
  return below < 0
    ? `${nameOf(t, dev)} is not in the dump`
    : `the bridge above ${nameOf(t, below)} is not in the dump`;
}

/** How to have it shown. */
export function remedyText(facts: readonly Unseen[]): string {
  return listed([...new Set(facts.map((fact) => REMEDIES[fact]))]);
}

/** All of it in one sentence, with how to have it shown. */
export function decidingText(t: Topology, all: readonly Deciding[]): string {
  return `${listed(unseenTexts(t, all))} (${remedyText(all.map(({ fact }) => fact))})`;
}

/** `cannot be said without root`, where privilege is all that is missing. */
export function unsaidWords(a: Audit, deciding: readonly Deciding[]): string {
  const denied = deciding.length > 0 && deciding.every(({ dev }) => a.denied[dev] === true);
  return denied ? "cannot be said without root" : "cannot be said";
}

const CAPABILITIES = "`sudo lspci -vvxxxx` shows it";
const WHOLE = "`sudo lspci -vv` of the whole machine shows it";
const REMEDIES: Readonly<Record<Unseen, string>> = {
  function: WHOLE,
  kind: CAPABILITIES,
  place: WHOLE,
  multifunction: "`lspci -x` shows it",
  iommu: "the list of its groups shows it (--groups)",
  acs: CAPABILITIES,
  "acs-bits": CAPABILITIES,
  egress: CAPABILITIES,
  prefix: CAPABILITIES,
  pasid: CAPABILITIES,
  "pasid-fields": CAPABILITIES,
};

/** Something that is said, and what belongs below it. */
export interface Item {
  readonly title: string;
  readonly below: readonly string[];
}

export function item(title: string, below: readonly string[] = []): Item {
  return { title, below };
}

/** Each wrapped, as a list of lines. */
export function itemLines(items: readonly Item[], look: Look): readonly string[] {
  return items.flatMap(({ title, below }) => [
    ...indentedLines(title, 2, look),
    ...below.flatMap((text) => indentedLines(text, 6, look)),
  ]);
}

function indentedLines(text: string, by: number, look: Look): readonly string[] {
  const [first = "", ...rest] = wrapped(text, look.width - by - 2);
  const indent = " ".repeat(by);
  return [indent + first, ...rest.map((line) => `${indent}  ${line}`)];
}

/** A section: its title, and its lines or the one sentence that says that there is nothing. */
export function section(title: string, lines: readonly string[], look: Look): readonly string[] {
  return lines.length === 0 ? [] : ["", look.paint.strong(title), ...lines];
}

/** `1 pair`, `2 pairs`. */
export function pairsText(pairs: number): string {
  return counted(pairs, "pair");
}
