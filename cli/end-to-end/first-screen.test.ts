/**
 * The first output of a check, as a new user sees it: one screen of the real verdicts, in which
 * every mark is explained and every command can be typed in again.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const LINES_MAX = 45;
const COLUMNS_MAX = 100;
const LONG_MS = 120_000;
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-screen-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function printed(...argv: readonly string[]): Promise<string> {
  const io = fakeIo();
  const code = await run(argv, io, () => Promise.resolve(realEngine));
  expect([0, 3]).toContain(code);
  return io.stdout();
}

let screen = "";
beforeAll(async () => {
  screen = await printed("check", "--runs", "250", "--workers", "2", "--save", folder);
}, LONG_MS);
const lines = (): readonly string[] => screen.trimEnd().split("\n");

/** The lines that explain marks: from the last blank line but one to the command of the rest. */
function legend(): string {
  const blocks = screen.trimEnd().split("\n\n");
  return (blocks.at(-2) ?? "").replace(/(?:^|\n)# all[^]*$/, "").replaceAll("\n", " ");
}

describe("the first screen", () => {
  test("is one", () => {
    expect(lines().length).toBeLessThanOrEqual(LINES_MAX);
    for (const line of lines()) expect(line.length).toBeLessThanOrEqual(COLUMNS_MAX);
  });

  test("answers: who keeps operations local, who needs a rule, how many surprises", () => {
    const text = screen.replaceAll("\n  ", " ");
    expect(text).toMatch(/PASID operations stay local in .*device-xarray/);
    expect(text).toMatch(/A rule on requester IDs is needed in .*device-xarray/);
    expect(text).toContain("Verdicts that are not as expected: 0.");
    for (const { name } of catalog) expect(text).toMatch(new RegExp(`broken, of .*${name} \\d`));
  });

  test("explains every mark that it shows, and no other", () => {
    const body = screen.slice(0, screen.length - legend().length);
    const shown = new Set(body.match(/\b(?:[A-Z]{1,2}\d?|h\d|[A-Z]+-\d+)\b(?!\/)/g) ?? []);
    // The article, and the word of "requester ID", are no marks.
    for (const word of ["A", "ID"]) shown.delete(word);
    const explained = legend();
    for (const mark of shown)
      expect(explained).toMatch(new RegExp(`(?:^|[;,] )${mark}(?:[:,]| to )`));
    const marks = explained.matchAll(/(?:^|; )([A-Z]{1,2}\d?|\?|!|-)(?=[:,])/g);
    for (const [, mark = ""] of marks) expect(body.includes(mark)).toBe(true);
    expect(explained).toContain("FAIL: broken");
  });

  test("tells of the kernel of today, by a command that can be typed in", async () => {
    const command = /npx pasidcheck (explain[^]*?\.txt)\n/.exec(screen)?.[1] ?? "";
    const words = command.replaceAll("\\\n", " ").split(/ +/);
    expect(words.slice(0, 3)).toEqual(["explain", "--design", "linux-7.3"]);
    const story = await printed(...words);
    expect(story).toContain("<- breaks it");
    expect(story).toMatch(/^broken by .*linux-7\.3.*; kept by .*device-xarray/m);
  });
});

test("--all is the whole matrix, and names all that it shows", { timeout: LONG_MS }, async () => {
  const command = /^npx pasidcheck (check .*--all)/m.exec(screen)?.[1] ?? "";
  const text = await printed(...command.split(" "), "--workers", "2", "--save", folder);
  for (const { name } of realEngine.invariants)
    if (name !== "no-kernel-warning") expect(text).toContain(`  ${name} `);
  const commands = [...text.matchAll(/npx pasidcheck explain --design (\S+) ([^]*?\.txt)\n/g)];
  expect(commands.length).toBeGreaterThan(30);
  // Each that the kernel of today breaks names that kernel.
  const today = [
    ...text.matchAll(/break it (?:at boot )?in ([^]*?)\.\n[^]*?explain --design (\S+)/g),
  ];
  for (const [, designs = "", named] of today)
    if (designs.includes("linux-7.3") || designs.includes("every design"))
      expect(named).toBe("linux-7.3");
  for (const family of ["CLAIM", "LEAD", "FLAW", "BUG", "INV"])
    expect(text).toContain(`\n${family}-n: `);
  expect(text).not.toMatch(/\b\df \do\b/);
});
