/**
 * The JSON Schema files of schemas/, made from the zod schemas. A test holds the files against
 * this, and `npm run pages` writes them.
 */
import { z } from "zod";
import { writeJson, type Json } from "../../model/vocabulary/reading/json-text.js";
import { topologyFileSchema } from "../../model/vocabulary/scenario/schema.js";
import { counterexampleSchema } from "../../properties/results/counterexample/schema.js";
import { baselineSchema } from "../../properties/results/baseline-schema.js";
import { exhaustSchema } from "../../properties/results/exhaust-schema.js";

interface SchemaFile {
  /** Below schemas/. */
  readonly name: string;
  readonly text: string;
}

export function schemaFiles(): readonly SchemaFile[] {
  return [
    schemaFile("baseline-2", "Known breaks, for pasidcheck gate", baselineSchema),
    schemaFile("counterexample-2", "A counterexample of pasidcheck", counterexampleSchema),
    schemaFile("exhaust-2", "An exhaustive search of pasidcheck", exhaustSchema),
    schemaFile("topology-1", "A PCI topology for pasidcheck", topologyFileSchema),
  ];
}

/** zod says of its schemas that they are JSON; the compiler wants to see it. */
const json: z.ZodType<Json> = z.json();

function schemaFile(name: string, title: string, schema: z.ZodType): SchemaFile {
  const { $schema, ...rest } = z.toJSONSchema(schema, { io: "input" });
  return { name: `${name}.schema.json`, text: writeJson(json.parse({ $schema, title, ...rest })) };
}
