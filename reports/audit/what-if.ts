/**
 * The lines of an audit that tell what a change of ACS bits would change: figures before and after,
 * side by side, then each group, function and path that is another.
 */
import { acsOfText } from "../../model/vocabulary/topology/acs.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import { giveItems, noteItems, pairItems } from "./change-lines.js";
import { notIsolatedItems, type IsHostBridge } from "./isolation.js";
import { refusalText } from "./pasid.js";
import { item, itemLines, named, parts, type Item } from "./words.js";
import type { Look } from "../text/paint.js";

const LABEL_WIDTH = 44;
const FIGURE_WIDTH = 8;

export interface WhatIfParts {
  readonly bits: readonly Item[];
  /** The lines that give the bits, and when each takes effect. */
  readonly give: readonly Item[];
  /** What had to be taken, passed over, or known of the change. */
  readonly notes: readonly Item[];
  /** What is counted, before and after; and had firmware left on what is shown on. */
  readonly figures: readonly (readonly [string, number, number, number | null])[];
  readonly regrouped: readonly Item[];
  readonly pasid: readonly Item[];
  /** What was not true and is, and the other way round. */
  readonly gone: readonly Item[];
  readonly fresh: readonly Item[];
  /** Pairs of endpoints that then meet across groups. */
  readonly pairs: readonly Item[];
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
    bits: bits.length === 0 ? [item(unchangedText(change))] : bits,
    give: giveItems(t, change),
    notes: noteItems(t, change),
    figures: FIGURES.map(([label, of]) => [
      label,
      of(before),
      of(change.after),
      change.ifKept === null ? null : of(change.ifKept.after),
    ]),
    regrouped: change.regrouped.map(({ was, is }) =>
      item(`${was.length < is.length ? "splits" : "joins"}: ${parts(t, was)}`, [
        `-> ${parts(t, is)}`,
      ]),
    ),
    pasid: pasidTexts(change).map((text) => item(text)),
    gone: notIsolatedItems(t, change.notIsolatedGone, isHostBridge),
    fresh: notIsolatedItems(t, change.notIsolatedNew, isHostBridge),
    pairs: pairItems(t, change.pairs),
  };
}

function unchangedText({ overridden }: WhatIf): string {
  return overridden.length === 0 ? "nothing: the bits are so already" : "no bit changes";
}

export function whatIfLines(told: WhatIfParts, look: Look): readonly string[] {
  return [
    ...itemLines(told.bits, look),
    ...titled("lines that give it:", itemLines(told.give, look)),
    ...titled("to be known:", itemLines(told.notes, look)),
    row("", "before", "after", hasKept(told) ? "firmware" : ""),
    ...told.figures.map(([label, was, is, kept]) =>
      row(label, String(was), String(is), kept === null ? "" : String(kept)),
    ),
    ...itemLines(told.regrouped, look),
    ...itemLines(told.pasid, look),
    ...titled("no longer:", itemLines(told.gone, look)),
    ...titled("new:", itemLines(told.fresh, look)),
    ...itemLines(told.pairs, look),
  ];
}

/** Whether a third column says what it is if firmware left on what is shown on. */
function hasKept({ figures }: WhatIfParts): boolean {
  return figures.some(([, , , kept]) => kept !== null);
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

function row(label: string, was: string, is: string, kept: string): string {
  const both = was.padStart(FIGURE_WIDTH) + is.padStart(FIGURE_WIDTH);
  return `  ${label.padEnd(LABEL_WIDTH)}${both}${kept === "" ? "" : kept.padStart(FIGURE_WIDTH + 2)}`;
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
    ...pasidGained.map((dev) => {
      const unsafe = (after.pasid[dev]?.danger ?? null) !== null;
      const but = unsafe ? ", but it is not safe: a request can go astray untranslated" : "";
      return `PASID can then be enabled on ${named(t, dev)}${but}`;
    }),
    ...pasidLost.map((dev) => {
      const reason = after.pasid[dev]?.reason ?? null;
      const why = reason === null ? "" : `: ${refusalText(t, dev, reason)}`;
      return `PASID can no longer be enabled on ${named(t, dev)}${why}`;
    }),
  ];
}
