/**
 * A line of the log of a random search: JSON for a finished batch, closed by a digest, so that
 * damage is seen. It holds all of a batch that a report can still depend on.
 */
import { readJson } from "../../model/vocabulary/reading/json-text.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { plainScenario } from "../../model/vocabulary/scenario/json.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { BatchLines } from "../campaign/batch-log.js";
import type { DoneBatch } from "../campaign/break.js";
import { shortDigest } from "../campaign/log-header.js";
import type { FixedMachine, Search } from "../campaign/search.js";
import { type BatchResult } from "./batch.js";
import { BATCH_SCENARIOS } from "./draw.js";

export const batchLines: BatchLines<BatchResult> = {
  scenarios: BATCH_SCENARIOS,
  line: batchLine,
  read: readBatchLine,
};

/** A line for a batch, without its newline. */
function batchLine({ result, hangs }: DoneBatch<BatchResult>, { machines }: Search): string {
  const written = JSON.stringify({
    ...result,
    found: result.found.map((f) => ({ ...f, scenario: brief(f.scenario, machines) })),
    crashed: result.crashed.map((c) => ({ ...c, scenario: brief(c.scenario, machines) })),
    hangs: hangs.map((h) => ({ ...h, scenario: brief(h.scenario, machines) })),
  });
  return `${written.slice(0, -1)},"digest":"${shortDigest(written)}"}`;
}

/** A scenario, or of one on a given machine the number of the machine and the operations. */
function brief(scenario: Scenario, machines: readonly FixedMachine[]): object {
  const plain = plainScenario(scenario);
  if (machines.length === 0) return plain;
  const text = machineText(scenario);
  const at = machines.findIndex((machine) => machineText(machine) === text);
  return at < 0 ? plain : { machine: at, operations: plain["operations"] };
}

function machineText({ topology, iommu }: FixedMachine): string {
  return stableText({ topology, iommu });
}

/** A batch that was read from a line; only lines that were written here have the right digest. */
async function readBatchLine(
  line: string,
  search: Search,
): Promise<Reading<DoneBatch<BatchResult>>> {
  const found = /^(.*),"digest":"([0-9a-f]{16})"\}$/s.exec(line);
  if (found === null || shortDigest(`${found[1]}}`) !== found[2])
    return unreadable("it is not as it was written");
  const { batchLineSchema } = await import("./batch-line-schema.js");
  const json = readJson(line);
  if (!json.ok) return json;
  const parsed = batchLineSchema(search).safeParse(json.value);
  if (parsed.success) return readable(parsed.data);
  const issue = parsed.error.issues[0];
  return unreadable(issue?.message ?? "unlike a batch", { path: issue?.path.join(".") ?? null });
}
