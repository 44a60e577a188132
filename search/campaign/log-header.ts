/**
 * The header of a batch log (`batches@2`), its first line, which says of which search the log is:
 * everything that a batch's result depends on.
 */
import { createHash } from "node:crypto";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { readJson } from "../../model/vocabulary/reading/json-text.js";
import { VERSION } from "../../properties/results/version.js";
import { codeDigest } from "./code-digest.js";
import type { Search } from "./search.js";

const LOG_SCHEMA = "batches@2";
const DIGEST_DIGITS = 16;

/** `scenarios`: how many a batch has. */
export function headerLine(search: Search, scenarios: number): string {
  return JSON.stringify(headerOf(search, scenarios));
}

function headerOf(
  { seed, designs, invariants, machines, defaultMachines, like }: Search,
  scenarios: number,
): Record<string, unknown> {
  const digests = machines.map(({ topology, iommu }) =>
    shortDigest(stableText({ topology, iommu })),
  );
  return {
    schema: LOG_SCHEMA,
    version: VERSION,
    code: codeDigest(),
    seed,
    batch: scenarios,
    designs,
    invariants,
    machines: digests,
    ...(defaultMachines === true ? { defaultMachines } : {}),
    like: like ?? null,
  };
}

/** What a header's fields are called in a sentence. */
const FIELDS: readonly (readonly [string, string])[] = [
  ["version", "version"],
  ["code", "code of designs and invariants"],
  ["seed", "seed"],
  ["batch", "scenarios a batch"],
  ["designs", "designs"],
  ["invariants", "invariants"],
  ["machines", "machines"],
  ["defaultMachines", "restriction to default machines"],
  ["like", "design whose expectations are taken"],
];

/** Why a log with this first line cannot be gone on with; null: it can. */
export function otherSearch(line: string, search: Search, scenarios: number): string | null {
  const read = readJson(line);
  const header = read.ok ? read.value : null;
  if (typeof header !== "object" || header === null) return "it is no log of batches";
  const there = new Map<string, unknown>(Object.entries(header));
  const schema = there.get("schema");
  if (schema !== LOG_SCHEMA)
    return typeof schema === "string" && schema.startsWith("batches@")
      ? `it is ${schema}, and this version reads ${LOG_SCHEMA}`
      : "it is no log of batches";
  const here = new Map(Object.entries(headerOf(search, scenarios)));
  for (const [field, name] of FIELDS) {
    const [was, is] = [there.get(field), here.get(field)];
    if (stableText(was) !== stableText(is)) return differs(name, was, is);
  }
  return null;
}

const SHOWN_MAX = 200;

/** Of two lists it says what only one has, if there is such a thing. */
function differs(name: string, was: unknown, is: unknown): string {
  if (!Array.isArray(was) || !Array.isArray(is))
    return `its ${name} is ${shown(was)}, and here it is ${shown(is)}`;
  const gone = was.filter((item) => !is.includes(item));
  const added = is.filter((item) => !was.includes(item));
  if (gone.length > 0) return `its ${name} have ${shown(gone[0])}, and those here have not`;
  if (added.length > 0) return `its ${name} have no ${shown(added[0])}, and those here have`;
  return `its ${name} stand in another order`;
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? "missing").slice(0, SHOWN_MAX);
}

/** By which the header names machines, and each line is closed. */
export function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_DIGITS);
}
