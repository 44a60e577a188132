/**
 * The JSON form of a baseline as a zod schema. Strings are bounded and free of control characters,
 * because reports print them; for zod's sake only baseline-file.ts loads this.
 */
import { z } from "zod";
import type { Baseline } from "./baseline.js";

const ENTRIES_MAX = 1000;
const NAME_LENGTH_MAX = 100;
const REASON_LENGTH_MAX = 500;

const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u;
const name = z.string().min(1).max(NAME_LENGTH_MAX).regex(PRINTABLE, "has control characters");
const reason = z.string().min(1).max(REASON_LENGTH_MAX).regex(PRINTABLE, "has control characters");

/** A baseline file. */
export const baselineSchema: z.ZodType<Baseline> = z.strictObject({
  schema: z.literal("baseline@2"),
  known: z
    .array(
      z.strictObject({
        design: name,
        invariant: name,
        failureMode: name,
        reason,
        expires: z.iso.date("is a day such as 2026-12-31"),
      }),
    )
    .max(ENTRIES_MAX),
});
