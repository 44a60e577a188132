/**
 * The lines of an audit that tell what a change of ACS bits would change: figures before and after,
 * side by side, then each group, function and path that is another.
 */
import { acsOfText } from "../../model/vocabulary/topology/acs.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import { notIsolatedItems, type IsHostBridge } from "./isolation.js";
import { refusalText } from "./pasid.js";
import { item, itemLines, named, parts, type Item } from "./words.js";
import type { Look } from "../text/paint.js";

const LABEL_WIDTH = 44;
const FIGURE_WIDTH = 8;

export interface WhatIfParts {
  readonly bits: readonly Item[];
  /** What is counted, before and after. */
  readonly figures: readonly (readonly [string, number, number])[];
  readonly regrouped: readonly Item[];
  readonly pasid: readonly Item[];
  /** What was not true and is, and the other way round. */
  readonly gone: readonly Item[];
  readonly fresh: readonly Item[];
}

export function whatIfParts(
  before: Audit,
  change: WhatIf,
  isHostBridge: IsHostBridge,
): WhatIfParts {
  const t = before.topology;
  const bits = change.bits.map(({ dev, was, is }) => {
    const f = t.functions[dev];
    const cap = f === undefined ? 0 : (acsOf(f)?.cap ?? 0);
    const [from, to] = [was, is].map((ctrl) => acsOfText({ ctrl, cap }));
    return item(`${named(t, dev)}: ${from} -> ${to}`);
  });
  return {
    bits: bits.length === 0 ? [item("nothing: the bits are so already")] : bits,
    figures: FIGURES.map(([label, of]) => [label, of(before), of(change.after)]),
    regrouped: change.regrouped.map(({ was, is }) =>
      item(`${was.length < is.length ? "splits" : "joins"}: ${parts(t, was)}`, [
        `-> ${parts(t, is)}`,
      ]),
    ),
    pasid: pasidTexts(change).map((text) => item(text)),
    gone: notIsolatedItems(t, change.notIsolatedGone, isHostBridge),
    fresh: notIsolatedItems(t, change.notIsolatedNew, isHostBridge),
  };
}

export function whatIfLines(told: WhatIfParts, look: Look): readonly string[] {
  return [
    ...itemLines(told.bits, look),
    row("", "before", "after"),
    ...told.figures.map(([label, was, is]) => row(label, String(was), String(is))),
    ...itemLines(told.regrouped, look),
    ...itemLines(told.pasid, look),
    ...titled("no longer:", itemLines(told.gone, look)),
    ...titled("new:", itemLines(told.fresh, look)),
  ];
}

function titled(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `  ${line}`)];
}

const FIGURES: readonly (readonly [string, (a: Audit) => number])[] = [
  ["groups", (a) => a.groups.length],
  ["functions on which PASID can be enabled", (a) => count(a.pasid, (p) => p.enableable === true)],
  ["pairs that meet though in different groups", (a) => sum(a.notIsolated.map((u) => u.pairs))],
  ["groups larger than needed", (a) => a.overMerged.groups.length],
];

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
