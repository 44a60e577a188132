/**
 * Readers of the values of options: numbers within limits, durations with a unit, names that exist.
 */
import { InvalidArgumentError } from "commander";
import { isKernelName } from "../../impl/linux/build/cache/names.js";
import { editDistance, nearest } from "../../model/vocabulary/reading/nearest.js";
import { listed, printable } from "../../reports/text/words.js";
import type { Engine } from "../engine.js";
import type { Io } from "../process/io.js";
import { UsageError } from "../process/exit.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";

const SEED_MAX = 0xffff_ffff;
const RUNS_MAX = 1_000_000_000;
const WORKERS_MAX = 256;
const SECONDS_MAX = 86_400;

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,10}$/.test(text) ? Number(text) : -1;
    if (value < min || value > max)
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    return value;
  };
}

export const seedValue = wholeNumber(0, SEED_MAX);
export const runsValue = wholeNumber(1, RUNS_MAX);
export const workersValue = wholeNumber(1, WORKERS_MAX);

/** A size of an exhaustive search's bound. */
export function sizeValue(max: number): (text: string) => number {
  return wholeNumber(1, max);
}

const SECONDS_OF: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600 };

/** `30s`, `10m`, `1h`: seconds. */
export function durationValue(text: string): number {
  const found = /^(\d{1,6}(?:\.\d{1,3})?)([smh])$/.exec(text);
  const seconds = Number(found?.[1] ?? 0) * (SECONDS_OF[found?.[2] ?? ""] ?? 0);
  if (seconds > 0 && seconds <= SECONDS_MAX) return seconds;
  throw new InvalidArgumentError("It is a time such as 30s, 10m or 1h, at most 24h.");
}

/** `2026-12-31`. */
export function dayValue(text: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(day) && new Date(day).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError("It is a day such as 2026-12-31.");
}

/** `7.3`: a release of Linux as Debian names its packages. */
export function releaseValue(text: string): string {
  if (/^\d{1,3}\.\d{1,3}$/.test(text)) return text;
  throw new InvalidArgumentError("It is a release such as 7.3.");
}

/** For options that may be given more than once; the same value counts once. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return before.includes(value) ? before : [...before, value];
}

/** Names that are this few are all told to whoever named none of them. */
const NAMES_TOLD_MAX = 8;

/** So many names are guessed where none is near. */
const GUESSES_MAX = 3;
/** Nothing is guessed for what is too long to be a name. */
const GUESS_LENGTH_MAX = 64;

/** Throws UsageError on a name that is not known, with the nearest ones that are. */
export function checkName(
  kind: "design" | "invariant",
  name: string,
  known: readonly string[],
): void {
  if (known.includes(name)) return;
  const meant = nearestNames(name, known).map((near) => `'${near}'`);
  const few = known.length <= NAMES_TOLD_MAX ? ` (there are ${listed(known)})` : "";
  const hint = meant.length === 0 ? few : ` (did you mean ${listed(meant, "or")}?)`;
  throw new UsageError(`unknown ${kind} '${printable(name)}'${hint}; see pasidcheck check --list`);
}

/** Throws UsageError on the first invariant that is not known. */
export function checkInvariants(
  names: readonly string[] | undefined,
  engine: Pick<Engine, "invariants">,
): void {
  const known = engine.invariants.map(({ name }) => name);
  for (const name of names ?? []) checkName("invariant", name, known);
}

/** A name for a kernel. */
export function kernelNameValue(text: string): string {
  if (isKernelName(text)) return text;
  throw new InvalidArgumentError("It has letters, digits, dots, dashes, and is no path or digest.");
}

/**
 * Throws UsageError on a design that nothing can be made of; notes on stderr what is only half a
 * design.
 */
export function checkDesign(
  name: string,
  engine: Pick<Engine, "designs" | "isDesign" | "whyNoDesign" | "halfDesign">,
  io: Pick<Io, "err">,
): void {
  const known = engine.designs.map((design) => design.name);
  let there: boolean;
  try {
    there = engine.isDesign(name);
  } catch (error) {
    const why = thrownText(error);
    throw new UsageError(`the design '${printable(name)}' cannot be had: ${printable(why)}`);
  }
  if (!there) {
    const why = engine.whyNoDesign(name);
    if (why !== null) throw new UsageError(`${printable(name)}: ${printable(why)}`);
    checkName("design", name, known);
  }
  const half = engine.halfDesign(name);
  if (half !== null) io.err.write(`pasidcheck: note: ${printable(name)} is ${half}\n`);
}

/**
 * Throws UsageError where the expectations of a design are to be taken that is not in the catalog,
 * or by nobody.
 */
export function checkLike(
  like: string | undefined,
  designs: string | readonly string[] | undefined,
  engine: Pick<Engine, "designs">,
): void {
  if (like === undefined) return;
  checkName(
    "design",
    like,
    engine.designs.map(({ name }) => name),
  );
  if (designs === undefined || designs.length === 0)
    throw new UsageError("--like says what is expected of a design; name it with --design");
}

/** All that are as near as the nearest. */
function nearestNames(name: string, known: readonly string[]): readonly string[] {
  const best = nearest(name, known);
  const distance = (other: string): number => editDistance(name.toLowerCase(), other.toLowerCase());
  const told = known.length <= NAMES_TOLD_MAX || name.length > GUESS_LENGTH_MAX;
  if (best === null && told) return [];
  if (best === null)
    return known.toSorted((a, b) => distance(a) - distance(b)).slice(0, GUESSES_MAX);
  return known.filter((other) => other === best || distance(other) === distance(best));
}
