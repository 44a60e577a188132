/**
 * The page of an audit: the machine as a drawing, beside it what the text of an audit says, and
 * what a change would change. A pure function of the audit.
 */
import type { Audit } from "../../audit/findings/audit.js";
import {
  auditParts,
  auditTree,
  AUDIT_TITLES,
  shortTitle,
  treeTitles,
  whatIfTitle,
  type Audited,
} from "../audit/audit.js";
import { turnWords } from "../audit/isolation.js";
import { refusalText } from "../audit/pasid.js";
import { auditClosing, headline } from "../audit/summary.js";
import { groupNumbers, names, unseenText, type Item } from "../audit/words.js";
import type { WhatIfParts } from "../audit/what-if.js";
import { legend } from "../drawing/legend.js";
import { picture } from "../drawing/svg.js";
import { marksIn } from "../drawing/tree.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { PLAIN, PLAIN_LOOK } from "../text/paint.js";
import { printable } from "../text/words.js";
import type { Page } from "./elements.js";
import { commandPart, folded, scrolling } from "./elements.js";

/** `command` is the one that makes this page again. */
export function auditPage(audited: Audited, command: string): Page {
  const { source, audit, machine } = audited;
  const told = auditParts(audited, PLAIN);
  const title = `Audit of ${printable(source)}`;
  const sections = SECTIONS.map((part) => section(AUDIT_TITLES[part], told[part]));
  const last = (["rules", "unknown"] as const).map((part) =>
    section(AUDIT_TITLES[part], told[part]),
  );
  const answers = audited.answers.map((answer) => section(answer.title, answer.items));
  return {
    title,
    body: markup`<main class="audit"><h1>${title}</h1>
<p class="closing">${headline(audit, machine.caveats)}. \
${auditClosing(audit)}</p>
${commandPart(command)}
<div class="parts"><section aria-labelledby="machine"><h2 id="machine">The machine</h2>
${drawn(audit, machine.titles, "The machine, and its groups")}
<p class="legend">${legendText(audited)}</p>
${folded("The drawing as text", auditTree(audited, PLAIN_LOOK))}</section>
<div>${sections}</div></div>
${answers}${whatIfPart(audited, told.whatIf)}${last}</main>`,
  };
}

const SECTIONS = ["groups", "doubts", "pasid", "notIsolated", "overMerged", "agreement"] as const;

/** Groups are regions here, and need no mark. */
function legendText(audited: Audited): string {
  const marks = [...marksIn(audited.audit.topology, treeTitles(audited))];
  const said = legend(marks.filter((mark) => !/^\[(?:\d+|-)\]$/.test(mark)));
  const red = "Red: what is in the way of PASID, and where requests turn to other groups.";
  return said.length === 0 ? red : `${said.join("; ")}. ${red}`;
}

function section(title: string, items: readonly Item[]): Markup {
  if (items.length === 0) return NOTHING;
  return markup`<section><h2>${title}</h2>
${itemList(items)}</section>
`;
}

function itemList(items: readonly Item[]): Markup {
  const all = items.map(({ title, below }) => {
    const inner =
      below.length === 0
        ? NOTHING
        : markup`<ul>${below.map((text) => markup`<li>${text}</li>`)}</ul>`;
    return markup`<li>${title}${inner}</li>
`;
  });
  return items.length === 0 ? NOTHING : markup`<ul class="items">${all}</ul>`;
}

function drawn(a: Audit, titles: readonly string[], label: string): Markup {
  const number = groupNumbers(a);
  const svg = picture(a.topology, {
    label,
    groupOf: (dev) => {
      const group = a.groupOf[dev] ?? null;
      return group === null ? null : number(group);
    },
    titleOf: (dev) => shortTitle(titles[dev] ?? ""),
    marksOf: (dev) => marksOf(a, dev),
    saysOf: (dev) => (a.pasid[dev]?.enableable === true ? ["PASID can be enabled"] : []),
    unseenOf: (dev) => a.unseen[dev] ?? NONE_UNSEEN,
    openOf: (dev) => openOf(a, dev),
    isSure: (dev) => isSure(a, dev),
  });
  return scrolling(label, svg);
}

const NONE_UNSEEN: ReadonlySet<never> = new Set();

/** Whether what is drawn red at a function or on its way rests on nothing unseen. */
function isSure(a: Audit, dev: number): boolean {
  if (a.shown[dev] === false || a.pasid[dev]?.capable === null) return false;
  const rests = ["acs", "acs-bits", "kind"] as const;
  return a.pasid[dev]?.enableable !== null && !rests.some((fact) => a.unseen[dev]?.has(fact));
}

/** What of a function cannot be said. */
function openOf(a: Audit, dev: number): readonly string[] {
  if (a.shown[dev] === false) return [];
  const pasid = a.pasid[dev];
  const group = a.basis[dev] === "unknown" ? ["[?]: its group cannot be said"] : [];
  if (pasid?.capable !== true || pasid.enableable !== null) return group;
  const why = pasid.unseen === null ? "" : `: ${unseenText(a.topology, pasid.unseen)}`;
  return [...group, `PASID: cannot be said${why}`];
}

/** Why PASID cannot be enabled, and where requests that turn here come out. */
function marksOf(a: Audit, dev: number): readonly string[] {
  const t = a.topology;
  const pasid = a.pasid[dev];
  const refused =
    pasid?.capable === true && pasid.enableable === false && pasid.reason !== null
      ? [`PASID cannot be enabled: ${refusalText(t, dev, pasid.reason)}`]
      : [];
  const turns = a.notIsolated.flatMap((one) => {
    if (one.how === "shared-id")
      return one.functions.includes(dev) ? ["emits a requester ID of another group"] : [];
    if (!one.turns.includes(dev)) return [];
    return [`requests turn here to ${names(t, one.to)}: ${turnWords(one.why)}`];
  });
  return [...refused, ...turns];
}

function whatIfPart(audited: Audited, told: WhatIfParts | null): Markup {
  if (told === null || audited.whatIf === null) return NOTHING;
  const kept = told.figures.some(([, , , figure]) => figure !== null);
  const head = kept ? markup`<th scope="col">firmware</th>` : NOTHING;
  const rows = told.figures.map(([label, was, is, figure]) => {
    const last = kept ? markup`<td>${figure ?? ""}</td>` : NOTHING;
    return markup`<tr><th scope="row">${label}</th><td>${was}</td><td>${is}</td>${last}</tr>
`;
  });
  return markup`<section aria-labelledby="what-if"><h2 id="what-if">${whatIfTitle(audited)}</h2>
${itemList(told.bits)}${titled("Lines that give it", told.give)}
${titled("To be known", told.notes)}
<table class="figures"><thead><tr><td></td><th scope="col">before</th><th scope="col">after</th>\
${head}</tr></thead><tbody>${rows}</tbody></table>
${itemList(told.regrouped)}${itemList(told.pasid)}
${titled("No longer", told.gone)}${titled("New", told.fresh)}
${itemList(told.pairs)}
<h3>The machine after that</h3>
${drawn(audited.whatIf.change.after, audited.machine.titles, "The machine after the change")}
</section>
`;
}

function titled(title: string, items: readonly Item[]): Markup {
  return items.length === 0 ? NOTHING : markup`<h3>${title}</h3>${itemList(items)}`;
}
