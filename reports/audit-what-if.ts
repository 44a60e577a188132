/**
 * Defines how an audit tells what a change of ACS bits would change: figures before and after, side
 * by side, then each group, function and path that is another.
 */
import { acsBitsText } from "../model/vocabulary/acs.js";
import type { Audit } from "../properties/audit/audit.js";
import type { WhatIf } from "../properties/audit/what-if.js";
import { unsafeLines, type IsHostBridge } from "./audit-fabric.js";
import { refusalText } from "./audit-pasid.js";
import { item, named, parts } from "./audit-words.js";
import type { Look } from "./paint.js";

const LABEL_WIDTH = 44;
const FIGURE_WIDTH = 8;

export function whatIfLines(
  before: Audit,
  change: WhatIf,
  isHostBridge: IsHostBridge,
  look: Look,
): readonly string[] {
  const t = before.topology;
  const bits = change.bits.map(
    ({ dev, was, is }) => `${named(t, dev)}: ${acsBitsText(was)} -> ${acsBitsText(is)}`,
  );
  const changes = bits.length === 0 ? ["nothing: the bits are so already"] : bits;
  return [
    ...changes.flatMap((text) => item(text, [], look)),
    ...figures(before, change.after),
    ...change.regrouped.flatMap(({ was, is }) =>
      item(
        `${was.length < is.length ? "splits" : "joins"}: ${parts(t, was)}`,
        [`-> ${parts(t, is)}`],
        look,
      ),
    ),
    ...pasidTexts(change).flatMap((text) => item(text, [], look)),
    ...titled("no longer:", unsafeLines(t, change.unsafeGone, isHostBridge, look)),
    ...titled("new:", unsafeLines(t, change.unsafeNew, isHostBridge, look)),
  ];
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `  ${line}`)];
}

function figures(before: Audit, after: Audit): readonly string[] {
  const rows: readonly (readonly [string, (a: Audit) => number])[] = [
    ["groups", (a) => a.groups.length],
    ["functions on which PASID can be enabled", (a) => count(a.pasid, (p) => p.enableable)],
    ["pairs that meet though in different groups", (a) => sum(a.unsafe.map((u) => u.pairs))],
    ["groups larger than needed", (a) => a.untight.groups.length],
  ];
  return [
    row("", "before", "after"),
    ...rows.map(([label, of]) => row(label, String(of(before)), String(of(after)))),
  ];
}

function row(label: string, was: string, is: string): string {
  return `  ${label.padEnd(LABEL_WIDTH)}${was.padStart(FIGURE_WIDTH)}${is.padStart(FIGURE_WIDTH)}`;
}

function count<T>(all: readonly T[], is: (one: T) => boolean): number {
  return all.filter((one) => is(one)).length;
}

function sum(figure: readonly number[]): number {
  return figure.reduce((total, n) => total + n, 0);
}

function pasidTexts({ after, pasidGained, pasidLost }: WhatIf): readonly string[] {
  const t = after.topology;
  return [
    ...pasidGained.map((dev) => `PASID can then be enabled on ${named(t, dev)}`),
    ...pasidLost.map((dev) => {
      const reason = after.pasid[dev]?.reason ?? null;
      const why = reason === null ? "" : `: ${refusalText(t, dev, reason)}`;
      return `PASID can no longer be enabled on ${named(t, dev)}${why}`;
    }),
  ];
}
