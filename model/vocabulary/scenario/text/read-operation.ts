/**
 * One line of an operation as it is read: its name, the function, and words in any order, those of
 * the tables in operation/.
 */
import {
  makeOperation,
  missingOperand,
  type Said,
  type SaidValue,
} from "../../operation/make-operation.js";
import {
  CALLS_MAX,
  operandKind,
  type DriverFailure,
  type OperandName,
} from "../../operation/operands.js";
import { isOperationName, type Operation, type OperationName } from "../../operation/operation.js";
import { errnoNames } from "../../operation/outcome.js";
import { shown, type Cursor, type Word } from "./cursor.js";
import { readControl } from "./read-acs.js";
import {
  failureHint,
  nameHint,
  numberedHint,
  operandHint,
  operationHint,
  usageOf,
} from "./operation-hints.js";
import { readAddress, type Named } from "./read-function.js";
import { FEATURE_WORDS, operandWord, operationWords } from "./words.js";

/** What an operation is read beside. */
export interface Above {
  /** The index of the function with an address; null: there is none. */
  readonly indexOf: (at: Named) => number | null;
  /** The ACS bits that a function implements; null: that is not known. */
  readonly implemented: (dev: number) => number | null;
}

export function readOperation(cursor: Cursor, { indexOf, implemented }: Above): Operation | null {
  const readDev = (): number | null => {
    const at = readAddress(cursor, "the address of the function");
    if (at === null) return null;
    const there = `there is no function ${shown(at.word.text)} above`;
    return indexOf(at) ?? cursor.fail(there, at.word);
  };
  return readOperationOn(cursor, readDev, implemented);
}

/** The same where `readDev` reads the function. */
export function readOperationOn(
  cursor: Cursor,
  readDev: () => number | null,
  implemented: Above["implemented"] = () => null,
): Operation | null {
  const op = readOperationName(cursor);
  if (op === null) return null;
  const dev = readDev();
  if (dev === null) return null;
  const said = readWords(cursor, op, () => implemented(dev));
  return said === null ? null : makeOperation(op, dev, said);
}

function readOperationName(cursor: Cursor): OperationName | null {
  const word = cursor.want("an operation");
  if (word === null) return null;
  if (isOperationName(word.text)) return word.text;
  return cursor.fail(`'${shown(word.text)}' is no operation${operationHint(word.text)}`, word);
}

function readWords(
  cursor: Cursor,
  op: OperationName,
  implemented: () => number | null,
): Said | null {
  const words = operationWords(op);
  const said: { [N in OperandName]?: SaidValue } = {};
  const seen = new Set<string>();
  for (let word = cursor.next(); word !== null; word = cursor.next()) {
    const name = words.get(word.text);
    if (name === undefined) return noWord(cursor, op, word);
    if (seen.has(word.text)) return cursor.fail(`'${word.text}' is said twice`, word);
    seen.add(word.text);
    const value = readValue(cursor, name, word, { features: said.features ?? 0, implemented });
    if (value === null) return null;
    said[name] = value;
  }
  const missing = missingOperand(op, said);
  if (missing === undefined) return said;
  return cursor.fail(`${op} needs '${operandWord(missing)}'; write ${usageOf(op)}`, null);
}

function noWord(cursor: Cursor, op: OperationName, word: Word): null {
  return cursor.fail(`${op} has no '${shown(word.text)}'${operandHint(op, word.text)}`, word);
}

/** What the value of an operand depends on. */
interface Before {
  /** Those said before. */
  readonly features: SaidValue;
  readonly implemented: () => number | null;
}

/** Reads what follows a word; null after a failure. */
function readValue(
  cursor: Cursor,
  name: OperandName,
  word: Word,
  before: Before,
): SaidValue | null {
  const kind = operandKind(name);
  switch (kind.form) {
    case "number":
      return cursor.number(kind.what, kind.min, kind.max);
    case "numbered":
      return readNumbered(cursor, kind.what, kind.letter, kind.max);
    case "name":
      return readName(cursor, kind.what, kind.names);
    case "flag":
      return true;
    case "features":
      return (
        Number(before.features) | (FEATURE_WORDS.find(([said]) => said === word.text)?.[1] ?? 0)
      );
    case "acs":
      return readControl(cursor, before.implemented());
    case "failure":
      return readFailure(cursor);
  }
}

function readName<T extends string>(cursor: Cursor, what: string, names: readonly T[]): T | null {
  const word = cursor.want(
    `the name of ${what === "IOAS" || what.startsWith("IOAS") ? "an" : "a"} ${what}`,
  );
  if (word === null) return null;
  const name = names.find((n) => n === word.text);
  return name ?? noName(cursor, word, what, names);
}

/** `h1`, `O2`: a letter and a number. */
function readNumbered(cursor: Cursor, what: string, letter: string, max: number): number | null {
  const names = `${letter}1..${letter}${max}`;
  const word = cursor.want(`${what}, ${names},`);
  if (word === null) return null;
  const number = word.text.startsWith(letter) ? Number(word.text.slice(1)) : 0;
  const plain = word.text === `${letter}${number}`;
  if (plain && number >= 1 && number <= max) return number;
  const hint = numberedHint(letter, max, word.text);
  return cursor.fail(`${what} is ${names}, not '${shown(word.text)}'${hint}`, word);
}

function readFailure(cursor: Cursor): DriverFailure | null {
  const hint = failureHint(cursor.peek() ?? "");
  const call = cursor.number("the number of the driver call that fails", 1, CALLS_MAX, hint);
  if (call === null) return null;
  const word = cursor.want("the errno that the driver answers");
  if (word === null) return null;
  const errno = errnoNames().find((name) => name === word.text);
  return errno === undefined
    ? noName(cursor, word, "errno of this vocabulary", errnoNames())
    : { call, errno };
}

function noName(cursor: Cursor, word: Word, what: string, names: readonly string[]): null {
  const hint = nameHint(what, word.text, names);
  return cursor.fail(`'${shown(word.text)}' is no ${what}${hint}`, word);
}
