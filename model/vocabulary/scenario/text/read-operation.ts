/** The reader of one line of an operation: its name, the function, and words in any order. */
import { DRIVERS_MAX, MMS_MAX } from "../../operation/allocation.js";
import { DOMAIN_NAMES } from "../../operation/domain.js";
import { errnoNames } from "../../operation/outcome.js";
import { CONTEXTS_MAX, HWPT_NAMES, IOAS_NAMES, OBJECT_NAMES } from "../../operation/iommufd.js";
import { didYouMean } from "../../reading/nearest.js";
import {
  type Operation,
  OPERATION_NAMES,
  type OperationName,
  PASID_EXEC,
  PASID_PRIV,
} from "../../operation/operation.js";
import { OWNERS_MAX } from "../../operation/ownership.js";
import { shown, type Cursor, type Word } from "./cursor.js";
import { operationSaid, type Said } from "./make-operation.js";
import { readBits } from "./read-capability.js";
import { readAddress, type Named } from "./read-function.js";
import { OPERATION_WORDS, type OperationWord } from "./words.js";
import { CALLS_MAX, type DriverFailure, HANDLES_MAX, PASID_MAX } from "../../operation/operands.js";
import { REGIONS_MAX } from "../../topology/topology.js";

/** `indexOf` finds a function by its address, and is null where there is none. */
export function readOperation(
  cursor: Cursor,
  indexOf: (at: Named) => number | null,
): Operation | null {
  const name = readOperationName(cursor);
  if (name === null) return null;
  const at = readAddress(cursor, "the address of the function");
  if (at === null) return null;
  const dev = indexOf(at);
  if (dev === null)
    return cursor.fail(`there is no function ${shown(at.word.text)} above`, at.word);
  const said = readWords(cursor, name);
  return said === null ? null : operationSaid(name, dev, said);
}

function readOperationName(cursor: Cursor): OperationName | null {
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
  const said: Said = {};
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
      return keep(said, "pasid", cursor.number("a PASID", 0, PASID_MAX));
    case "domain":
      return keep(said, "domain", readName(cursor, "domain", DOMAIN_NAMES));
    case "handle":
      return keep(said, "handle", readNumbered(cursor, "a handle", "h", HANDLES_MAX));
    case "fail":
      return keep(said, "fail", readFailure(cursor));
    case "exec":
      return keep(said, "features", (said.features ?? 0) | PASID_EXEC);
    case "priv":
      return keep(said, "features", (said.features ?? 0) | PASID_PRIV);
    case "owner":
      return keep(said, "owner", readNumbered(cursor, "an owner", "O", OWNERS_MAX));
    case "context":
      return keep(said, "context", readNumbered(cursor, "a context", "C", CONTEXTS_MAX));
    case "ioas":
      return keep(said, "ioas", readName(cursor, "IOAS", IOAS_NAMES));
    case "region":
      return keep(said, "region", cursor.number("a region", 1, REGIONS_MAX));
    case "hwpt":
      return keep(said, "hwpt", readName(cursor, "page table", HWPT_NAMES));
    case "of":
      return keep(said, "of", readName(cursor, "IOAS or page table", OBJECT_NAMES));
    case "to":
      return keep(said, "target", readName(cursor, "IOAS or page table", OBJECT_NAMES));
    case "object":
      return keep(said, "object", readName(cursor, "IOAS or page table", OBJECT_NAMES));
    case "for-pasids":
      return keep(said, "forPasids", true);
    case "nest-parent":
      return keep(said, "nestParent", true);
    case "copy-fault":
      return keep(said, "copyFault", true);
    case "driver":
      return keep(said, "driver", readNumbered(cursor, "a driver", "R", DRIVERS_MAX));
    case "mm":
      return keep(said, "mm", readNumbered(cursor, "an address space", "M", MMS_MAX));
    case "acs":
      return keep(said, "ctrl", readBits(cursor));
  }
}

function keep<K extends keyof Said>(said: Said, name: K, value: Said[K] | null): boolean {
  if (value === null) return false;
  said[name] = value;
  return true;
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
  return cursor.fail(`${what} is ${names}, not '${shown(word.text)}'`, word);
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
