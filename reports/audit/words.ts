/**
 * The names that an audit gives to things: functions with their kind, groups with their number,
 * lists that stay short, and what an element lacks.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { Lack } from "../../audit/findings/missing-acs.js";
import { kindText } from "../drawing/tree.js";
import { nameOf } from "../text/finding.js";
import type { Look } from "../text/paint.js";
import { counted, wrapped } from "../text/words.js";

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
export function groupNumbers({ groups, agreement }: Audit): (group: number) => number {
  if (agreement === null || !agreement.agrees || agreement.groups.size !== groups.length)
    return (group) => group;
  const first = new Map([...agreement.groups].map(([given, [dev = -1]]) => [dev, given]));
  const numbers = groups.map((members, group) => {
    const dev = members.find((member) => first.has(member));
    return (dev === undefined ? undefined : first.get(dev)) ?? group;
  });
  return (group) => numbers[group] ?? group;
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
