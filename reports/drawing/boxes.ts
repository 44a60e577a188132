/**
 * The box of each function in a picture of a topology, in short lines: name, ACS bits, abilities,
 * what it is called, and what is wrong with it.
 */
import { ACS, ACS_BITS, type Acs } from "../../model/vocabulary/topology/acs.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { isKindGuessed, kindText } from "./tree.js";
import { nameOf } from "../text/finding.js";
import { acsText, otherTraits, pathMark, shownAcs, type UnseenFacts } from "./traits.js";
import { printable, wrapped } from "../text/words.js";

/** A word of `acs RR of RR CR`; a bit has a frame, green where it is on. */
export interface BitWord {
  readonly text: string;
  readonly frame: "on" | "off" | null;
}

export type Line =
  | { readonly is: "name"; readonly name: string; readonly kind: string }
  | { readonly is: "bits"; readonly words: readonly BitWord[] }
  | { readonly is: "traits" | "title" | "says" | "open" | "mark"; readonly text: string };

/** Columns of a line; what is longer is wrapped. */
const LINE_WIDTH = 38;
/** So many fit into one line beside `acs` and `of`; more take a line for each set. */
const BITS_PER_LINE = 8;

/** What a picture says beside what every topology says. */
export interface Notes {
  /** What the function is called; empty: nothing. */
  readonly titleOf?: (dev: number) => string;
  /** What is wrong with it, in place of where paths end. */
  readonly marksOf?: (dev: number) => readonly string[];
  /** What else is to be said of it. */
  readonly saysOf?: (dev: number) => readonly string[];
  /** What of it cannot be said. */
  readonly openOf?: (dev: number) => readonly string[];
  /** What the source does not show of it. */
  readonly unseenOf?: (dev: number) => UnseenFacts;
}

const NONE_UNSEEN: UnseenFacts = new Set();

export function boxLines(
  t: Topology,
  dev: number,
  f: PciFunction,
  forPasid: boolean,
  notes: Notes,
): readonly Line[] {
  const path = pathMark(f, forPasid)?.replace(/^<- /, "");
  const title = printable(notes.titleOf?.(dev) ?? "");
  const marks = notes.marksOf?.(dev) ?? (path === undefined ? [] : [path]);
  const unseen = notes.unseenOf?.(dev) ?? NONE_UNSEEN;
  const kind = isKindGuessed(unseen) ? `${kindText(f)}?` : kindText(f);
  return [
    { is: "name", name: nameOf(t, dev), kind },
    ...lines("title", title),
    ...traitLines(f, otherTraits(t, f, unseen), unseen),
    ...(notes.saysOf?.(dev) ?? []).flatMap((text) => lines("says", text)),
    ...(notes.openOf?.(dev) ?? []).flatMap((text) => lines("open", text)),
    ...marks.flatMap((text) => lines("mark", text)),
  ];
}

/** In columns. */
export function lineWidth(line: Line): number {
  if (line.is === "name") return line.name.length + 1 + line.kind.length;
  if (line.is === "bits") return wordsWidth(line.words);
  return line.text.length;
}

/** Each bit stands in a frame of its own. */
export function wordsWidth(words: readonly BitWord[]): number {
  return words.reduce((sum, { text, frame }) => sum + text.length + (frame === null ? 1 : 1.5), 0);
}

/** ACS bits stand on lines of their own; that there are none is a trait like any other. */
function traitLines(
  f: PciFunction,
  others: readonly string[],
  unseen: UnseenFacts,
): readonly Line[] {
  const acs = shownAcs(f, unseen);
  if (acs === null) {
    const said = [acsText(f, unseen), ...others].filter((text) => text !== "");
    return lines("traits", said.join(", "));
  }
  const on = [plain("acs"), ...bitWords(acs.ctrl, acs)];
  const of = [plain("of"), ...bitWords(acs.cap, acs)];
  const short = on.length + of.length - 2 <= BITS_PER_LINE;
  const rows = short ? [[...on, ...of]] : [on, of];
  return [
    ...rows.map((words): Line => ({ is: "bits", words })),
    ...lines("traits", others.join(", ")),
  ];
}

function plain(text: string): BitWord {
  return { text, frame: null };
}

function bitWords(bits: number, acs: Acs): readonly BitWord[] {
  const names = ACS_BITS.filter((name) => (bits & ACS[name]) !== 0);
  if (names.length === 0) return [plain("-")];
  return names.map((text) => ({ text, frame: (acs.ctrl & ACS[text]) === 0 ? "off" : "on" }));
}

function lines(is: "traits" | "title" | "says" | "open" | "mark", text: string): readonly Line[] {
  if (text === "") return [];
  return wrapped(text, LINE_WIDTH).map((line) => ({ is, text: line }));
}
