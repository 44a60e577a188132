// Documents lead where they say: every relative link and every anchor resolves, every file of docs/
// can be reached from its index, and every command in a code fence has options that there are.
// Prose keeps to 100 columns; tables, code and headings may be longer.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { program } from "../cli/program.js";

const COLUMNS_MAX = 100;
const EXTERNAL = /^[a-z]+:/;
const FENCE = /^ *```/;

const repository = fileURLToPath(new URL("..", import.meta.url));
const at = (path: string) => join(repository, path);
const read = (path: string) => readFileSync(at(path), "utf8");
const inDocs = readdirSync(at("docs"), { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".md"))
  .map((path) => `docs/${path.replaceAll("\\", "/")}`);
const documents = ["README.md", "CONTRIBUTING.md", "impl/remote/protocol.md", ...inDocs];

/** The lines of a text; those of code fences are empty. */
function proseOf(text: string): readonly string[] {
  let fenced = false;
  return text.split("\n").map((line) => {
    const fence = FENCE.test(line);
    if (fence) fenced = !fenced;
    return fence || fenced ? "" : line;
  });
}

/** As GitHub makes an anchor of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replace(/^#+ +/, "").replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}

function anchors(text: string): ReadonlySet<string> {
  return new Set(
    proseOf(text)
      .filter((line) => /^#+ /.test(line))
      .map(anchorOf),
  );
}

interface Link {
  readonly to: string;
  readonly anchor: string;
}

function links(path: string, text: string): readonly Link[] {
  const prose = proseOf(text).join("\n");
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target = ""]) => {
    if (EXTERNAL.test(target)) return [];
    const [file = "", anchor = ""] = target.split("#");
    return [{ to: file === "" ? path : normalize(join(dirname(path), file)), anchor }];
  });
}

function unresolved(path: string, text: string): readonly string[] {
  return links(path, text).flatMap(({ to, anchor }) => {
    const own = to === path;
    if (!own && !existsSync(at(to))) return [`${path}: ${to}`];
    if (anchor === "") return [];
    return anchors(own ? text : read(to)).has(anchor) ? [] : [`${path}: ${to}#${anchor}`];
  });
}

function longLines(text: string): readonly number[] {
  return proseOf(text).flatMap((line, index) =>
    Array.from(line).length > COLUMNS_MAX && !/^ *(?:\||#)/.test(line) ? [index + 1] : [],
  );
}

const nothing = () => Promise.resolve();
const root = program(
  {
    check: nothing,
    bugs: nothing,
    gate: nothing,
    exhaust: nothing,
    list: nothing,
    replay: nothing,
    explain: nothing,
    audit: nothing,
    scenario: nothing,
    kernelBuild: nothing,
    kernelCheck: nothing,
    kernelList: nothing,
    kernelRemove: nothing,
    kernelRecord: nothing,
  },
  "",
);

/** The commands of a document, in fences and in running text, without comments. */
function commands(text: string): readonly string[] {
  return [...text.matchAll(/npx pasidcheck ([^\n`#|>]*)/g)].map(([, words = ""]) => words.trim());
}

/** What a command line names that is not there. */
function unknownWords(line: string): readonly string[] {
  const words = line.replaceAll(/'[^']*'/g, "QUOTED").split(/ +/);
  let command: Command = root;
  for (const word of words) {
    const sub = command.commands.find((one) => one.name() === word);
    if (sub === undefined) break;
    command = sub;
  }
  if (command === root) return [words[0] ?? ""];
  const known = new Set(command.options.map(({ long }) => long));
  const options = words.flatMap((word) => /^--[\w-]+/.exec(word)?.[0] ?? []);
  return options.filter((option) => !known.has(option));
}

test.each(documents)("the links of %s lead somewhere", (path) => {
  expect(unresolved(path, read(path))).toEqual([]);
});

test.each(documents)("the prose of %s keeps to 100 columns", (path) => {
  expect(longLines(read(path))).toEqual([]);
});

test.each(documents)("the commands of %s are there, with their options", (path) => {
  const lines = commands(read(path));
  expect(lines.flatMap((line) => unknownWords(line).map((word) => `${line}: ${word}`))).toEqual([]);
});

test("every document of docs/ can be reached from its index", () => {
  const index = "docs/README.md";
  const named = new Set(links(index, read(index)).map(({ to }) => to));
  expect(inDocs.filter((path) => path !== index && !named.has(path))).toEqual([]);
});

test("these rules can fail", () => {
  const text = "# A b\n[x](#a-b) [y](#c) [z](../nowhere.md) [w](https://example.org)\n";
  expect(unresolved("docs/x.md", text)).toEqual([
    "docs/x.md: docs/x.md#c",
    "docs/x.md: nowhere.md",
  ]);
  const long = "x".repeat(COLUMNS_MAX + 1);
  expect(longLines(`${long}\n| ${long} |\n\`\`\`\n${long}\n\`\`\`\n`)).toEqual([1]);
  expect(unknownWords("check --nowhere 1 --runs 5")).toEqual(["--nowhere"]);
  expect(unknownWords("kernel build --runs 5")).toEqual(["--runs"]);
  expect(unknownWords("dance")).toEqual(["dance"]);
});
