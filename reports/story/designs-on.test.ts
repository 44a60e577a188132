import { expect, test } from "vitest";
import { designsOnLine } from "./designs-on.js";

test("one line, without what there is none of", () => {
  const line = designsOnLine({ breaks: ["a", "b"], keeps: ["c"], unknown: [] });
  expect(line).toBe("broken by a, b; kept by c\n");
  expect(designsOnLine({ breaks: [], keeps: ["c"], unknown: ["d"] })).toBe(
    "kept by c; not known of d\n",
  );
});
