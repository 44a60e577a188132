import { expect, test } from "vitest";
import {
  asSentence,
  counted,
  indented,
  listed,
  printable,
  scaled,
  shellWord,
  wrapped,
  wrappedName,
} from "./words.js";

test.each([
  [0, "0"],
  [999, "999"],
  [1000, "1.0k"],
  [1999, "1.9k"],
  [12_345, "12k"],
  [999_999, "999k"],
  [1_234_567, "1.2M"],
  [999_999_999, "999M"],
  [1_000_000_000, "1.0G"],
])("%d is %s", (n, text) => expect(scaled(n)).toBe(text));

test("counts and lists", () => {
  expect(counted(1, "invariant")).toBe("1 invariant");
  expect(counted(0, "invariant")).toBe("0 invariants");
  expect(listed([])).toBe("");
  expect(listed(["a"])).toBe("a");
  expect(listed(["a", "b", "c"])).toBe("a, b and c");
  expect(listed(["a", "b"], "or")).toBe("a or b");
});

test("sentences", () => {
  expect(asSentence("it ends")).toBe("It ends.");
  expect(asSentence("does it?")).toBe("Does it?");
});

test("lines are broken at spaces, names after dashes", () => {
  expect(wrapped("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapped("unbreakable", 3)).toEqual(["unbreakable"]);
  expect(wrappedName("device-xarray-no-rid-alias", 14)).toEqual(["device-xarray-", "no-rid-alias"]);
  expect(indented("a\n\nb\n", 2)).toBe("  a\n\n  b\n");
});

test("what comes from outside is made safe to print", () => {
  expect(printable("a\u001B[31mb\nc\u202Ed")).toBe("a [31mb c d");
  expect(printable("x".repeat(500))).toHaveLength(404);
});

test.each([
  ["counterexamples/7c1f.json", "counterexamples/7c1f.json"],
  ["my files/a.json", "'my files/a.json'"],
  ["it's; rm -rf ~", "'it'\\''s; rm -rf ~'"],
  ["two\nlines", "'two lines'"],
  ["", "''"],
])("a word for a shell: %j", (text, word) => {
  expect(shellWord(text)).toBe(word);
});
