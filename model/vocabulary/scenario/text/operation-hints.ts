/**
 * The hints of messages about operations: what a word that is none may have meant, and how an
 * operation is written. They are derived from the tables in operation/.
 */
import { errnoNames } from "../../operation/outcome.js";
import {
  kernelOf,
  operandsOf,
  OPERATION_NAMES,
  type OperationName,
} from "../../operation/operation.js";
import { operandKind, type OperandName } from "../../operation/operands.js";
import { didYouMean } from "../../reading/nearest.js";
import { parseAddress } from "../../topology/address.js";
import { FEATURE_WORDS, operandWord, SEPARATOR } from "./words.js";

/** `pasid-attach 01:00.0 pasid 1 domain D1 [handle h1] [fail 1 ENOMEM]`. */
export function usageOf(op: OperationName): string {
  const words = operandsOf(op).map((name) => {
    const { optional } = operandKind(name);
    return optional === true ? `[${example(name)}]` : example(name);
  });
  return [op, "01:00.0", ...words].join(" ");
}

function example(name: OperandName): string {
  const kind = operandKind(name);
  const word = operandWord(name);
  switch (kind.form) {
    case "number":
      return `${word} 1`;
    case "numbered":
      return `${word} ${kind.letter}1`;
    case "name":
      return `${word} ${kind.names.find((each) => /^[DAH]1$/.test(each)) ?? kind.names[0] ?? ""}`;
    case "flag":
      return word;
    case "features":
      return FEATURE_WORDS.map(([each]) => each).join("] [");
    case "acs":
      return `${word} RR CR`;
    case "failure":
      return `${word} 1 ENOMEM`;
  }
}

/** Kernel functions that share an operation with the one that the table names. */
const OTHER_FUNCTIONS: ReadonlyMap<string, OperationName> = new Map([
  ["iommu_attach_group", "rid-attach"],
  ["iommu_detach_group", "rid-detach"],
  ["iommu_replace_group", "rid-replace"],
]);

/** What follows `'WORD' is no operation`. */
export function operationHint(word: string): string {
  const above = word === "iommu" || word === "probe" || parseAddress(word) !== null;
  if (above) return `; settings and functions stand above the line '${SEPARATOR}'`;
  if (/^\d+[.:)]?$/.test(word)) return "; operations are not numbered, leave it out";
  const called = word.replace(/\(.*$/, "");
  const ofKernel =
    OPERATION_NAMES.find((op) => kernelOf(op).endsWith(` ${called}()`)) ??
    OTHER_FUNCTIONS.get(called);
  if (ofKernel !== undefined) return `; the operation is '${ofKernel}': ${usageOf(ofKernel)}`;
  const parts = OPERATION_NAMES.filter((op) => op.split("-").includes(word.toLowerCase()));
  const meant = parts.toSorted((a, b) => Number(ofPasid(b)) - Number(ofPasid(a)));
  if (meant.length > 1) return `; there are ${meant.join(", ")}`;
  if (meant.length === 1) return ` (did you mean '${meant[0] ?? ""}'?)`;
  return didYouMean(word, OPERATION_NAMES) || `; operations are ${families()}`;
}

function ofPasid(op: OperationName): boolean {
  return op.startsWith("pasid-");
}

/** All operations, those of one first word together: `pasid-enable/disable/attach`. */
function families(): string {
  const rests = new Map<string, string[]>();
  for (const op of OPERATION_NAMES) {
    const [first = "", ...rest] = op.split("-");
    rests.set(first, [...(rests.get(first) ?? []), rest.join("-")]);
  }
  return [...rests]
    .map(([first, all]) => [first, all.join("/")].filter(Boolean).join("-"))
    .join(", ");
}

/** What follows `OPERATION has no 'WORD'`. */
export function operandHint(op: OperationName, word: string): string {
  const write = `; write ${usageOf(op)}`;
  if (/^(?:\/\/|;|--)/.test(word)) return "; a comment begins with '#'";
  if (word === "=") return "; the answer is not written, the design gives it";
  const [name = "", ...value] = word.split(/[=:]/);
  const named = operandsOf(op).find((each) => operandWord(each) === name);
  if (named !== undefined && value.length > 0) return `; write '${name} ${value.join("")}'`;
  const words = operandsOf(op).map((each) => operandWord(each));
  return `${didYouMean(word, words)}${write}`;
}

const DOMAIN_KINDS =
  "B (blocked), I (identity), D1..D8 (paging), N1 (without set_dev_pasid), F1 (another driver's)";

/** What follows `'WORD' is no WHAT`. */
export function nameHint(what: string, word: string, names: readonly string[]): string {
  if (what !== "domain") return didYouMean(word, names) || `; they are ${names.join(", ")}`;
  const meant = /^block(?:ed|ing)$/i.test(word) ? "B" : /^ident/i.test(word) ? "I" : null;
  const near = meant === null ? didYouMean(word, names) : ` (did you mean '${meant}'?)`;
  return `${near}; domains are ${DOMAIN_KINDS}`;
}

/** What follows `a handle is h1..h8, not 'WORD'`: the number is right, or the letter. */
export function numberedHint(letter: string, max: number, word: string): string {
  const number = Number(/^[a-z]?(\d{1,3})$/i.exec(word)?.[1] ?? 0);
  return number >= 1 && number <= max ? ` (did you mean '${letter}${number}'?)` : "";
}

/** What follows where an errno stands for the number of the driver call. */
export function failureHint(word: string): string {
  const errno = errnoNames().find((name) => name === word.replace(/^-/, "").toUpperCase());
  return errno === undefined ? "" : `; write 'fail 1 ${errno}' for the first driver call`;
}
