/**
 * Defines how one line of an operation is read: its name, the function, and words in any order.
 */
import { DOMAIN_NAMES, type DomainName } from "../domain.js";
import { errnoNames } from "../errno.js";
import { CALLS_MAX } from "../hardware.js";
import { didYouMean } from "../nearest.js";
import {
  HANDLES_MAX,
  OPERATION_NAMES,
  PASID_EXEC,
  PASID_MAX,
  PASID_PRIV,
  type DriverFailure,
  type Operation,
  type OperationName,
} from "../operation.js";
import { shown, type Cursor, type Word } from "./cursor.js";
import { readAddress, type Named } from "./read-function.js";
import { OPERATION_WORDS, type OperationWord } from "./words.js";

/** What the words after the function have said. */
interface Said {
  pasid: number | null;
  domain: DomainName | null;
  handle: number | null;
  fail: DriverFailure | null;
  features: number;
}

/** `indexOf` finds a function by its address, and is null where there is none. */
export function readOperation(
  cursor: Cursor,
  indexOf: (at: Named) => number | null,
): Operation | null {
  const name = readName(cursor);
  if (name === null) return null;
  const at = readAddress(cursor, "the address of the function");
  if (at === null) return null;
  const dev = indexOf(at);
  if (dev === null)
    return cursor.fail(`there is no function ${shown(at.word.text)} above`, at.word);
  const said = readWords(cursor, name);
  return said === null ? null : operationOf(name, dev, said);
}

function readName(cursor: Cursor): OperationName | null {
  const word = cursor.want("an operation");
  if (word === null) return null;
  const name = OPERATION_NAMES.find((n) => n === word.text);
  if (name !== undefined) return name;
  const hint =
    didYouMean(word.text, OPERATION_NAMES) || `; operations are ${OPERATION_NAMES.join(", ")}`;
  return cursor.fail(`'${shown(word.text)}' is no operation${hint}`, word);
}

function readWords(cursor: Cursor, name: OperationName): Said | null {
  const { must, may } = OPERATION_WORDS[name];
  const allowed = [...must, ...may];
  const said: Said = { pasid: null, domain: null, handle: null, fail: null, features: 0 };
  const seen = new Set<OperationWord>();
  for (let word = cursor.next(); word !== null; word = cursor.next()) {
    const known = allowed.find((w) => w === word?.text);
    if (known === undefined) {
      const choice = allowed.length === 0 ? "nothing more" : allowed.join(", ");
      const hint = didYouMean(word.text, allowed) || `; it may have ${choice}`;
      return cursor.fail(`${name} has no '${shown(word.text)}'${hint}`, word);
    }
    if (seen.has(known)) return cursor.fail(`'${known}' is said twice`, word);
    seen.add(known);
    if (!readWord(cursor, known, said)) return null;
  }
  const missing = must.find((word) => !seen.has(word));
  if (missing !== undefined) return cursor.fail(`${name} needs '${missing}'`, null);
  return said;
}

/** Reads what follows one word; false after a failure. */
function readWord(cursor: Cursor, word: OperationWord, said: Said): boolean {
  switch (word) {
    case "pasid":
      said.pasid = cursor.number("a PASID", 0, PASID_MAX);
      return said.pasid !== null;
    case "domain":
      said.domain = readDomain(cursor);
      return said.domain !== null;
    case "handle":
      said.handle = readHandle(cursor);
      return said.handle !== null;
    case "fail":
      said.fail = readFailure(cursor);
      return said.fail !== null;
    case "exec":
      said.features |= PASID_EXEC;
      return true;
    case "priv":
      said.features |= PASID_PRIV;
      return true;
  }
}

function readDomain(cursor: Cursor): DomainName | null {
  const word = cursor.want("a domain");
  if (word === null) return null;
  const name = DOMAIN_NAMES.find((n) => n === word.text);
  return name ?? noName(cursor, word, "domain", DOMAIN_NAMES);
}

function readHandle(cursor: Cursor): number | null {
  const word = cursor.want(`a handle, h1..h${HANDLES_MAX},`);
  if (word === null) return null;
  const number = /^h\d$/.test(word.text) ? Number(word.text.slice(1)) : 0;
  if (number >= 1 && number <= HANDLES_MAX) return number;
  return cursor.fail(`a handle is h1..h${HANDLES_MAX}, not '${shown(word.text)}'`, word);
}

function readFailure(cursor: Cursor): DriverFailure | null {
  const call = cursor.number("the number of the driver call that fails", 1, CALLS_MAX);
  if (call === null) return null;
  const word = cursor.want("the errno that the driver answers");
  if (word === null) return null;
  const errno = errnoNames().find((name) => name === word.text);
  return errno === undefined
    ? noName(cursor, word, "errno of this vocabulary", errnoNames())
    : { call, errno };
}

function noName(cursor: Cursor, word: Word, what: string, names: readonly string[]): null {
  const hint = didYouMean(word.text, names) || `; they are ${names.join(", ")}`;
  return cursor.fail(`'${shown(word.text)}' is no ${what}${hint}`, word);
}

function operationOf(name: OperationName, dev: number, said: Said): Operation {
  const fail = said.fail === null ? {} : { fail: said.fail };
  const handle = said.handle === null ? {} : { handle: said.handle };
  // readWords has seen to it that what a name needs has been said.
  const pasid = said.pasid ?? 0;
  const domain = said.domain ?? "D1";
  switch (name) {
    case "pasid-enable":
      return said.features === 0 ? { op: name, dev } : { op: name, dev, features: said.features };
    case "pasid-disable":
      return { op: name, dev };
    case "device-attach":
      return { op: name, dev, domain, ...fail };
    case "device-detach":
    case "rid-detach":
    case "plug":
    case "unplug":
    case "reset-prepare":
    case "reset-done":
      return { op: name, dev, ...fail };
    case "rid-attach":
    case "rid-replace":
      return { op: name, dev, domain, ...handle, ...fail };
    case "pasid-attach":
    case "pasid-replace":
      return { op: name, dev, pasid, domain, ...handle, ...fail };
    case "pasid-detach":
      return { op: name, dev, pasid, ...fail };
  }
}
