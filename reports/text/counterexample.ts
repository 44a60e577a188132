/**
 * What a review reads above a counterexample: the invariant's sentence, and which designs break it
 * at which step, how and why. It is made from runs, and nobody reads it back.
 */
import { operationText } from "../../model/vocabulary/scenario/text/text.js";
import type {
  Breaking,
  Counterexample,
} from "../../properties/results/counterexample/counterexample.js";
import { findingSentence } from "./finding.js";
import { needsSentence } from "./needs.js";
import { listed, wrapped } from "./words.js";

/** Of the lines without `#`, so that a mail can quote them within 80 columns. */
const WIDTH = 76;

/** `sentence` is the invariant's, null where it is none of ours. Lines without `#`. */
export function counterexampleComments(
  cx: Counterexample,
  sentence: string | null,
  breaking: readonly Breaking[],
): readonly string[] {
  const sections = [
    ...(sentence === null ? [] : [wrapped(sentence, WIDTH)]),
    ...breaking.map((one) => breakingLines(one, cx)),
  ];
  return sections.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

function breakingLines({ designs, step, finding, reason }: Breaking, cx: Counterexample): string[] {
  const { topology, operations } = cx.scenario;
  const needs = needsSentence(cx.scenario, step, finding);
  const operation = operations[step];
  const when =
    operation === undefined
      ? "at boot"
      : `step ${step + 1}: ${operationText(operation, topology.functions)}`;
  return [
    ...paragraph("Breaks", listed(designs)),
    ...paragraph("", when),
    ...paragraph("", findingSentence(finding, topology)),
    ...(needs === "" ? [] : paragraph("", needs)),
    ...(reason === null ? [] : paragraph("Why", reason)),
  ];
}

const LABEL_WIDTH = "Breaks: ".length;

function paragraph(label: string, text: string): readonly string[] {
  const first = label === "" ? "" : `${label}:`;
  return wrapped(text, WIDTH - LABEL_WIDTH).map(
    (line, i) => (i === 0 ? first : "").padEnd(LABEL_WIDTH) + line,
  );
}
