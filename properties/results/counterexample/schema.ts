/**
 * The JSON form of a counterexample as a zod schema; for zod's sake only file.ts
 * loads this.
 */
import { z } from "zod";
import { scenarioSchema } from "../../../model/vocabulary/scenario/schema.js";
import { OPERATIONS_MAX } from "../../../model/vocabulary/scenario/scenario.js";
import { FUNCTIONS_MAX } from "../../../model/vocabulary/topology/topology.js";
import { PASID_MAX } from "../../../model/vocabulary/operation/operands.js";
import {
  NAME_LENGTH_MAX,
  PRINTABLE,
  TEXT_LENGTH_MAX,
  type Counterexample,
} from "./counterexample.js";

const name = z.string().min(1).max(NAME_LENGTH_MAX).regex(PRINTABLE, "has control characters");
const words = z.string().max(TEXT_LENGTH_MAX).regex(PRINTABLE, "has control characters");
const functionIndex = z
  .int()
  .min(0)
  .max(FUNCTIONS_MAX - 1);

const finding = z.strictObject({
  failureMode: name,
  device: functionIndex.nullable().default(null),
  other: functionIndex.nullable().default(null),
  pasid: z.int().min(0).max(PASID_MAX).nullable().default(null),
  seen: words,
  wanted: words,
});

/** A counterexample file. */
export const counterexampleSchema: z.ZodType<Counterexample> = z.strictObject({
  schema: z.literal("counterexample@2"),
  id: z.string().regex(/^[0-9a-f]{16}$/, "is 16 hexadecimal digits"),
  invariant: name,
  design: name,
  scenario: scenarioSchema,
  step: z
    .int()
    .min(-1)
    .max(OPERATIONS_MAX - 1),
  finding,
  provenance: z.strictObject({ version: name, found: words }),
});
