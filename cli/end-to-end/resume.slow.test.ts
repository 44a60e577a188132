/**
 * What `check --resume` promises: a run that was killed at any moment and gone on with, as often as
 * that happens, ends in the bytes of a run that nobody disturbed; and a log that is not of this
 * search is refused in one line.
 */
import { spawn } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-resume-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const linesOf = (file: string): number => readFileSync(file, "utf8").split("\n").length - 1;

const BATCHES = 6;
const CHOSEN = [
  "--design",
  "linux-7.3",
  "--design",
  "bug:BUG-12",
  "--invariant",
  "pasid-stays-local",
];
const MORE = [
  "--invariant",
  "rid-all-or-nothing",
  "--invariant",
  "pasid-in-range",
  "--runs",
  "1500",
];
const SEARCH = ["check", ...CHOSEN, ...MORE];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command; `killWhen` is asked again and again, and when it says so it is kill -9. */
function ran(
  argv: readonly string[],
  killWhen: () => boolean = () => false,
  command = main,
): Promise<Ended> {
  const child = spawn(process.execPath, [command, ...argv], { cwd: folder });
  const text = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (text.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (text.err += chunk.toString()));
  const watch = setInterval(() => {
    if (killWhen()) child.kill("SIGKILL");
  }, 1);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearInterval(watch);
      resolve({ code, ...text });
    });
  });
}

let undisturbed = "";

beforeAll(async () => {
  expect(existsSync(main), "run npm run build first").toBe(true);
  await ran([...SEARCH, "--workers", "1", "--json", at("undisturbed.json")]);
  undisturbed = readFileSync(at("undisturbed.json"), "utf8");
  expect(undisturbed).toContain('"tag": "fails"');
});

/** Goes on with a log to the end, and says what the report is. */
async function reportAfter(log: string, workers = "2"): Promise<string> {
  const report = await reportWith(log, workers);
  expect(linesOf(log)).toBe(1 + BATCHES);
  return report;
}

async function reportWith(log: string, workers: string): Promise<string> {
  const json = `${log}.report.json`;
  const run = await ran([...SEARCH, "--workers", workers, "--resume", log, "--json", json]);
  expect(run.err).toBe("");
  return readFileSync(json, "utf8");
}

test("killed again and again, it ends in the same bytes", async () => {
  const log = at("killed.jsonl");
  for (const [lines, workers] of [
    [2, "1"],
    [4, "2"],
  ] as const) {
    const run = await ran(
      // So many runs that none is done before it is killed, however late that is.
      [...SEARCH, "--runs", "1000000000", "--workers", workers, "--resume", log],
      () => existsSync(log) && linesOf(log) >= lines,
    );
    expect(run.code).toBe(null);
  }
  expect(linesOf(log)).toBeGreaterThan(1);
  expect(await reportWith(log, "2")).toBe(undisturbed);
});

