/**
 * The matrix of a page: each row an invariant, each column a design, each cell a link to its
 * verdict. On narrow screens a row becomes a block, so the cells name their design.
 */
import type { Report, ReportInvariant, Verdict } from "../../properties/results/report.js";
import type { ShortId } from "../text/ids.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { cellOf, legendLines } from "../terminal/matrix.js";
import { invariantsOf, SEVERITIES, SEVERITY_MEANS } from "../text/severity.js";
import type { Scope } from "../terminal/surprises.js";
import { printable } from "../text/words.js";
import { invariantId, verdictId } from "./ids.js";

export function matrixPart(report: Report, scope: Scope, short: ShortId): Markup {
  const verdicts = new Map(report.verdicts.map((v) => [`${v.invariant} ${v.design}`, v]));
  const heads = report.designs.map(
    (design) => markup`<th scope="col" role="columnheader">${printable(design)}</th>`,
  );
  const bodies = SEVERITIES.map((severity) => {
    const invariants = invariantsOf(report, severity);
    if (invariants.length === 0) return NOTHING;
    const rows = invariants.map((invariant) => row(report, invariant, verdicts, scope, short));
    return markup`<tbody role="rowgroup"><tr role="row"><th scope="rowgroup" role="rowheader" \
colspan="${report.designs.length + 1}" class="severity">${severity}: \
<span>${SEVERITY_MEANS[severity]}</span></th></tr>
${rows}</tbody>`;
  });
  return markup`<table class="matrix" role="table">
<caption>Which design keeps which invariant. Follow a cell to its evidence or its counterexample; \
arrow keys go from cell to cell.</caption>
<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">invariant</th>\
${heads}</tr></thead>
${bodies}</table>
<p class="legend">${legendOf(report, scope, short)}</p>`;
}

function legendOf(report: Report, scope: Scope, short: ShortId): Markup {
  const lines = legendLines(report, "short", scope, short);
  return markup`${lines.map(({ mark, means }) => markup`<b>${mark}</b>: ${means}. `)}`;
}

function row(
  report: Report,
  invariant: ReportInvariant,
  verdicts: ReadonlyMap<string, Verdict>,
  scope: Scope,
  short: ShortId,
): Markup {
  const at = report.invariants.indexOf(invariant);
  const cells = report.designs.map((design, d) => {
    const verdict = verdicts.get(`${invariant.name} ${design}`);
    if (verdict === undefined) return markup`<td role="cell">-</td>`;
    const { text, paint, surprise } = cellOf(verdict, "short", scope, short);
    const mark = surprise ? markup`<b class="loud" title="not as expected">!</b> ` : NOTHING;
    return markup`<td role="cell"><a class="cell ${paint}" href="#${verdictId(at, d)}">\
<span class="of">${printable(design)} </span>${mark}${text}</a></td>`;
  });
  return markup`<tr role="row"><th scope="row" role="rowheader"><a href="#${invariantId(at)}">\
${invariant.name}</a></th>${cells}</tr>
`;
}
