/**
 * The part of a page that tells one invariant: its sentence and sources, how every design fares and
 * on what evidence, and the counterexamples.
 */
import type { ReportInvariant, Verdict, VerdictBreak } from "../../properties/results/report.js";
import { breaksOf, type ShortId } from "../text/ids.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { SEVERITY_MEANS } from "../text/severity.js";
import { surprises } from "../terminal/surprises.js";
import { counted, printable } from "../text/words.js";
import type { HtmlData, Told } from "./data.js";
import { invariantId, storyId, verdictId } from "./ids.js";
import { grouped } from "./elements.js";
import { storyPart } from "./story.js";

export function invariantPart(data: HtmlData, invariant: ReportInvariant, short: ShortId): Markup {
  const { report } = data.result;
  const at = report.invariants.indexOf(invariant);
  const sentence = data.invariants.find(({ name }) => name === invariant.name)?.sentence ?? "";
  const verdicts = report.verdicts.filter((v) => v.invariant === invariant.name);
  const rows = verdicts.map((v) => verdictRow(data, v, at, short));
  const stories = data.told.flatMap((told, i) =>
    told.invariant === invariant.name
      ? [storyPart(told, storyId(i), short, reasonsOf(verdicts, told))]
      : [],
  );
  const id = invariantId(at);
  return markup`<section class="invariant" id="${id}" aria-labelledby="${id}-title">
<p class="ways"><a class="back" href="#matrix">Back to the matrix</a></p>
<h2 id="${id}-title" tabindex="-1">${invariant.name}</h2>
<p class="sentence">${sentence}</p>
<p class="about"><b>${invariant.severity}</b>: ${SEVERITY_MEANS[invariant.severity]}. \
Sources: ${invariant.ids.join(", ")} of docs/reference/semantics.md.</p>
<table class="verdicts" role="table"><thead role="rowgroup"><tr role="row">\
<th scope="col" role="columnheader">design</th>\
<th scope="col" role="columnheader">verdict</th><th scope="col" role="columnheader">evidence</th>\
</tr></thead>
<tbody role="rowgroup">${rows}</tbody></table>
${stories}</section>
`;
}

function verdictRow(data: HtmlData, v: Verdict, invariant: number, short: ShortId): Markup {
  const at = data.result.report.designs.indexOf(v.design);
  const loud = surprises(v, data.scope);
  const mark = loud ? markup` <b class="loud">not as expected</b>` : NOTHING;
  const word = { holds: "good", fails: "bad", unknown: "unsure" }[v.tag];
  const said = { holds: "holds", fails: "breaks", unknown: `unknown: ${v.why ?? "?"}` }[v.tag];
  const cases = breaksOf(v).map((b) => caseOf(data, v, b, short));
  const list = cases.length === 0 ? NOTHING : markup`<ul class="cases">${cases}</ul>`;
  return markup`<tr role="row" id="${verdictId(invariant, at)}"><th scope="row" role="rowheader">\
${printable(v.design)}</th><td role="cell"><span class="${word}">${said}</span>${mark}</td>\
<td role="cell">${evidenceText(v)}${list}</td></tr>
`;
}

function evidenceText(v: Verdict): string {
  const { corpus, scenarios, applied, exhaustive } = v.evidence;
  const looked = [
    ...(exhaustive === null ? [] : [`all within the bound: ${exhaustive}`]),
    `applied ${grouped(applied)} times in ${grouped(scenarios)} scenarios`,
    ...(corpus === 0 ? [] : [`${corpus} of the corpus replayed`]),
  ].join("; ");
  const reason = v.reason === undefined ? "" : ` (${printable(v.reason)})`;
  const usual = v.expected === v.tag && v.tag === "holds";
  const word = { holds: "to hold", fails: "to break", unknown: "to have nothing to say" };
  const expected = usual || v.tag === "fails" ? "" : ` Expected ${word[v.expected]}${reason}.`;
  return `${looked.charAt(0).toUpperCase()}${looked.slice(1)}.${expected}`;
}

/** One way of breaking it. */
function caseOf(data: HtmlData, v: Verdict, b: VerdictBreak, short: ShortId): Markup {
  const { id, failureMode, functions, operations, file } = b.counterexample;
  const told = data.told.findIndex((t) => t.id === id && t.designs.includes(v.design));
  const how = printable(failureMode).replaceAll("-", " ");
  const size = `${counted(functions, "function")}, ${counted(operations, "operation")}`;
  const name =
    told < 0
      ? markup`<code>${printable(file)}</code>`
      : markup`<a class="case" href="#${storyId(told)}">${short(id)}</a>`;
  const why = reasonOf(v, b) ?? "NOT EXPECTED";
  return markup`<li>${name} ${how}: ${size}. <span class="why">${why}</span></li>`;
}

function reasonOf(v: Verdict, b: VerdictBreak): string | null {
  return v.expected === "fails" && b.reason !== undefined ? printable(b.reason) : null;
}

/** Of each design of a story why it is expected. */
function reasonsOf(verdicts: readonly Verdict[], told: Told): ReadonlyMap<string, string | null> {
  return new Map(
    verdicts.flatMap((v) =>
      breaksOf(v).flatMap((b) =>
        b.counterexample.id === told.id && told.designs.includes(v.design)
          ? [[v.design, reasonOf(v, b)] as const]
          : [],
      ),
    ),
  );
}
