/**
 * The writer of an answer, as the lines in which it came, without its id: so that what a driver did
 * can be kept, read by people, and played back (impl/remote/protocol.md, "An answer").
 */
import type { Design, BootInput, Machine } from "../../model/vocabulary/design/design.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import { AnswerReader } from "./protocol/read-answer.js";
import { CALL_WORDS, FN_WORDS, RECORD, type Done } from "./protocol/answer.js";
import { RemoteMachine } from "./machine.js";
import { requestOf } from "./protocol/request.js";
import { userLineOf } from "./protocol/user-lines.js";

const NO_DOMAIN_WORD = "-";

function domainWord(id: number): string {
  return id === 0 ? NO_DOMAIN_WORD : domainText(id);
}

/** The lines between `answer ID` and `end ID`. */
export function answerLines({ records, warnings }: Done, columns: number): readonly string[] {
  const lines: string[] = [];
  let step = -1;
  const warn = (): void => {
    for (const w of warnings) if (w.step === step) lines.push(`warn ${w.text}`);
  };
  for (let at = 0; records[at] !== RECORD.end;) {
    const mark = records[at++] as number;
    const size = wordsOf(mark, columns);
    const words = [...records.subarray(at, at + size)];
    if (mark === RECORD.op) {
      warn();
      lines.push(`op ${++step} ${words[0]}`);
    } else lines.push(lineOf(mark, words, columns));
    at += size;
  }
  warn();
  return lines;
}

function wordsOf(mark: number, columns: number): number {
  if (mark === RECORD.op) return 1;
  if (mark === RECORD.call) return CALL_WORDS;
  const withUsers = userLineOf(mark);
  if (withUsers !== undefined) return withUsers.fields.length;
  return mark === RECORD.fn ? FN_WORDS + 3 * columns : HANDLES_MAX;
}

function lineOf(mark: number, words: readonly number[], columns: number): string {
  if (mark === RECORD.handles) return `handles ${words.map(domainWord).join(" ")}`;
  const withUsers = userLineOf(mark);
  if (withUsers !== undefined) return `${withUsers.name} ${words.join(" ")}`;
  const [first, second, ...rest] = words;
  if (mark === RECORD.call) {
    const status = rest.pop();
    return `call ${first} ${second} ${rest.map(domainWord).join(" ")} ${status}`;
  }
  const [flags, ...cells] = rest;
  const domains = cells.slice(0, 2 * columns).map(domainWord);
  return `fn ${first} ${second} ${flags} ${[...domains, ...cells.slice(2 * columns)].join(" ")}`;
}

/** A machine that does what such lines say. Throws where they are no answer to this scenario. */
function playedBack(given: BootInput, lines: readonly string[]): Machine {
  const request = requestOf(given);
  const reader = new AnswerReader("all");
  reader.begin(request, 0);
  for (const line of ["answer 0", ...lines, "end 0"]) {
    const answer = reader.line(line);
    if (answer?.how === "done") return new RemoteMachine(given, "all", answer, null);
  }
  throw new Error("the recorded answer has no end");
}

/** What was recorded of a design, as that design on this one scenario. */
export function recordedDesign(
  name: string,
  contract: Design["contract"],
  lines: readonly string[],
): Design {
  const sentence = `What ${name} was seen to do.`;
  return { name, sentence, contract, boot: (given) => playedBack(given, lines) };
}
