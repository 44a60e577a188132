import { expect, test } from "vitest";
import { schemaFiles } from "./schemas.js";

test.each(schemaFiles())("schemas/$name is made from the schemas", async ({ name, text }) => {
  await expect(text).toMatchFileSnapshot(`../../schemas/${name}`);
});
