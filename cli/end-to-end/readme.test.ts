/**
 * What the README says is so: its scenarios parse, its files are there, its commands are known, its
 * designs and invariants exist.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { invariants } from "../../properties/invariants/all.js";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { fakeEngineWithNothingToSave } from "../testing/fake-engine.js";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const FILE_OPTIONS = /^--(?:html|json|junit|sarif|summary|ktap)$/;
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-readme-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const root = new URL("../../", import.meta.url);
const readme = readFileSync(new URL("README.md", root), "utf8");
const blocks = [...readme.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((m) => m[1] ?? "");

test("its scenarios parse", () => {
  const scenarios = blocks.filter((text) => text.startsWith("pasidcheck scenario"));
  expect(scenarios.length).toBeGreaterThan(0);
  for (const text of scenarios) expect(readScenario(text)).toMatchObject({ ok: true });
});

test("the files that it names are there", () => {
  const named = [...readme.matchAll(/\b(?:properties|docs|schemas|model|impl)\/[\w./-]*\w/g)];
  const missing = named
    .map((m) => m[0])
    .filter((f) => !existsSync(fileURLToPath(new URL(f, root))));
  expect(missing).toEqual([]);
});

test("its matrix names invariants that exist, its table the designs of the catalog", () => {
  const names = new Set(invariants.map((invariant) => invariant.name));
  const matrix = blocks.find((text) => text.includes("safety: a device can reach")) ?? "";
  const rows = [...matrix.matchAll(/^ {2}([a-z\d-]+) +(?:FAIL|ok|\?)/gm)].map((m) => m[1] ?? "");
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter((name) => !names.has(name))).toEqual([]);
  const designs = [...readme.matchAll(/^\| `([a-z0-9.-]+)` \|/gm)].map((m) => m[1]);
  expect(designs).toEqual(catalog.map((design) => design.name));
});

test("its gate commands, and those of docs/use/ci.md, name options that there are", async () => {
  const ci = readFileSync(new URL("docs/use/ci.md", root), "utf8");
  const commands = [...`${readme}${ci}`.matchAll(/npx pasidcheck (gate [^#\n`]*)/g)];
  expect(commands.length).toBeGreaterThan(4);
  for (const [, words = ""] of commands) {
    const io = fakeIo();
    const argv = words
      .trim()
      .replaceAll("'exec:./my-driver --flag'", "exec:./my-driver")
      .split(/ +/);
    const files = argv.map((word, i) => {
      if (argv[i - 1] === "--write-baseline") return join(folder, word);
      return FILE_OPTIONS.test(argv[i - 1] ?? "") ? devNull : word;
    });
    const kept = files.filter((_, i) => argv[i] !== "--baseline" && argv[i - 1] !== "--baseline");
    const engine = fakeEngineWithNothingToSave({ isDesign: () => true });
    expect(await run(kept, io, () => Promise.resolve(engine))).toBe(0);
  }
});

test("its replay and explain commands work", async () => {
  const commands = [...readme.matchAll(/npx pasidcheck ((?:replay|explain) +\S+\.txt)/g)];
  expect(commands).toHaveLength(2);
  for (const [, words = ""] of commands) {
    const io = fakeIo();
    expect(await run(words.split(/ +/), io, () => Promise.resolve(realEngine))).toBe(0);
  }
});
