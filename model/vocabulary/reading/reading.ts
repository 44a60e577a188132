/**
 * The result of reading an untrusted text: a value, or one problem that says where and what.
 * Readers never throw; what a caller prints of a problem is one line.
 */
import { utf8ToBytes } from "@noble/hashes/utils.js";

/**
 * Why a text cannot be read. Lines and columns count from 1; `path` names a field,
 * `functions[2].parent`.
 */
export interface Problem {
  readonly line: number | null;
  readonly column: number | null;
  readonly path: string | null;
  readonly message: string;
}

export type Unreadable = { readonly ok: false; readonly problem: Problem };
export type Reading<T> = { readonly ok: true; readonly value: T } | Unreadable;

/** No scenario or counterexample is larger, in either form. */
export const SCENARIO_BYTES_MAX = 1_048_576;
/** No topology file is larger. */
export const TOPOLOGY_BYTES_MAX = 4_194_304;

export function readable<T>(value: T): Reading<T> {
  return { ok: true, value };
}

export function unreadable(message: string, where: Partial<Problem> = {}): Unreadable {
  return { ok: false, problem: { line: null, column: null, path: null, ...where, message } };
}

/** The refusal of a text that is too large to be looked at; null if it is not. */
export function tooLarge(text: string, bytesMax: number): Unreadable | null {
  const bytes = utf8ToBytes(text).length;
  if (bytes <= bytesMax) return null;
  return unreadable(`${bytes} bytes are too many; at most ${bytesMax} are read`);
}

/** `3:14: message`, `topology.functions[2].parent: message`: one line. */
export function problemText(problem: Problem): string {
  const { line, column, path, message } = problem;
  const at = line === null ? "" : column === null ? `${line}: ` : `${line}:${column}: `;
  return `${at}${path === null ? "" : `${path}: `}${message}`;
}
