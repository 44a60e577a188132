// The composite action: its script passes on what it is given, word by word and not as code, puts
// the summary on the job's page, and ends as the gate ends. Actions are pinned to commits.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const action = readFileSync(fileURLToPath(new URL("../action.yml", import.meta.url)), "utf8");
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-action-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that writes down its words, and a summary, and ends with EXIT. */
const STUB = `
import { mkdirSync, writeFileSync } from "node:fs";
const words = process.argv.slice(2);
writeFileSync("words.json", JSON.stringify(words));
mkdirSync("out", { recursive: true });
writeFileSync(words[words.indexOf("--summary") + 1], "## summary\\n");
process.exitCode = Number(process.env.EXIT);
`;

beforeAll(() => {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(join(folder, "bin/pasidcheck.js"), STUB);
});

/** The last script, without its indentation. */
const script = (/\n {6}run: \|\n([^]*)$/.exec(action)?.[1] ?? "").replaceAll(/^ {8}/gm, "");

function gated(env: Readonly<Record<string, string>>, exit: number) {
  const page = join(folder, "page.md");
  writeFileSync(page, "");
  const given = {
    EFFORT: "normal",
    BUDGET: "",
    DESIGN: "",
    BASELINE: "",
    CORPUS: "",
    SEED: "1",
    OUTPUT: "out",
  };
  const runner = { GITHUB_ACTION_PATH: folder, GITHUB_STEP_SUMMARY: page, EXIT: String(exit) };
  const run = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: folder,
    env: { ...process.env, ...given, ...runner, ...env },
  });
  const words = JSON.parse(readFileSync(join(folder, "words.json"), "utf8")) as readonly string[];
  return { status: run.status, words, page: readFileSync(page, "utf8") };
}

test("it ends as the gate ends, with the summary on the page", () => {
  for (const exit of [0, 1, 3])
    expect(gated({}, exit)).toMatchObject({ status: exit, page: "## summary\n" });
});

test("inputs are words, whatever is in them", () => {
  const evil = '$(touch owned) `id` "; exit 0';
  const env = { DESIGN: `./a b.js\n\n${evil}\n`, BASELINE: "b.json", EFFORT: evil, BUDGET: evil };
  const { words } = gated(env, 0);
  expect(words.slice(0, 3)).toEqual(["gate", "--effort", evil]);
  expect(words[words.indexOf("--budget") + 1]).toBe(evil);
  const designs = words.filter((_, i) => words[i - 1] === "--design");
  expect(designs).toEqual(["./a b.js", evil]);
  expect(words[words.indexOf("--baseline") + 1]).toBe("b.json");
  expect(gated({}, 0).words).not.toContain("--budget");
});

test("no input stands in a script, and every action is pinned", () => {
  expect(script).not.toContain("${{");
  const used = [...action.matchAll(/^ *(?:- )?uses: (\S+)/gm)].map((m) => m[1] ?? "");
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((name) => !/@[0-9a-f]{40}$/.test(name))).toEqual([]);
});