describe("with a log that is whole", () => {
  const whole = at("whole.jsonl");
  const copied = (name: string, bytes: number): string => {
    writeFileSync(at(name), readFileSync(whole).subarray(0, bytes));
    return at(name);
  };

  beforeAll(async () => {
    expect(await reportAfter(whole)).toBe(undisturbed);
  });

  test("nothing is searched again", async () => {
    const run = await ran([...SEARCH, "--resume", whole, "--stats", at("stats.json")]);
    expect(run.out).toContain("going on after the 1500 scenarios of ");
    expect(linesOf(whole)).toBe(1 + BATCHES);
    expect(readFileSync(at("stats.json"), "utf8")).toContain('"scenarios": 1500,');
  });

  test("a line torn anywhere, the header too", async () => {
    const { length } = readFileSync(whole);
    const header = readFileSync(whole).indexOf("\n");
    for (const bytes of [header >> 1, header, length >> 1, length - 1])
      expect(await reportAfter(copied(`torn-${bytes}.jsonl`, bytes))).toBe(undisturbed);
  });

  test("a last line that is damaged, and a batch that is there twice", async () => {
    const log = copied("twice.jsonl", Infinity);
    const lines = readFileSync(log, "utf8").split("\n");
    appendFileSync(log, `${lines[3]}\n${lines[1]?.replace("judged", "fudged")}\n`);
    const json = at("twice.json");
    const run = await ran([...SEARCH, "--resume", log, "--json", json]);
    expect(run.err).toBe("");
    expect(readFileSync(json, "utf8")).toBe(undisturbed);
  });

  test("more runs go on from there, fewer take what they need", async () => {
    for (const runs of ["500", "2000"]) {
      const [one, other] = [at(`alone-${runs}.json`), at(`log-${runs}.json`)];
      await ran([...SEARCH, "--runs", runs, "--json", one]);
      const log = copied(`copy-${runs}.jsonl`, Infinity);
      await ran([...SEARCH, "--runs", runs, "--json", other, "--resume", log]);
      expect(readFileSync(other, "utf8")).toBe(readFileSync(one, "utf8"));
    }
  });

  /** Refused: exit 2, nothing on stdout, one line on stderr; the log is left as it is. */
  async function refused(
    log: string,
    argv: readonly string[] = SEARCH,
    command = main,
  ): Promise<string> {
    const before = readFileSync(log);
    const { code, out, err } = await ran([...argv, "--resume", log], () => false, command);
    expect(err).toMatch(/^pasidcheck: [^\n]+\n$/);
    expect([code, out]).toEqual([2, ""]);
    expect(readFileSync(log)).toEqual(before);
    return err.slice("pasidcheck: ".length, -1).replaceAll(`${folder}/`, "");
  }

  test("a log of another search is refused", async () => {
    expect(await refused(whole, [...SEARCH, "--seed", "7"])).toBe(
      "whole.jsonl: its seed is 1, and here it is 7; name another file",
    );
    expect(await refused(whole, [...SEARCH, "--design", "linux-6.2"])).toBe(
      'whole.jsonl: its designs have no "linux-6.2", and those here have; name another file',
    );
    expect(await refused(whole, ["check", ...CHOSEN])).toBe(
      'whole.jsonl: its invariants have "pasid-in-range", and those here have not; ' +
        "name another file",
    );
    const edited = at("edited.jsonl");
    writeFileSync(edited, readFileSync(whole, "utf8").replace(/"code":"[^"]*"/, '"code":"0"'));
    const code = "its code of designs and invariants is";
    expect(await refused(edited)).toMatch(
      new RegExp(`^edited\\.jsonl: ${code} "0", and here it is "[0-9a-f]{16}"; name `),
    );
    const old = at("old.jsonl");
    writeFileSync(old, readFileSync(whole, "utf8").replace(/"version":"[^"]*"/, '"version":"0"'));
    expect(await refused(old)).toMatch(/^old\.jsonl: its version is "0", and here it is "/);
    const later = at("later.jsonl");
    writeFileSync(later, readFileSync(whole, "utf8").replace("batches@2", "batches@3"));
    expect(await refused(later)).toBe(
      "later.jsonl: it is batches@3, and this version reads batches@2; name another file",
    );
  });

  test("a log of an invariant that has been edited since is refused", async () => {
    const root = fileURLToPath(new URL("../..", import.meta.url));
    const copy = at("edited");
    cpSync(join(root, "dist"), join(copy, "dist"), { recursive: true });
    for (const name of ["node_modules", "package.json", "properties"])
      symlinkSync(join(root, name), join(copy, name));
    const command = join(copy, "dist/cli/main.js");
    const alike = await ran([...SEARCH, "--resume", whole], () => false, command);
    expect([alike.code, alike.err]).toEqual([1, ""]);
    appendFileSync(join(copy, "dist/properties/invariants/finding.js"), "// a rule more\n");
    const code = "its code of designs and invariants is";
    expect(await refused(whole, SEARCH, command)).toMatch(
      new RegExp(`^whole\\.jsonl: ${code} "[0-9a-f]{16}", and here it is "[0-9a-f]+"; `),
    );
  });

  test("a log of another machine is refused", async () => {
    writeFileSync(at("machine.txt"), "pasidcheck scenario 1\n00:01.0  endpoint\n----\n");
    expect(await refused(whole, [...SEARCH, "--topology", at("machine.txt")])).toMatch(
      /^whole\.jsonl: its machines have no "[0-9a-f]{16}", and those here have; /,
    );
  });

  test("a log that is damaged in the middle is refused", async () => {
    const log = at("damaged.jsonl");
    const text = readFileSync(whole, "utf8");
    writeFileSync(log, text.replace(/("batch":\d+,"scenarios":)250/, "$1251"));
    expect(await refused(log)).toBe(
      "damaged.jsonl: 2: this line is damaged: it is not as it was written; name another file",
    );
  });

  test("a file that is no log is refused, and left as it is", async () => {
    writeFileSync(at("report.txt"), "the only copy of my thesis");
    expect(await refused(at("report.txt"))).toBe(
      "report.txt: it is no log of batches; name another file",
    );
    const { code, err } = await ran([...SEARCH, "--resume", folder]);
    expect([code, err]).toEqual([2, `pasidcheck: ${folder}: it is no file; name one\n`]);
  });
});

test("on a given machine", async () => {
  const machine = "00:01.0  endpoint  multifunction  pasid 8\n00:01.1  endpoint  pasid 8";
  writeFileSync(at("two.txt"), `pasidcheck scenario 1\n${machine}\n----\n`);
  const search = [...SEARCH, "--topology", at("two.txt")];
  await ran([...search, "--json", at("two.json")]);
  const log = at("two.jsonl");
  await ran([...search, "--resume", log]);
  truncateSync(log, readFileSync(log).lastIndexOf("\n", readFileSync(log).length - 2) + 1);
  await ran([...search, "--resume", log, "--json", at("two-again.json")]);
  expect(readFileSync(at("two-again.json"), "utf8")).toBe(readFileSync(at("two.json"), "utf8"));
  expect(readFileSync(at("two.json"), "utf8")).toContain('"tag": "fails"');
});
