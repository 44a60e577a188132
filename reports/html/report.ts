/**
 * The HTML report of a run: what came out in one sentence, the matrix, and of each invariant how
 * the designs fare and why. A pure function of its data.
 */
import { closingSentence } from "../terminal/closing.js";
import { findingSentence } from "../text/finding.js";
import { shortIds } from "../text/ids.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { withoutIdleInvariants } from "../terminal/matrix.js";
import { invariantsBySeverity } from "../text/severity.js";
import { surpriseSentences } from "../terminal/surprises.js";
import { counted, printable } from "../text/words.js";
import type { HtmlData } from "./data.js";
import { invariantPart } from "./invariant.js";
import { matrixPart } from "./matrix.js";
import type { Page } from "./elements.js";
import { commandPart, list } from "./elements.js";

export function htmlReport(whole: HtmlData): Page {
  const report = withoutIdleInvariants(whole.result.report);
  const data = { ...whole, result: { ...whole.result, report } };
  const short = shortIds(report);
  const idle = whole.result.report.invariants.length - report.invariants.length;
  const title = `pasidcheck ${data.version}: ${counted(report.designs.length, "design")}, \
${counted(report.invariants.length, "invariant")}`;
  const parts = invariantsBySeverity(report).map((one) => invariantPart(data, one, short));
  return {
    title,
    body: markup`<a class="skip" href="#matrix">To the matrix</a>
<header><h1>${title}</h1>
<p class="closing">${closingSentence(whole.result, data.scope)}</p>
${list(surpriseItems(data))}${list(crashItems(data))}
${commandPart(data.command)}</header>
<main><section class="overview" id="matrix" aria-label="Matrix">
${matrixPart(report, data.scope, short)}
${idleText(idle)}${designsPart(data)}</section>
<div class="invariants">${parts}</div></main>`,
  };
}

function surpriseItems({ result, scope }: HtmlData): readonly Markup[] {
  const findingOf = (id: string): string | null => {
    const cx = result.counterexamples.get(id);
    return cx === undefined ? null : findingSentence(cx.finding, cx.scenario.topology);
  };
  return surpriseSentences(result.report, scope, findingOf).map(
    (sentence) => markup`<b class="loud">!</b> ${sentence}`,
  );
}

function crashItems({ result }: HtmlData): readonly Markup[] {
  return result.crashes.map(({ design, kind, message, file }) => {
    const how = kind === "threw" ? `threw: ${printable(message)}` : "did not return";
    return markup`<b class="loud">!</b> ${printable(design)} ${how} (${printable(file)})`;
  });
}

function idleText(idle: number): Markup {
  if (idle === 0) return NOTHING;
  const said = idle === 1 ? "has" : "have";
  return markup`<p class="legend">${counted(idle, "invariant")} ${said} nothing to say to these \
designs, as is expected.</p>`;
}

function designsPart({ designs, result }: HtmlData): Markup {
  const known = designs.filter(({ name }) => result.report.designs.includes(name));
  const rows = known.map(
    ({ name, sentence }) => markup`<dt>${printable(name)}</dt><dd>${sentence}</dd>`,
  );
  return markup`<details class="designs"><summary>The designs</summary><dl>${rows}</dl></details>`;
}
