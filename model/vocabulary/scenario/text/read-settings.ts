/**
 * The reader of the lines `iommu` and `probe`. Both may be absent: then the IOMMU is DEFAULT_IOMMU,
 * and all functions are scanned at boot in Linux' order.
 */
import { didYouMean } from "../../reading/nearest.js";
import { DEFAULT_IOMMU, type Iommu } from "../scenario.js";
import type { Probe } from "../../topology/topology.js";
import { shown, type Cursor } from "./cursor.js";
import type { ProbeLine } from "./link.js";
import { readAddress, type Named } from "./read-function.js";

const IOMMU_WORDS = ["blocking", "strict", "pasids"] as const;
const BLOCKING = ["pasid", "rid", "none"] as const satisfies readonly Iommu["blocking"][];
const SCANS = ["boot", "hot"] as const satisfies readonly Probe["scan"][];
const PASID_BITS_MAX = 20;

/** `iommu  blocking rid  strict  pasids 16` */
export function readIommu(cursor: Cursor): Iommu | null {
  cursor.next();
  let { blocking, strict, pasidBits } = DEFAULT_IOMMU;
  const seen = new Set<string>();
  for (let word = cursor.next(); word !== null; word = cursor.next()) {
    const name = IOMMU_WORDS.find((w) => w === word?.text);
    if (name === undefined) {
      const hint = didYouMean(word.text, IOMMU_WORDS) || `; it may have ${IOMMU_WORDS.join(", ")}`;
      return cursor.fail(`iommu has no '${shown(word.text)}'${hint}`, word);
    }
    if (seen.has(name)) return cursor.fail(`'${name}' is said twice`, word);
    seen.add(name);
    if (name === "strict") strict = true;
    if (name === "blocking") blocking = readChoice(cursor, BLOCKING) ?? blocking;
    if (name === "pasids") pasidBits = readPasidBits(cursor);
    if (cursor.problem !== null) return null;
  }
  return { blocking, strict, pasidBits };
}

function readPasidBits(cursor: Cursor): number | null {
  if (cursor.peek() !== "none") return cursor.number("the PASID bits", 0, PASID_BITS_MAX);
  cursor.next();
  return null;
}

function readChoice<T extends string>(cursor: Cursor, choices: readonly T[]): T | null {
  const wanted = choices.join(" or ");
  const word = cursor.want(wanted);
  if (word === null) return null;
  const choice = choices.find((c) => c === word.text);
  if (choice !== undefined) return choice;
  const hint = didYouMean(word.text, choices);
  return cursor.fail(`expected ${wanted}, not '${shown(word.text)}'${hint}`, word);
}

/** `probe  hot  00:01.0 01:00.0 ...` */
export function readProbe(cursor: Cursor): ProbeLine | null {
  const line = cursor.line.number;
  cursor.next();
  const scan = readChoice(cursor, SCANS);
  if (scan === null) return null;
  if (cursor.peek() === null) return { line, scan, order: null };
  const order: Named[] = [];
  while (cursor.peek() !== null) {
    const named = readAddress(cursor, "the address of a function");
    if (named === null) return null;
    order.push(named);
  }
  return { line, scan, order };
}
