/**
 * An answer in a recorded run: a line for each line of the protocol (impl/remote/protocol.md), with
 * addresses, errno names and operations instead of numbers, so that what a kernel does can be
 * reviewed and two releases be compared as a diff.
 */
import { HANDLES_MAX } from "../../../model/vocabulary/operation/operands.js";
import { readable, unreadable, type Reading } from "../../../model/vocabulary/reading/reading.js";
import { pasidColumns, type Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { operationText } from "../../../model/vocabulary/scenario/text/text.js";
import { addressText } from "../../../model/vocabulary/topology/address.js";
import { ERRNO_TEXT, fieldsOf, flagsText, flagsWord, type Field } from "./fields.js";

const BOOT = "boot";
const INDENT = "  ";
const NOTHING = "nothing";
const NO_DOMAIN = "-";
const NO_HANDLE = "0";

/** Protocol lines of one scenario become lines for people, and back. */
export class RecordedLines {
  private readonly fields: ReadonlyMap<string, readonly Field[]>;
  /** `rid`, `pasid 5`: how the columns of `fn` are called. */
  private readonly columns: readonly string[];
  private readonly operations: readonly string[];

  constructor({ topology, operations }: Scenario) {
    this.fields = fieldsOf(topology.functions.map((f) => addressText(f)));
    this.columns = pasidColumns(operations).map((pasid) =>
      pasid === 0 ? "rid" : `pasid ${pasid}`,
    );
    this.operations = operations.map((op) => operationText(op, topology.functions));
  }

  texts(answer: readonly string[]): readonly string[] {
    return [BOOT, ...answer.map((line) => this.text(line))];
  }

  /** Each line must be written exactly as we write it: so nothing is half understood. */
  answer(texts: readonly string[]): Reading<readonly string[]> {
    const [boot, ...rest] = texts;
    if (boot !== BOOT) return unreadable(`an answer begins with '${BOOT}', not '${boot ?? ""}'`);
    const lines: string[] = [];
    for (const text of rest) {
      const line = this.line(text);
      if (line === null || this.text(line) !== text)
        return unreadable(`'${text}' is not understood`);
      lines.push(line);
    }
    return readable(lines);
  }

  private text(line: string): string {
    const [kind = "", ...words] = line.split(" ");
    if (kind === "op") return this.stepText(words);
    if (kind === "warn") return INDENT + line;
    if (kind === "handles") return `${INDENT}handles ${handlesText(words)}`;
    const fields = this.fields.get(kind) ?? [];
    const said = fieldsText(fields, words);
    if (kind === "fn") said.push(...this.columnTexts(words.slice(fields.length)));
    const keys = fields.filter((field) => field.kind === "key").length;
    return INDENT + [kind, ...said, ...(said.length > keys ? [] : [NOTHING])].join(" ");
  }

  /** null: there is no such kind of line. */
  private line(text: string): string | null {
    if (!text.startsWith(INDENT)) return this.stepLine(text);
    const [kind = "", ...said] = text.slice(INDENT.length).split(" ");
    if (kind === "warn") return text.slice(INDENT.length);
    if (kind === "handles") return ["handles", ...handlesWords(said)].join(" ");
    const fields = this.fields.get(kind);
    if (fields === undefined) return null;
    const words = fieldsWords(fields, said);
    if (kind === "fn") words.push(...this.columnWords(said));
    return [kind, ...words].join(" ");
  }

  private stepText([index = "", result = ""]: readonly string[]): string {
    const step = Number(index);
    return `step ${step + 1}: ${this.operations[step] ?? ""} = ${ERRNO_TEXT.text(result)}`;
  }

  private stepLine(text: string): string {
    const [, step = "", result = ""] = /^step (\d+): .* = (\S+)$/.exec(text) ?? [];
    return `op ${Number(step) - 1} ${ERRNO_TEXT.word(result)}`;
  }

  /** Of each column in which something is: hardware, software and handle; one word where equal. */
  private columnTexts(cells: readonly string[]): readonly string[] {
    const count = this.columns.length;
    return this.columns.flatMap((name, i) => {
      const [hw = "", sw = "", handle = ""] = [cells[i], cells[count + i], cells[2 * count + i]];
      if (hw === NO_DOMAIN && sw === NO_DOMAIN && handle === NO_HANDLE) return [];
      const domains = hw === sw ? hw : `hw ${hw} sw ${sw}`;
      return [name, domains, ...(handle === NO_HANDLE ? [] : [`h${handle}`])];
    });
  }

  private columnWords(said: readonly string[]): readonly string[] {
    const text = ` ${said.join(" ")} `;
    const cells = this.columns.map((name) => {
      const cell = new RegExp(` ${name} (?:hw (\\S+) sw (\\S+)|(\\S+))(?: h(\\d))? `).exec(text);
      const both = cell?.[3] ?? NO_DOMAIN;
      return [cell?.[1] ?? both, cell?.[2] ?? both, cell?.[4] ?? NO_HANDLE] as const;
    });
    return [0, 1, 2].flatMap((at) => cells.map((cell) => cell[at] ?? ""));
  }
}

function fieldsText(fields: readonly Field[], words: readonly string[]): string[] {
  return fields.flatMap((field, i): readonly string[] => {
    const word = words[i] ?? "";
    if (field.kind === "key") return [field.text(word)];
    if (field.kind === "flags") return flagsText(field.names, word);
    return word === field.empty ? [] : [field.label, field.text(word)];
  });
}

function fieldsWords(fields: readonly Field[], said: readonly string[]): string[] {
  let keys = 0;
  return fields.map((field) => {
    if (field.kind === "key") return field.word(said[keys++] ?? "");
    if (field.kind === "flags") return flagsWord(field.names, said);
    const at = said.indexOf(field.label, keys);
    return at === -1 ? field.empty : field.word(said[at + 1] ?? "");
  });
}

/** `h1 D1 h3 B`: of the handles that say a domain. */
function handlesText(words: readonly string[]): string {
  const texts = words.flatMap((word, i) => (word === NO_DOMAIN ? [] : [`h${i + 1} ${word}`]));
  return texts.length === 0 ? NOTHING : texts.join(" ");
}

function handlesWords(said: readonly string[]): readonly string[] {
  return Array.from({ length: HANDLES_MAX }, (_, i) => {
    const at = said.indexOf(`h${i + 1}`);
    return at === -1 ? NO_DOMAIN : (said[at + 1] ?? "");
  });
}
