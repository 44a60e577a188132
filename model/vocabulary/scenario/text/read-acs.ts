/**
 * The reader of ACS bits in a text, in any of the notations of acs-notation.ts: after `acs` and
 * `acs-rule` of a function, and after `acs` of an operation.
 */
import { ACS_BITS, acsBitsText } from "../../topology/acs.js";
import { readAcsWords, type AcsSaid } from "../../topology/acs-notation.js";
import { didYouMean } from "../../reading/nearest.js";
import { shown, type Cursor, type Word } from "./cursor.js";
import type { PartsSaid } from "./read-capability.js";

/** `RR UF of SV RR CR UF`: the bits that are on, of those that are implemented. */
export function readAcs(cursor: Cursor, parts: PartsSaid): boolean {
  const said = readBothSets(cursor, true);
  if (said === null) return false;
  parts.acs = { cap: said.implemented, ctrl: said.on, egress: [] };
  return true;
}

/** `RR CR of RR CR EC DT`: what a device-specific rule claims, of what it looks at. */
export function readAcsRule(cursor: Cursor, parts: PartsSaid): boolean {
  const said = readBothSets(cursor, false);
  if (said === null) return false;
  parts.acsRule = { claims: said.on, mask: said.implemented };
  return true;
}

/**
 * The control bits that an operation writes: the whole register, so what is not said to be on is
 * off. Where the words say what is implemented, `implemented` must be the same; null: it is
 * not known.
 */
export function readControl(cursor: Cursor, implemented: number | null): number | null {
  const first = cursor.rest()[0] ?? null;
  const said = readSaid(cursor, true);
  if (said === null) return null;
  if (said.implemented === null || implemented === null || said.implemented === implemented)
    return said.on;
  const there = implemented === 0 ? "no ACS bit" : acsBitsText(implemented);
  const message = `the function implements ${there}, not ${acsBitsText(said.implemented)}`;
  return cursor.fail(message, first);
}

interface BothSets {
  readonly on: number;
  readonly implemented: number;
}

function readBothSets(cursor: Cursor, within: boolean): BothSets | null {
  const said = readSaid(cursor, within);
  if (said === null) return null;
  if (said.signed) return { on: said.on, implemented: said.on | said.off };
  if (said.implemented !== null) return { on: said.on, implemented: said.implemented };
  const of = cursor.want("'of' and more ACS bits");
  if (of === null) return null;
  const hint = didYouMean(of.text, ACS_BITS) || `; they are ${ACS_BITS.join(" ")}`;
  return cursor.fail(`expected an ACS bit or 'of', not '${shown(of.text)}'${hint}`, of);
}

function readSaid(cursor: Cursor, within: boolean): AcsSaid | null {
  const words: readonly Word[] = cursor.rest();
  const read = readAcsWords(
    words.map(({ text }) => text),
    within,
  );
  if (!read.ok) return cursor.fail(read.problem.message, words[read.problem.at] ?? null);
  for (let i = 0; i < read.words; i++) cursor.next();
  return read.said;
}
