/** The page of the glossary is made from its table, no word stands for two things, rooms exist. */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { GLOSSARY, glossaryPage } from "./glossary.js";

const terms = GLOSSARY.flatMap(({ terms: group }) => group);

test("docs/reference/glossary.md is made from the table", async () => {
  await expect(glossaryPage()).toMatchFileSnapshot("../../docs/reference/glossary.md");
});

test("no word stands for two things, and no old word is a term", () => {
  const names = terms.map(({ term }) => term);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  const old = terms.flatMap(({ not }) => not);
  expect(old.filter((word) => names.includes(word))).toEqual([]);
});

test("every room that it names is there", () => {
  const rooms = terms.map(({ room }) => room).filter((room) => room !== "");
  expect(rooms.filter((room) => !existsSync(new URL(`../../${room}`, import.meta.url)))).toEqual(
    [],
  );
});
