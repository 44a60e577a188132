/**
 * The names that users give to kernels, and how the last build ended: one file beside the kernels.
 * A name says a digest; given again, it moves to the kernel that was built last.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nearest } from "../../../../model/vocabulary/reading/nearest.js";

/** How the last build ended. */
export type LastBuild =
  | { readonly ok: true; readonly digest: string }
  /** `name` is null where none was given; `when` is in ISO 8601, `why` one line. */
  | {
      readonly ok: false;
      readonly name: string | null;
      readonly when: string;
      readonly why: string;
    };

export interface KernelNames {
  readonly names: Readonly<Record<string, string>>;
  /** Null: nothing is known of any. */
  readonly last: LastBuild | null;
}

const FILE = "kernel-names.json";
const NONE: KernelNames = { names: {}, last: null };
const NAME = /^[A-Za-z0-9][\w.+-]{0,63}$/;

/** A name does not look like a path; one that is a digest would hide a kernel. */
export function isKernelName(text: string): boolean {
  return NAME.test(text) && !/^[0-9a-f]{16}$/.test(text);
}

/** What a file that is not there, or not ours, says: nothing. */
export function readNames(kernels: string): KernelNames {
  try {
    const value: unknown = JSON.parse(readFileSync(fileOf(kernels), "utf8"));
    return isObject(value) ? { names: namesIn(value["names"]), last: lastIn(value["last"]) } : NONE;
  } catch {
    return NONE;
  }
}

/** Replaces the file whole: other processes read it at any time. */
export function writeNames(kernels: string, now: KernelNames): void {
  const file = fileOf(kernels);
  mkdirSync(dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(now, null, 2)}\n`);
  renameSync(fresh, file);
}

/** The names of a kernel, sorted. */
export function namesOf({ names }: KernelNames, digest: string): readonly string[] {
  return Object.keys(names)
    .filter((name) => names[name] === digest)
    .sort();
}

/** The digest that a name, or the beginning of a digest, says; null: none, or more than one. */
export function digestNamed(
  text: string,
  { names }: KernelNames,
  digests: readonly string[],
): string | null {
  const named = names[text];
  if (named !== undefined && digests.includes(named)) return named;
  const begun = /^[0-9a-f]{4,16}$/.test(text) ? digests.filter((d) => d.startsWith(text)) : [];
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

/** `there is no kernel 'bisekt'; did you mean bisect?` */
export function noSuchKernel(text: string, { names }: KernelNames): string {
  const known = Object.keys(names);
  const meant = nearest(text, known);
  if (meant !== null) return `there is no kernel '${text}'; did you mean ${meant}?`;
  const there =
    known.length === 0 ? "no kernel has a name" : `there are ${known.sort().join(", ")}`;
  return `there is no kernel '${text}'; ${there} (pasidcheck kernel list)`;
}

function fileOf(kernels: string): string {
  return join(dirname(kernels), FILE);
}

function namesIn(value: unknown): KernelNames["names"] {
  const entries = isObject(value) ? Object.entries(value) : [];
  const good = entries.flatMap(([name, digest]): [string, string][] =>
    isKernelName(name) && typeof digest === "string" ? [[name, digest]] : [],
  );
  return Object.fromEntries(good);
}

function lastIn(value: unknown): LastBuild | null {
  if (!isObject(value)) return null;
  const { ok, digest, name, when, why } = value;
  if (ok === true) return typeof digest === "string" ? { ok, digest } : null;
  if (ok !== false || typeof when !== "string" || typeof why !== "string") return null;
  return { ok, name: typeof name === "string" ? name : null, when, why };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
