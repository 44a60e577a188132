/**
 * The lines of a batch log (`batches@1`): a header that says of which search it is, then a line of
 * JSON for each finished batch, closed by a digest, so that damage is seen. What is written here is
 * all of a batch that a report can still depend on.
 */
import { createHash } from "node:crypto";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { readJson } from "../../model/vocabulary/reading/json-text.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { plainScenario } from "../../model/vocabulary/scenario/json.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { BATCH_SCENARIOS, type GivenMachine } from "../random/batch.js";
import type { DoneBatch } from "./campaign.js";
import { VERSION } from "../../properties/results/version.js";
import { codeDigest } from "./code-digest.js";

const LOG_SCHEMA = "batches@1";
const DIGEST_DIGITS = 16;

/** Which search a log is of: everything that a batch's result depends on. */
export interface Search {
  readonly seed: number;
  readonly designs: readonly string[];
  readonly laws: readonly string[];
  readonly given: readonly GivenMachine[];
}

export function headerLine(search: Search): string {
  return JSON.stringify(headerOf(search));
}

function headerOf({ seed, designs, laws, given }: Search): Record<string, unknown> {
  const machines = given.map(({ topology, iommu }) => shortDigest(stableText({ topology, iommu })));
  return {
    schema: LOG_SCHEMA,
    version: VERSION,
    code: codeDigest(),
    seed,
    batch: BATCH_SCENARIOS,
    designs,
    laws,
    given: machines,
  };
}

/** What a header's fields are called in a sentence. */
const FIELDS: readonly (readonly [string, string])[] = [
  ["version", "version"],
  ["code", "code of designs and laws"],
  ["seed", "seed"],
  ["batch", "scenarios a batch"],
  ["designs", "designs"],
  ["laws", "laws"],
  ["given", "given machines"],
];

/** Why a log with this first line cannot be gone on with; null: it can. */
export function otherSearch(line: string, search: Search): string | null {
  const read = readJson(line);
  const header = read.ok ? read.value : null;
  if (typeof header !== "object" || header === null) return "it is no log of batches";
  const there = new Map<string, unknown>(Object.entries(header));
  const schema = there.get("schema");
  if (schema !== LOG_SCHEMA)
    return typeof schema === "string" && schema.startsWith("batches@")
      ? `it is ${schema}, and this version reads ${LOG_SCHEMA}`
      : "it is no log of batches";
  const here = new Map(Object.entries(headerOf(search)));
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

/** A line for a batch, without its newline. */
export function batchLine({ result, hangs }: DoneBatch, given: readonly GivenMachine[]): string {
  const written = JSON.stringify({
    ...result,
    found: result.found.map((f) => ({ ...f, scenario: brief(f.scenario, given) })),
    crashed: result.crashed.map((c) => ({ ...c, scenario: brief(c.scenario, given) })),
    hangs: hangs.map((h) => ({ ...h, scenario: brief(h.scenario, given) })),
  });
  return `${written.slice(0, -1)},"digest":"${shortDigest(written)}"}`;
}

/** A scenario, or of one on a given machine the number of the machine and the operations. */
function brief(scenario: Scenario, given: readonly GivenMachine[]): object {
  const plain = plainScenario(scenario);
  if (given.length === 0) return plain;
  const text = machineText(scenario);
  const at = given.findIndex((machine) => machineText(machine) === text);
  return at < 0 ? plain : { given: at, operations: plain["operations"] };
}

function machineText({ topology, iommu }: GivenMachine): string {
  return stableText({ topology, iommu });
}

/** A batch that was read from a line; only lines that were written here have the right digest. */
export async function readBatchLine(line: string, search: Search): Promise<Reading<DoneBatch>> {
  const found = /^(.*),"digest":"([0-9a-f]{16})"\}$/s.exec(line);
  if (found === null || shortDigest(`${found[1]}}`) !== found[2])
    return unreadable("it is not as it was written");
  const { batchLineSchema } = await import("../random/batch-line-schema.js");
  const json = readJson(line);
  if (!json.ok) return json;
  const parsed = batchLineSchema(search).safeParse(json.value);
  if (parsed.success) return readable(parsed.data);
  const issue = parsed.error.issues[0];
  return unreadable(issue?.message ?? "unlike a batch", { path: issue?.path.join(".") ?? null });
}

function shortDigest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_DIGITS);
}
