/**
 * Files of recorded runs: scenarios with what a real kernel answered, so that the reference is held
 * against that kernel where no kernel is at hand, and a new release can be read as a diff.
 * `pasidcheck kernel record` writes them.
 */
import { readable, unreadable, type Reading } from "../../../model/vocabulary/reading/reading.js";
import { printScenario, readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import { RecordedLines } from "./lines.js";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";

export interface RecordedRun {
  readonly title: string;
  readonly scenario: Scenario;
  /** Lines of the answer (impl/remote/protocol.md), without its id. */
  readonly answer: readonly string[];
}

export interface RecordedRuns {
  /** The driver's name: `linux-7.3.4`. */
  readonly kernel: string;
  readonly runs: readonly RecordedRun[];
}

const HEAD = "pasidcheck recorded 2";
/** Told in every file, as whoever reviews one may not know the protocol. */
const LEGEND = `# call: a callback of the IOMMU driver, for the RID where no pasid is said;
#   finds: what the PASID table held at that moment.
# fn: a function that changed, and its domains; hw: the hardware, sw: the tables
#   of the core, where they differ. The other lines: impl/remote/protocol.md.
`;
const RUN = "==== ";
const ANSWER = "---- answer";

export function writeRecordedRuns({ kernel, runs }: RecordedRuns): string {
  const texts = runs.map(({ title, scenario, answer }) =>
    [
      `${RUN}${title}`,
      printScenario(scenario).trimEnd(),
      ANSWER,
      ...new RecordedLines(scenario).texts(answer),
      "",
    ].join("\n"),
  );
  return `${HEAD}\nkernel ${kernel}\n${LEGEND}\n${texts.join("\n")}`;
}

export function readRecordedRuns(text: string): Reading<RecordedRuns> {
  const [head = "", ...parts] = text.split(`\n${RUN}`);
  const kernel = new RegExp(`^${HEAD}\\nkernel (linux-[\\w.+-]{1,60})\\n(?:#.*\\n)*$`).exec(
    head,
  )?.[1];
  if (kernel === undefined) return unreadable(`does not begin with "${HEAD}" and a kernel`);
  const runs: RecordedRun[] = [];
  for (const part of parts) {
    const run = readRun(part);
    if (!run.ok) return run;
    runs.push(run.value);
  }
  return readable({ kernel, runs });
}

function readRun(part: string): Reading<RecordedRun> {
  const titleEnd = part.indexOf("\n");
  const title = part.slice(0, titleEnd);
  const [scenarioText = "", answerText] = part.slice(titleEnd + 1).split(`\n${ANSWER}\n`);
  if (answerText === undefined) return unreadable(`${title}: there is no answer`);
  const scenario = readScenario(`${scenarioText}\n`);
  if (!scenario.ok) return scenario;
  const texts = answerText.split("\n").filter((line) => line !== "");
  const answer = new RecordedLines(scenario.value).answer(texts);
  if (!answer.ok) return unreadable(`${title}: ${answer.problem.message}`);
  return readable({ title, scenario: scenario.value, answer: answer.value });
}
