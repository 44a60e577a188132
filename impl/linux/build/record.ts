/** build.json, which says of a built kernel what it was built from. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const RECORD_FILE = "build.json";
export const RECORD_SCHEMA = "kernel-build@1";

export interface BuildRecord {
  readonly schema: typeof RECORD_SCHEMA;
  /** As `make kernelversion` says it: `7.3.4`. */
  readonly release: string;
  /** The package and its version, or the folder that the user named. */
  readonly source: string;
  /** Of everything that the kernel depends on; 16 hexadecimal digits. */
  readonly digest: string;
  /** Whether config-debug was added. */
  readonly debug: boolean;
  readonly driver: string;
  readonly config: string;
  /** When, in ISO 8601. */
  readonly built: string;
  readonly compiler: string;
}

export type ReadRecord =
  | { readonly ok: true; readonly record: BuildRecord }
  /** Continues a sentence that begins with the file's path. */
  | { readonly ok: false; readonly problem: string };

const TEXTS = ["release", "source", "digest", "driver", "config", "built", "compiler"] as const;
const TEXT_LENGTH_MAX = 4096;

/** Never throws: the folder may be anybody's. */
export function readRecord(folder: string): ReadRecord {
  let text: string;
  try {
    text = readFileSync(join(folder, RECORD_FILE), "utf8");
  } catch {
    return { ok: false, problem: "cannot be read" };
  }
  return parseRecord(text);
}

export function parseRecord(text: string): ReadRecord {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: "is no JSON" };
  }
  if (!isObject(value)) return { ok: false, problem: "is no object" };
  if (value["schema"] !== RECORD_SCHEMA)
    return { ok: false, problem: `is not of the schema ${RECORD_SCHEMA}` };
  const bad = TEXTS.find((key) => !isText(value[key]));
  if (bad !== undefined) return { ok: false, problem: `says no ${bad}` };
  if (typeof value["debug"] !== "boolean") return { ok: false, problem: "says no debug" };
  const [release, source, digest, driver, config, built, compiler] = TEXTS.map((key) =>
    String(value[key]),
  ) as [string, string, string, string, string, string, string];
  const debug = value["debug"];
  const names = { release, source, digest, debug, driver, config, built, compiler };
  return { ok: true, record: { schema: RECORD_SCHEMA, ...names } };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= TEXT_LENGTH_MAX;
}
