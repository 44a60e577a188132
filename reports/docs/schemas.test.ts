import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaFiles } from "./schemas.js";

test.each(schemaFiles().map((file) => [file.name, file.text]))(
  "schemas/%s is what `npm run schemas` writes",
  (name, text) => {
    expect(readFileSync(new URL(`../schemas/${name}`, import.meta.url), "utf8")).toBe(text);
  },
);
