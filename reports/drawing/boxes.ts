/**
 * The box of each function in a picture of a topology, in short lines: name, ACS bits, abilities,
 * what it is called, and what is wrong with it.
 */
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { kindText } from "./tree.js";
import { nameOf } from "../text/finding.js";
import { acsText, otherTraits, pathMark } from "./traits.js";
import { printable, wrapped } from "../text/words.js";

export type Line =
  | { readonly is: "name"; readonly name: string; readonly kind: string }
  /** `SV-`, `RR+`. */
  | { readonly is: "bits"; readonly bits: readonly string[] }
  | { readonly is: "traits" | "title" | "says" | "mark"; readonly text: string };

/** Columns of a line; what is longer is wrapped. */
const LINE_WIDTH = 38;
const BITS_PER_LINE = 8;

/** What a picture says beside what every topology says. */
export interface Notes {
  /** What the function is called; empty: nothing. */
  readonly titleOf?: (dev: number) => string;
  /** What is wrong with it, in place of where paths end. */
  readonly marksOf?: (dev: number) => readonly string[];
  /** What else is to be said of it. */
  readonly saysOf?: (dev: number) => readonly string[];
}

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
  return [
    { is: "name", name: nameOf(t, dev), kind: kindText(f) },
    ...lines("title", title),
    ...traitLines(acsText(f), otherTraits(t, f)),
    ...(notes.saysOf?.(dev) ?? []).flatMap((text) => lines("says", text)),
    ...marks.flatMap((text) => lines("mark", text)),
  ];
}

/** In columns. */
export function lineWidth(line: Line): number {
  if (line.is === "name") return line.name.length + 1 + line.kind.length;
  if (line.is === "bits") return bitsWidth(line.bits);
  return line.text.length;
}

/** Each bit stands in a frame of its own. */
export function bitsWidth(bits: readonly string[]): number {
  return bits.reduce((sum, bit) => sum + bit.length + 1.5, 0) + "ACS ".length;
}

/** ACS bits stand on lines of their own; that there are none is a trait like any other. */
function traitLines(acs: string, others: readonly string[]): readonly Line[] {
  const bits = /^ACS ((?:[A-Z]{2}[+-](?:\{[^}]*\})?(?: |$))+)$/.exec(acs)?.[1];
  if (bits === undefined)
    return lines("traits", [acs, ...others].filter((text) => text !== "").join(", "));
  const all = bits.match(/[A-Z]{2}[+-](?:\{[^}]*\})?/g) ?? [];
  const rows = Array.from({ length: Math.ceil(all.length / BITS_PER_LINE) }, (_, i) => ({
    is: "bits" as const,
    bits: all.slice(i * BITS_PER_LINE, (i + 1) * BITS_PER_LINE),
  }));
  return [...rows, ...lines("traits", others.join(", "))];
}

function lines(is: "traits" | "title" | "says" | "mark", text: string): readonly Line[] {
  if (text === "") return [];
  return wrapped(text, LINE_WIDTH).map((line) => ({ is, text: line }));
}
