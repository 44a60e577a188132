/** Paragraphs of generated pages keep to 100 columns, and code in them stays whole. */
import { expect, test } from "vitest";
import { paragraph } from "./prose.js";

test("a paragraph is broken at spaces, before column 101", () => {
  const lines = paragraph("word ".repeat(60)).split("\n");
  expect(lines).toHaveLength(3);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("line ends of the source are spaces", () => {
  expect(paragraph("\none\ntwo  three\n")).toBe("one two three");
});

test("code is not broken", () => {
  const code = "`npx pasidcheck replay FILE`";
  expect(paragraph(`${"x".repeat(90)} ${code} and more`)).toBe(
    `${"x".repeat(90)}\n${code} and more`,
  );
});
