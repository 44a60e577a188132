/**
 * The steps of a story on a page: each with its operation, its outcome, what it changed, and the
 * tables as they are then. The script shows one at a time; without it, all are there.
 */
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText } from "../../model/vocabulary/scenario/text/text.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import { stepLines } from "../story/changes.js";
import { Markup, markup, NOTHING } from "../text/markup.js";
import { bootText, type Story } from "../story/story.js";
import { printable } from "../text/words.js";
import { concerned } from "./shown-functions.js";
import { stateTable } from "./state.js";

const BUTTONS = [
  ["first", "First"],
  ["previous", "Previous"],
  ["next", "Next"],
  ["last", "Last"],
] as const;

export function stepsPart(story: Story): Markup {
  const { trace } = story;
  const shown = [...(concerned(story) ?? trace.scenario.topology.functions.keys())].sort(
    (a, b) => a - b,
  );
  const buttons = BUTTONS.map(
    ([go, name]) => markup`<button type="button" data-go="${go}">${name}</button>`,
  );
  const boot = {
    said: "boot",
    answer: bootText(trace),
    dev: null,
    changes: null,
    table: stateTable(trace, shown, null, trace.booted),
    breaks: breaksAt(story, -1),
  };
  const steps = trace.steps.map((step, i) => ({
    said: operationText(step.op, trace.scenario.topology.functions),
    answer: `= ${outcomeText(step.outcome)}`,
    dev: step.dev,
    changes: stepLines(trace.scenario.topology, trace.columns, step),
    table: stateTable(trace, shown, step.before, step.after),
    breaks: breaksAt(story, i),
  }));
  return markup`<div class="player"><div class="buttons" role="group" aria-label="Steps">\
${buttons}<span class="keys">or the arrow keys</span></div>
<p class="at" role="status"></p>
<ol class="steps">${[boot, ...steps].map((step, i) => stepPart(step, i))}</ol>${crashPart(trace)}
</div>
`;
}

interface ShownStep {
  readonly said: string;
  readonly answer: string;
  readonly dev: number | null;
  /** Null: it is not one that could. */
  readonly changes: readonly string[] | null;
  readonly table: Markup;
  readonly breaks: boolean;
}

function stepPart(step: ShownStep, number: number): Markup {
  const { said, answer, dev, changes, table, breaks } = step;
  const mark = breaks ? markup` <b class="breaks">breaks it</b>` : NOTHING;
  const lines = changes !== null && changes.length === 0 ? ["nothing changes"] : (changes ?? []);
  const told =
    changes === null
      ? NOTHING
      : markup`<ul class="changes">${lines.map((line) => markup`<li>${line}</li>`)}</ul>`;
  const of = dev === null ? NOTHING : markup` data-dev="${dev}"`;
  return markup`<li class="step"${of}><button type="button" class="pick" aria-expanded="true">\
<span class="number">${number}</span> <span class="said">${said}</span> \
<span class="answer">${answer}</span>${mark}</button>
<div class="state">${told}${table}</div></li>
`;
}

function breaksAt({ found }: Story, step: number): boolean {
  return found.some((one) => one.step === step);
}

function crashPart({ crash }: Trace): Markup {
  if (crash === null) return NOTHING;
  const at = crash.step < 0 ? "when it was asked all this" : `in operation ${crash.step + 1}`;
  return markup`<p class="finding">The design threw ${at}: ${printable(crash.message)}</p>`;
}
