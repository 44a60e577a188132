/**
 * The part of a page that tells one counterexample: what was found, the command that shows it
 * again, the drawing, the steps, and the facts that matter.
 */
import { printScenario } from "../../model/vocabulary/scenario/text/text.js";
import { sideBySideText } from "../story/side-by-side.js";
import { drawing } from "../drawing/tree.js";
import { picture } from "../drawing/svg.js";
import { ACS_LEGEND } from "../drawing/traits.js";
import { factsByPlace, FACTS_TITLES } from "../story/relevant-facts.js";
import { findingSentence } from "../text/finding.js";
import { needsSentence } from "../text/needs.js";
import type { ShortId } from "../text/ids.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { PLAIN_LOOK } from "../text/paint.js";
import type { Story } from "../story/story.js";
import { counted, listed, printable, shellWord } from "../text/words.js";
import { concerned, FUNCTIONS_SHOWN_MAX } from "./shown-functions.js";
import type { Told } from "./data.js";
import { commandPart, folded, scrolling } from "./elements.js";
import { stepsPart } from "./steps.js";

export function storyPart(
  told: Told,
  id: string,
  short: ShortId,
  reasons: ReadonlyMap<string, string | null>,
): Markup {
  const { story } = told;
  const { trace } = story;
  const { topology, operations } = trace.scenario;
  const functions = counted(topology.functions.length, "function");
  const size = `${functions}, ${counted(operations.length, "operation")}`;
  const design = shellWord(trace.design);
  const command = `npx pasidcheck explain --design ${design} ${shellWord(story.file)}`;
  return markup`<article class="story" id="${id}" aria-labelledby="${id}-title">
<h3 id="${id}-title" tabindex="-1">Counterexample ${short(told.id)}: ${size}</h3>
${findings(story)}
<p class="whom">In ${listed(told.designs.map((name) => printable(name)))}. ${why(reasons)}</p>
${commandPart(command)}
<div class="beside"><div class="seen"><h4>Topology</h4>
${topologyPart(story)}</div>
<div class="done"><h4>Steps</h4>
${stepsPart(story)}</div></div>
${factsPart(story)}${sideBySidePart(story)}${scenarioPart(story)}</article>
`;
}

function findings({ found, note, trace }: Story): Markup {
  const paragraphs = found.map(({ finding, step }) => {
    const when = step < 0 ? "At boot" : `After operation ${step + 1}`;
    const said = findingSentence(finding, trace.scenario.topology);
    const needs = needsSentence(trace.scenario, step, finding);
    const texts = [`${when}: ${said}`, needs].filter((text) => text !== "");
    return markup`<p class="finding">${texts.join(" ")}</p>`;
  });
  return markup`${paragraphs}${note === null ? NOTHING : markup`<p class="finding">${note}</p>`}`;
}

function why(reasons: ReadonlyMap<string, string | null>): Markup {
  const texts = new Set(reasons.values());
  const known = [...texts].flatMap((reason) => (reason === null ? [] : [reason]));
  const loud = texts.has(null) ? markup`<b class="loud">Not expected.</b>` : NOTHING;
  return markup`${known.length === 0 ? "" : `Expected: ${known.join("; ")}. `}${loud}`;
}

function topologyPart(story: Story): Markup {
  const { trace } = story;
  const { topology } = trace.scenario;
  const only = concerned(story);
  const groupOf = (dev: number): number => trace.booted.group(dev);
  const hidden = only === null ? 0 : topology.functions.length - only.size;
  const rest = hidden === 0 ? "" : `${counted(hidden, "other function")} not shown. `;
  const drawn = picture(topology, {
    groupOf: (dev) => groupOf(dev) || null,
    label: `Topology, and groups as ${printable(trace.design)} forms them at boot`,
    ...(only === null ? {} : { only }),
  });
  const text = only === null ? drawing(topology, { ascii: false, groupOf }) : "";
  return markup`${scrolling("Topology", drawn)}
<p class="legend">${rest}${ACS_LEGEND} Red: what isolates too little, and \
paths of PASIDs that are not complete.</p>
${text === "" ? NOTHING : folded("The drawing as text", text)}`;
}

function factsPart(told: Story): Markup {
  const facts = told.facts.flat();
  if (facts.length === 0) return NOTHING;
  const parts = (["holds", "broken"] as const).map((effect) => {
    const places = [...factsByPlace(facts, effect)];
    if (places.length === 0) return NOTHING;
    const rows = places.map(
      ([place, whats]) => markup`<dt>${place}</dt><dd>${whats.join(", ")}</dd>`,
    );
    const said = markup`<dl>${rows}</dl>`;
    return effect === "holds"
      ? markup`<p>${FACTS_TITLES.holds}</p>${said}`
      : markup`<details><summary>${FACTS_TITLES.broken}</summary>${said}</details>`;
  });
  return markup`<div class="facts"><h4>What matters</h4>
${parts}</div>
`;
}

function sideBySidePart({ trace, beside }: Story): Markup {
  if (beside === null) return NOTHING;
  const text = sideBySideText(trace, beside, PLAIN_LOOK);
  return markup`<h4>Beside the reference</h4>
${scrolling("Beside the reference", markup`<pre>${text}</pre>`)}`;
}

function scenarioPart({ trace }: Story): Markup {
  if (trace.scenario.topology.functions.length > FUNCTIONS_SHOWN_MAX) return NOTHING;
  return folded("The scenario, as every command takes it", printScenario(trace.scenario));
}
