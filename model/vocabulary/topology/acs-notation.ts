/**
 * The three notations of ACS bits that texts may use: `RR UF of SV RR CR UF` (those that are on, of
 * those that are implemented), `RR+ CR-` (on, and implemented but off), and lspci's, with its names
 * of the bits (`ReqRedir+ CmpltRedir-`) or with both of its registers (`ACSCap: ... ACSCtl: ...`).
 * What is printed is the first one.
 */
import { ACS, ACS_BITS, type AcsBit } from "./acs.js";
import { didYouMean } from "../reading/nearest.js";

/** The bits as lspci names them (pciutils ls-ecaps.c cap_acs). */
export const LSPCI_ACS_NAMES: Readonly<Record<AcsBit, string>> = {
  SV: "SrcValid",
  TB: "TransBlk",
  RR: "ReqRedir",
  CR: "CmpltRedir",
  UF: "UpstreamFwd",
  EC: "EgressCtrl",
  DT: "DirectTrans",
};

/** What words of ACS say. */
export interface AcsSaid {
  /** Those that are on. */
  readonly on: number;
  /** Those that are said to be off: with a `-`, or in a register that names all bits. */
  readonly off: number;
  /** Those that are said to be implemented; null where the words do not say it. */
  readonly implemented: number | null;
  /** With `+` and `-`: then the bits that are named are those of which something is known. */
  readonly signed: boolean;
}

/** A word that says nothing, or something else than another one; `at` counts words from 0. */
export interface AcsProblem {
  readonly at: number;
  readonly message: string;
}

export type AcsReading =
  | { readonly ok: true; readonly said: AcsSaid; readonly words: number }
  | { readonly ok: false; readonly problem: AcsProblem };

interface AcsWord {
  readonly bit: number;
  readonly sign: "+" | "-" | "";
}

function acsWord(text: string | undefined): AcsWord | null {
  const [, name = "", sign = ""] = /^([A-Za-z]+)([+-]?)$/.exec(text ?? "") ?? [];
  const bit = ACS_BITS.find((one) => one === name || LSPCI_ACS_NAMES[one] === name);
  if (bit === undefined) return null;
  return { bit: ACS[bit], sign: sign === "+" || sign === "-" ? sign : "" };
}

const CAPABILITY = "ACSCap:";
const CONTROL = "ACSCtl:";
const ALL_NAMES: readonly string[] = [...ACS_BITS, ...Object.values(LSPCI_ACS_NAMES)];

/**
 * Reads ACS bits from the beginning of some words, as far as they go. `words` of the answer is how
 * many they are; a problem is at a word, or behind the last one. Where they are a capability
 * (`within`), what is on must be among what is implemented.
 */
export function readAcsWords(words: readonly string[], within = true): AcsReading {
  const read = readAny(words);
  if (!read.ok || !within || read.said.implemented === null) return read;
  const beyond = read.said.on & ~read.said.implemented;
  if (beyond === 0) return read;
  const at = words.findIndex((text) => {
    const word = text === CAPABILITY ? null : acsWord(text);
    return word !== null && word.sign !== "-" && (word.bit & beyond) !== 0;
  });
  return failed(at, `'${words[at]}' is on, and not among the bits that are implemented`);
}

function readAny(words: readonly string[]): AcsReading {
  if (words[0] === CAPABILITY || words[0] === CONTROL) return readRegisters(words);
  const first = acsWord(words[0]);
  if (first !== null && first.sign !== "") return readSigned(words, 0, signed);
  const on = readPlain(words, 0);
  if (!on.ok) return on;
  if (words[on.words] !== "of") return answer(on.bits, 0, null, false, on.words);
  const of = readPlain(words, on.words + 1);
  if (!of.ok) return of;
  return answer(on.bits, of.bits & ~on.bits, of.bits, false, of.words);
}

function answer(
  on: number,
  off: number,
  implemented: number | null,
  isSigned: boolean,
  words: number,
): AcsReading {
  return { ok: true, said: { on, off, implemented, signed: isSigned }, words };
}

function failed(at: number, message: string): { readonly ok: false; readonly problem: AcsProblem } {
  return { ok: false, problem: { at, message } };
}

type Bits =
  | { readonly ok: true; readonly bits: number; readonly words: number }
  | { readonly ok: false; readonly problem: AcsProblem };

/** `RR UF`, or `-` for none. */
function readPlain(words: readonly string[], from: number): Bits {
  if (words[from] === "-") {
    const more = acsWord(words[from + 1]);
    if (more === null) return { ok: true, bits: 0, words: from + 1 };
    return failed(from + 1, `'-' says that there is none, and '${words[from + 1]}' that there is`);
  }
  let bits = 0;
  let at = from;
  for (let word = acsWord(words[at]); word !== null; word = acsWord(words[++at])) {
    const text = words[at] ?? "";
    if (word.sign !== "") return failed(at, mixed(text));
    if ((bits & word.bit) !== 0) return failed(at, `'${text}' is said twice`);
    bits |= word.bit;
  }
  if (bits !== 0) return { ok: true, bits, words: at };
  return failed(at, notBits(words[at]));
}

function mixed(text: string): string {
  return `'${text}' is of another notation than the bits before it: RR UF of RR UF, or RR+ UF-`;
}

function notBits(text: string | undefined): string {
  const wanted = "ACS bits, or '-' for none,";
  if (text === undefined) return `the line ends where ${wanted} should follow`;
  const hint = didYouMean(text, ALL_NAMES) || `; they are ${ACS_BITS.join(" ")}`;
  return `expected ${wanted} not '${printed(text)}'${hint}`;
}

const SHOWN_LENGTH_MAX = 40;

function printed(text: string): string {
  const plain = text.replaceAll(/[^\x20-\x7e]/g, "?");
  return plain.length > SHOWN_LENGTH_MAX ? `${plain.slice(0, SHOWN_LENGTH_MAX)}...` : plain;
}

type Signed = (on: number, off: number, words: number) => AcsReading;

const signed: Signed = (on, off, words) => answer(on, off, null, true, words);

/** `RR+ CR-`, at least one. */
function readSigned(words: readonly string[], from: number, then: Signed): AcsReading {
  let on = 0;
  let off = 0;
  let at = from;
  for (let word = acsWord(words[at]); word !== null; word = acsWord(words[++at])) {
    const text = words[at] ?? "";
    if (word.sign === "") return failed(at, mixed(text));
    const isOn = word.sign === "+";
    if (((isOn ? on : off) & word.bit) !== 0) return failed(at, `'${text}' is said twice`);
    if (((isOn ? off : on) & word.bit) !== 0)
      return failed(at, `'${text}' contradicts the word before it that says the opposite`);
    if (isOn) on |= word.bit;
    else off |= word.bit;
  }
  if (at > from) return then(on, off, at);
  return failed(at, notBits(words[at]).replace(", or '-' for none,", " with + or -,"));
}

/** `ACSCap: SrcValid+ ... ACSCtl: SrcValid+ ...`, or the second register alone. */
function readRegisters(words: readonly string[]): AcsReading {
  if (words[0] === CONTROL) return readSigned(words, 1, signed);
  return readSigned(words, 1, (implemented, _, capWords) => {
    if (words[capWords] !== CONTROL)
      return failed(capWords, `'${CAPABILITY}' says what is implemented; '${CONTROL}' must follow`);
    return readSigned(words, capWords + 1, (on, _off, ctlWords) =>
      answer(on, implemented & ~on, implemented, false, ctlWords),
    );
  });
}
