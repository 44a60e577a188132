/**
 * The JSON form of an exhaustive search's report as a zod schema, from which the published schema
 * is made.
 */
import { z } from "zod";

const count = z.int().min(0);
const name = z.string().min(1);
const tag = z.enum(["holds", "fails", "unknown"]);

const counterexample = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  failureMode: name,
  functions: count,
  operations: count,
  rulesBroken: z.array(z.string()).readonly().optional(),
  file: z.string(),
});

const divergence = z.strictObject({
  step: z.int().min(-1),
  operation: name,
  kind: z.enum(["groups", "answer", "hardware", "records", "driver-calls"]),
  seen: z.string(),
  wanted: z.string(),
});

const verdictBreak = z.strictObject({
  failureMode: name,
  cause: z.enum(["contract", "own"]),
  reason: z.string().optional(),
  divergence: divergence.optional(),
  policies: z.array(name).optional(),
  counterexample,
});

const verdict = z.strictObject({
  design: name,
  invariant: name,
  tag,
  expected: tag,
  reason: z.string().optional(),
  why: z.enum(["not-exercised", "crashed", "flaky", "budget"]).optional(),
  evidence: z.strictObject({
    corpus: count,
    scenarios: count,
    applied: count,
    exhaustive: z.string().nullable(),
  }),
  counterexample: counterexample.optional(),
  breaks: z.array(verdictBreak).optional(),
});

const bound = z.strictObject({
  functions: count,
  functions_hot: count,
  pasids: count,
  domains: count,
  handles: count,
  default_machines: z.boolean().optional(),
  views: z.array(z.strictObject({ name, sentence: z.string(), functions: count, machines: count })),
});

/** What `exhaust --json` writes. */
export const exhaustSchema = z.strictObject({
  schema: z.literal("exhaust@2"),
  like: name.optional(),
  bound,
  symmetry: z.boolean(),
  complete: z.boolean(),
  topologies: count,
  states: count,
  transitions: count,
  designs: z.array(name),
  invariants: z.array(
    z.strictObject({
      name,
      ids: z.array(z.string()),
      severity: z.enum(["safety", "bookkeeping", "advisory"]),
    }),
  ),
  verdicts: z.array(verdict),
});
