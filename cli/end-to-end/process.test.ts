import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Report } from "../../properties/results/report.js";

// The real process, as `npm run build` made it: what only a process can show.
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-process-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(() => expect(existsSync(main), "run npm run build first").toBe(true));

/** More random scenarios than any test waits for. */
const ENDLESS = [
  "check",
  "--runs",
  "1000000000",
  "--workers",
  "1",
  "--invariant",
  "pasid-replace-needs-attach",
];

interface Running {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves at the first output on stdout. */
  readonly speaks: Promise<void>;
  readonly ends: Promise<number | null>;
}

function started(argv: readonly string[]): Running {
  const child = spawn(process.execPath, [main, ...argv], { cwd: folder });
  const text = { out: "", err: "" };
  const speaks = new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      text.out += chunk.toString();
      resolve();
    });
  });
  child.stderr.on("data", (chunk: Buffer) => {
    text.err += chunk.toString();
  });
  const ends = new Promise<number | null>((resolve) => {
    child.on("close", (code) => resolve(code));
  });
  return { child, stdout: () => text.out, stderr: () => text.err, speaks, ends };
}

test("the command runs by itself", async () => {
  const run = started(["--version"]);
  expect(await run.ends).toBe(0);
  expect(run.stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test("wrong usage is exit 2", async () => {
  const run = started(["chekc"]);
  expect(await run.ends).toBe(2);
  expect(run.stderr()).toBe(
    "pasidcheck: unknown command 'chekc' (Did you mean check?); see pasidcheck --help\n",
  );
});

test("the first Ctrl-C prints what was found so far, exit 3", async () => {
  const run = started(ENDLESS);
  await run.speaks;
  run.child.kill("SIGINT");
  expect(await run.ends).toBe(3);
  expect(run.stdout()).toContain("Interrupted; this was found so far.");
  expect(run.stderr()).toBe("pasidcheck: stopping; press Ctrl-C again to leave at once\n");
});

test("Ctrl-C loses nothing of a gate: its files are written", async () => {
  const words = [
    "gate",
    "--workers",
    "1",
    "--invariant",
    "pasid-replace-needs-attach",
    "--junit",
    "gate.xml",
  ];
  const run = started(words);
  await run.speaks;
  run.child.kill("SIGINT");
  expect(await run.ends).toBe(3);
  expect(run.stdout()).toContain("Interrupted; this was found so far.");
  expect(readFileSync(join(folder, "gate.xml"), "utf8")).toContain("</testsuites>");
});

test("a reader that goes away ends it quietly", async () => {
  const run = started(ENDLESS);
  run.child.stdout?.destroy();
  expect(await run.ends).toBe(3);
  expect(run.stderr()).toBe("");
});

/** The report of one small check, written with so many workers. */
async function reportWith(workers: string): Promise<string> {
  const file = join(folder, `${workers}.json`);
  const chosen = ["--invariant", "pasid-stays-local", "--design", "linux-7.3", "--runs", "750"];
  await started(["check", ...chosen, "--json", file, "--workers", workers]).ends;
  return readFileSync(file, "utf8");
}

const SEARCH_MS_MAX = 60_000;

test(
  "the same seed writes the same bytes with one worker and with two",
  async () => {
    const one = await reportWith("1");
    expect(one).toContain('"schema": "report@2"');
    expect(await reportWith("2")).toBe(one);
  },
  SEARCH_MS_MAX,
);

test(
  "what check found can be replayed and explained",
  async () => {
    const chosen = ["--invariant", "pasid-stays-local", "--design", "linux-7.3", "--runs", "250"];
    await started(["check", ...chosen, "--json", "report.json"]).ends;
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
    const file = report.verdicts[0]?.counterexample?.file ?? "";
    const replayed = started(["replay", "--design", "linux-7.3", file]);
    await replayed.ends;
    expect(replayed.stdout()).toContain("reproduces  pasid-stays-local  linux-7.3  ");
    const fixed = started(["replay", "--design", "device-xarray", file]);
    expect(await fixed.ends).toBe(0);
    expect(fixed.stdout()).toContain("fixed       pasid-stays-local  device-xarray  ");
    const explained = started(["explain", file]);
    expect(await explained.ends).toBe(0);
    expect(explained.stdout()).toContain("<- breaks it");
    expect(explained.stdout()).toContain("Change one of these, and the invariant holds:");
  },
  SEARCH_MS_MAX,
);
