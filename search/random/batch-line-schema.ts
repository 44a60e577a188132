/**
 * The form of a line of a batch log, as a zod schema; for zod's sake only batch-line.ts loads
 * this, and only when there is a line to read.
 */
import { z } from "zod";
import { impossibleScenario } from "../../model/vocabulary/scenario/validate.js";
import { plainScenario } from "../../model/vocabulary/scenario/json.js";
import { scenarioSchema } from "../../model/vocabulary/scenario/schema.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { DoneBatch } from "../campaign/break.js";
import type { Search } from "../campaign/search.js";
import { type BatchResult } from "./batch.js";
import { BATCH_SCENARIOS } from "./draw.js";

const count = z.int().min(0);

const finding = z.strictObject({
  failureMode: z.string(),
  device: count.nullable(),
  other: count.nullable(),
  pasid: count.nullable(),
  seen: z.string(),
  wanted: z.string(),
});

export function batchLineSchema(search: Search): z.ZodType<DoneBatch<BatchResult>> {
  const designs = search.designs.length;
  const invariants = search.invariants.length;
  const design = count.max(designs - 1);
  const perDesign = z.array(count).length(designs);
  const run = count.max(BATCH_SCENARIOS - 1);
  const step = z.int().min(-1);
  const scenario = scenarioOf(search);
  const found = z.strictObject({
    design,
    invariant: count.max(invariants - 1),
    run,
    scenario,
    step,
    finding,
    cause: z.enum(["contract", "own"]),
  });
  const crashed = z.strictObject({ design, run, scenario, step, message: z.string() });
  const hang = z.strictObject({ design: z.enum(search.designs), scenario });
  return z
    .strictObject({
      batch: count,
      scenarios: count.max(BATCH_SCENARIOS),
      judged: perDesign,
      operations: count,
      applied: z.array(z.array(count).length(invariants)).length(designs),
      found: z.array(found),
      flaky: z.array(design),
      crashed: z.array(crashed),
      notAsked: perDesign,
      foretold: perDesign,
      hangs: z.array(hang),
      digest: z.string(),
    })
    .transform(({ hangs, digest: _digest, ...result }) => ({ result, hangs }));
}

/** A scenario as it is, or the number of a given machine with operations on it. */
function scenarioOf({ machines }: Search): z.ZodType<Scenario> {
  const possible = scenarioSchema.refine((s) => impossibleScenario(s) === null, "is impossible");
  if (machines.length === 0) return possible;
  const texts = machines.map((machine): object => {
    const text = JSON.stringify(plainScenario({ ...machine, operations: [] }));
    return JSON.parse(text) as object;
  });
  const withMachine = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null || !("machine" in value)) return value;
    const { machine: at, ...operations } = value;
    return typeof at === "number" ? { ...texts[at], ...operations } : value;
  };
  return z.preprocess(withMachine, possible);
}
