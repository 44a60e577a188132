/** The place of a design's code, for reports that point at it, and its path as a URI. */
import { catalog } from "../../impl/designs/catalog.js";

/** In this repository every design of the catalog is a contract in one file. */
const CONTRACTS = "impl/designs/contracts.ts";

/**
 * The path of a module, or of a driver's program; of the catalog only where counterexamples show
 * that this is its repository. null: not known.
 */
export function codeOf(design: string, files: readonly string[]): string | null {
  if (/^\.{0,2}\//.test(design)) return design;
  const program = /^exec:(\S*\/\S*)/.exec(design)?.[1];
  if (program !== undefined) return program;
  const here = files.some((file) => file.startsWith("properties/corpus/"));
  return here && catalog.some(({ name }) => name === design) ? CONTRACTS : null;
}

/** A relative path stays relative; half a surrogate pair has no place in a URI. */
export function uriOf(path: string): string {
  const parts = path
    .replaceAll("\\", "/")
    .replace(/^(?:\.\/)+/, "")
    .replaceAll(/\p{Cs}/gu, "\uFFFD")
    .split("/")
    .map((part) => encodeURIComponent(part));
  const uri = parts.join("/");
  return uri.startsWith("/") ? `file://${uri}` : uri;
}
