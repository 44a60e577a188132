/**
 * The words of the lines of an answer (impl/remote/protocol.md) as people read them in recorded
 * runs: one table says for each kind of line, in the order of the protocol, what each word is
 * called there and how its number is written. What says nothing (`0`, `-`) is left out.
 */
import { OWNERS_MAX } from "../../../model/vocabulary/operation/ownership.js";
import { DRIVERS_MAX, MMS_MAX } from "../../../model/vocabulary/operation/allocation.js";
import { CONTEXTS_MAX, IOASES_MAX } from "../../../model/vocabulary/operation/iommufd.js";
import { ERRNO, errnoNames } from "../../../model/vocabulary/operation/outcome.js";
import { REGIONS_MAX } from "../../../model/vocabulary/topology/topology.js";
import {
  TABLES_MAX,
  ownerText,
  tableText,
} from "../../../model/vocabulary/design/user-observation.js";

/** How a word of the protocol is written for people, and read back. */
export interface Writing {
  readonly text: (word: string) => string;
  readonly word: (text: string) => string;
}

export type Field =
  /** What the line speaks of; it comes first, without a label. */
  | ({ readonly kind: "key" } & Writing)
  /** A label and a text; left out where the word is `empty`. */
  | ({ readonly kind: "labelled"; readonly label: string; readonly empty: "0" | "-" } & Writing)
  /** A sum of bits, the first of bit 0: each is told by a name, where it is `told`. */
  | { readonly kind: "flags"; readonly names: readonly Flag[] };

interface Flag {
  readonly name: string;
  readonly told: "set" | "clear";
}

const AS_IT_IS: Writing = { text: (word) => word, word: (text) => text };

/** A number is written as the name of that number. */
function among(names: readonly string[]): Writing {
  return {
    text: (word) => names[Number(word)] ?? word,
    word: (text) => (names.includes(text) ? String(names.indexOf(text)) : text),
  };
}

function upTo(max: number, name: (n: number) => string): readonly string[] {
  return Array.from({ length: max + 1 }, (_, n) => (n === 0 ? "" : name(n)));
}

/** A sum of bits is written as a list, the first of bit 0. */
function listOf(names: readonly string[]): Writing {
  return {
    text: (word) => names.filter((_, bit) => (Number(word) & (1 << bit)) !== 0).join(","),
    word: (text) => {
      const bits = text.split(",").map((name) => names.indexOf(name));
      return bits.includes(-1) ? text : String(bits.reduce((sum, bit) => sum | (1 << bit), 0));
    },
  };
}

/** An errno number, which is positive in `call` lines and negative in `op` lines. */
export const ERRNO_TEXT: Writing = {
  text: (word) => {
    const name = errnoNames().find((one) => ERRNO[one] === Math.abs(Number(word)));
    return name === undefined || word === "0" ? word : word.replace(/\d+/, name);
  },
  word: (text) => {
    const name = errnoNames().find((one) => text === one || text === `-${one}`);
    return name === undefined ? text : text.replace(name, String(ERRNO[name]));
  },
};

const key = (writing: Writing): Field => ({ kind: "key", ...writing });
const said = (label: string, writing: Writing = AS_IT_IS, empty: "0" | "-" = "0"): Field => ({
  kind: "labelled",
  label,
  empty,
  ...writing,
});
const set = (name: string): Flag => ({ name, told: "set" });
const clear = (name: string): Flag => ({ name, told: "clear" });
const flags = (...names: readonly Flag[]): Field => ({ kind: "flags", names });

/** The names of the bits that are to be told. */
export function flagsText(names: readonly Flag[], word: string): readonly string[] {
  return names
    .filter(({ told }, bit) => ((Number(word) & (1 << bit)) !== 0) === (told === "set"))
    .map(({ name }) => name);
}

export function flagsWord(names: readonly Flag[], texts: readonly string[]): string {
  const bits = names.map(({ name, told }, bit) =>
    texts.includes(name) === (told === "set") ? 1 << bit : 0,
  );
  return String(bits.reduce((sum, bit) => sum | bit, 0));
}

const OWNER = among(upTo(OWNERS_MAX + CONTEXTS_MAX, ownerText));
const CONTEXT = among(upTo(CONTEXTS_MAX, (n) => `C${n}`));
const IOAS = among(upTo(IOASES_MAX, (n) => `A${n}`));
const TABLE = among(upTo(TABLES_MAX, tableText));
const MM = among(upTo(MMS_MAX, (n) => `M${n}`));
const DRIVERS = listOf(upTo(DRIVERS_MAX, (n) => `R${n}`).slice(1));
const REGIONS = listOf(upTo(REGIONS_MAX, String).slice(1));

/** Kind of line -> its fields. `addresses` are those of the functions, in their order. */
export function fieldsOf(addresses: readonly string[]): ReadonlyMap<string, readonly Field[]> {
  const dev = among(addresses);
  /** The function, plus 1. */
  const member = among(["", ...addresses]);
  const kinds: Readonly<Record<string, readonly Field[]>> = {
    call: [
      key(dev),
      said("pasid"),
      said("to", AS_IT_IS, "-"),
      said("from", AS_IT_IS, "-"),
      said("finds", AS_IT_IS, "-"),
      said("fails", ERRNO_TEXT),
    ],
    own: [
      key(dev),
      said("owner", OWNER),
      said("count"),
      flags(set("driver")),
      said("context", CONTEXT),
      ...upTo(MMS_MAX, (n) => `M${n}`)
        .slice(1)
        .map((mm) => said(mm)),
    ],
    cell: [
      key(dev),
      said("pasid"),
      said("table", TABLE),
      said("names", member),
      said("holders", DRIVERS),
    ],
    ioas: [key(IOAS), said("context", CONTEXT), said("mapped", REGIONS), said("reserved", REGIONS)],
    table: [
      key(TABLE),
      said("ioas", IOAS),
      flags(set("for-pasids"), set("nest-parent")),
      said("parent", TABLE),
      said("users"),
    ],
    mm: [key(MM), said("pasid")],
    /** What comes before the columns; lines.ts adds them. */
    fn: [key(dev), said("group", member), flags(set("enabled"), set("in-reset"), clear("absent"))],
  };
  return new Map(Object.entries(kinds));
}
