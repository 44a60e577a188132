/**
 * The reader of one line of a function: its address, its kind and the words after it. Other
 * functions are still addresses here; link.ts makes indices of them.
 */
import { ACS_BITS } from "../../topology/acs.js";
import { parseAddress, type Address } from "../../topology/address.js";
import { didYouMean } from "../../reading/nearest.js";
import { OPERATION_NAMES } from "../../operation/operation.js";
import { PLAIN } from "../../topology/make-function.js";
import { KINDS, type Kind } from "../../topology/topology.js";
import { shown, type Cursor, type Word } from "./cursor.js";
import { readAcs, readAcsRule } from "./read-acs.js";
import {
  readAliases,
  readBus,
  readEgress,
  readPasid,
  readReserved,
  type OwnParts,
  type PartsSaid,
} from "./read-capability.js";
import { FUNCTION_WORDS, SEPARATOR, type FunctionWord } from "./words.js";

/** Another function, named by its address. */
export interface Named extends Address {
  readonly word: Word;
}

/** A function whose relatives are not looked up yet. */
export interface FunctionLine {
  readonly at: Named;
  readonly line: number;
  readonly kind: Kind;
  readonly parts: OwnParts;
  /** Null where the line does not say it. */
  readonly secondary: number | null;
  readonly realDma: Named | null;
  readonly pf: Named | null;
}

/** What the words of a line have said so far. */
interface Said {
  readonly parts: PartsSaid;
  secondary: number | null;
  realDma: Named | null;
  pf: Named | null;
}

export function readFunction(cursor: Cursor): FunctionLine | null {
  const at = readAddress(cursor, `the address of a function or '${SEPARATOR}'`);
  if (at === null) return null;
  const kind = readKind(cursor);
  if (kind === null) return null;
  const { segment, bus, devfn } = at;
  const said: Said = {
    parts: { ...PLAIN, segment, bus, devfn },
    secondary: null,
    realDma: null,
    pf: null,
  };
  const seen = new Set<FunctionWord>();
  for (let word = cursor.next(); word !== null; word = cursor.next()) {
    const name = functionWord(cursor, kind, word);
    if (name === null) return null;
    if (seen.has(name)) return cursor.fail(`'${name}' is said twice`, word);
    seen.add(name);
    if (!readWord(cursor, name, word, said)) return null;
  }
  if (kind === "vf" && said.pf === null)
    return cursor.fail("a vf names its physical function: of-pf ADDRESS", at.word);
  return { at, line: cursor.line.number, kind, ...said };
}

/** Reads an address; `wanted` says what it stands for. */
export function readAddress(cursor: Cursor, wanted: string): Named | null {
  const word = cursor.want(wanted);
  if (word === null) return null;
  const address = parseAddress(word.text);
  if (address !== null) return { ...address, word };
  const late = OPERATION_NAMES.some((name) => name === word.text);
  const dashes = /^[-=_*]+$/.test(word.text) ? `; write the line as '${SEPARATOR}'` : "";
  const hint = late ? `; operations come after a line '${SEPARATOR}'` : dashes;
  return cursor.fail(`expected ${wanted}, like 01:00.0, not '${shown(word.text)}'${hint}`, word);
}

function readKind(cursor: Cursor): Kind | null {
  const word = cursor.want("the kind of the function");
  if (word === null) return null;
  const kind = KINDS.find((name) => name === word.text);
  if (kind !== undefined) return kind;
  const hint = didYouMean(word.text, KINDS) || `; kinds are ${KINDS.join(", ")}`;
  return cursor.fail(`'${shown(word.text)}' is no kind of function${hint}`, word);
}

function functionWord(cursor: Cursor, kind: Kind, word: Word): FunctionWord | null {
  const words = FUNCTION_WORDS[kind];
  const name = words.find((w) => w === word.text);
  if (name !== undefined) return name;
  const meant = words.includes("acs") ? [...words, ...ACS_BITS] : words;
  const hint = didYouMean(word.text, meant) || `; it may have ${words.join(", ")}`;
  const article = kind === "endpoint" || kind === "upstream-port" ? "an" : "a";
  return cursor.fail(`${article} ${kind} has no '${shown(word.text)}'${hint}`, word);
}

type Flag = Exclude<
  FunctionWord,
  "bus" | "of-pf" | "dma-as" | "pasid" | "acs" | "acs-rule" | "egress" | "alias" | "reserved"
>;

/** The words that stand alone, and what they mean. */
const FLAGS: Readonly<Record<Flag, Partial<OwnParts>>> = {
  multifunction: { multifunction: true },
  prefix: { prefix: true },
  "pasid-no-tlp": { pasidNoTlp: true },
  ari: { ari: true },
  ats: { ats: true },
  absent: { absent: true },
  "no-iommu": { iommu: false },
  "direct-map": { directMap: true },
  "xlate-root": { xlateRoot: true },
  "no-alias": { noAlias: true },
  "pcie-bridge-alias": { pcieAlias: true },
};

/** Reads what follows one word; false after a failure. */
function readWord(cursor: Cursor, name: FunctionWord, word: Word, said: Said): boolean {
  switch (name) {
    case "bus":
      said.secondary = readBus(cursor);
      return said.secondary !== null;
    case "of-pf":
      said.pf = readAddress(cursor, "the address of the physical function");
      return said.pf !== null;
    case "dma-as":
      said.realDma = readAddress(cursor, "the address whose requester ID it uses");
      return said.realDma !== null;
    case "pasid":
      return readPasid(cursor, said.parts);
    case "acs":
      return readAcs(cursor, said.parts);
    case "acs-rule":
      return readAcsRule(cursor, said.parts);
    case "egress":
      return readEgress(cursor, word, said.parts);
    case "alias":
      return readAliases(cursor, said.parts);
    case "reserved":
      return readReserved(cursor, said.parts);
    case "multifunction":
    case "prefix":
    case "pasid-no-tlp":
    case "ari":
    case "ats":
    case "absent":
    case "no-iommu":
    case "direct-map":
    case "xlate-root":
    case "no-alias":
    case "pcie-bridge-alias":
      Object.assign(said.parts, FLAGS[name]);
      return true;
  }
}
