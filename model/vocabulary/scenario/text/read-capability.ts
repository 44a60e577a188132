/**
 * The reader of what follows the words `bus`, `pasid`, `egress`, `alias` and `reserved` of a
 * function; ACS itself is read in read-acs.ts. Readers of parts answer false after a failure.
 */
import { parseDevfn } from "../../topology/address.js";
import { REGIONS_MAX } from "../../topology/topology.js";
import type { Parts } from "../../topology/make-function.js";
import { shown, type Cursor, type Word } from "./cursor.js";

/** The parts that a line says by itself, without looking at other lines. */
export type OwnParts = Omit<Parts, "secondary" | "parent" | "realDma" | "pf">;

/** What has been said of them so far. */
export type PartsSaid = { -readonly [K in keyof OwnParts]: OwnParts[K] };

export function readBus(cursor: Cursor): number | null {
  const wanted = "a bus number of two hexadecimal digits";
  const word = cursor.want(wanted);
  if (word === null) return null;
  if (/^[0-9a-f]{1,2}$/i.test(word.text)) return parseInt(word.text, 16);
  return cursor.fail(`expected ${wanted}, not '${shown(word.text)}'`, word);
}

const PASID_WIDTH_MAX = 20;

export function readPasid(cursor: Cursor, parts: PartsSaid): boolean {
  const width = cursor.number("a PASID width", 0, PASID_WIDTH_MAX);
  if (width === null) return false;
  const exec = skip(cursor, "exec");
  const priv = skip(cursor, "priv");
  parts.pasid = { width, exec, priv };
  return true;
}

function skip(cursor: Cursor, text: string): boolean {
  if (cursor.peek() !== text) return false;
  cursor.next();
  return true;
}

/** `egress 00.1,02.0`: the peers whose bit in the Egress Control Vector is 1. */
export function readEgress(cursor: Cursor, egress: Word, parts: PartsSaid): boolean {
  if (parts.acs === null) {
    cursor.fail("'egress' follows 'acs'", egress);
    return false;
  }
  const wanted = "devices and functions joined by commas, like 00.1,02.0,";
  const word = cursor.want(wanted);
  if (word === null) return false;
  const peers: number[] = [];
  for (const text of word.text.split(",")) {
    const devfn = parseDevfn(text);
    if (devfn === null) {
      cursor.fail(`expected ${wanted} not '${shown(text)}'`, word);
      return false;
    }
    peers.push(devfn);
  }
  parts.acs = { ...parts.acs, egress: peers };
  return true;
}

export function readAliases(cursor: Cursor, parts: PartsSaid): boolean {
  const aliases: number[] = [];
  for (let next = cursor.peek(); next !== null; next = cursor.peek()) {
    const devfn = parseDevfn(next);
    if (devfn === null) break;
    aliases.push(devfn);
    cursor.next();
  }
  parts.aliases = aliases;
  if (aliases.length > 0) return true;
  const wanted = "devices and functions on the same bus, like 00.0 02.3,";
  const word = cursor.want(wanted);
  if (word !== null) cursor.fail(`expected ${wanted} not '${shown(word.text)}'`, word);
  return false;
}

/** `reserved 1,3`: IOVA regions. */
export function readReserved(cursor: Cursor, parts: PartsSaid): boolean {
  const wanted = `regions 1..${REGIONS_MAX} joined by commas, like 1,3,`;
  const word = cursor.want(wanted);
  if (word === null) return false;
  if (!/^[1-9](?:,[1-9])*$/.test(word.text)) {
    cursor.fail(`expected ${wanted} not '${shown(word.text)}'`, word);
    return false;
  }
  parts.reserved = word.text.split(",").map(Number);
  return true;
}
