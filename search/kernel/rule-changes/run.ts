/**
 * The trial of the table: each changed reference is held against a real kernel, in growing steps,
 * until it is noticed or its minute is over. Prints a line a change; exit 1 if one was not noticed.
 * `npm run rule-changes [-- KERNEL-FOLDER]`.
 */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { KernelReport } from "../../../properties/results/report.js";
import { ruleChanges } from "./all.js";
import type { RuleChange } from "./rule-change.js";

/** Random scenarios of each try: most changes are noticed among the first. */
const RUNS = [250, 1_000, 4_000, 16_000, 50_000];
const SECONDS_MAX = 60;
const LINKED = ["node_modules", "properties", "package.json"];

const repository = fileURLToPath(new URL("../../../../", import.meta.url));

interface Noticed {
  readonly scenarios: number;
  readonly invariant: string;
  readonly functions: number;
  readonly operations: number;
}

function main(): number {
  const kernel = process.argv[2];
  const copy = mkdtempSync(join(tmpdir(), "pasidcheck-rule-changes-"));
  try {
    cpSync(join(repository, "dist"), join(copy, "dist"), { recursive: true });
    for (const name of LINKED) symlinkSync(join(repository, name), join(copy, name));
    if (noticed(copy, kernel, RUNS[0] ?? 0) !== null)
      throw new Error("the reference as it is disagrees already");
    return ruleChanges.filter((change) => !tried(copy, change, kernel)).length === 0 ? 0 : 1;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Tries one change and says what came of it. */
function tried(copy: string, change: RuleChange, kernel: string | undefined): boolean {
  const file = join(copy, "dist", change.file);
  const text = readFileSync(file, "utf8");
  writeFileSync(
    file,
    text.replace(change.from, () => change.to),
  );
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  let found: Noticed | null = null;
  for (const runs of RUNS) {
    if (found !== null || seconds() > SECONDS_MAX) break;
    found = noticed(copy, kernel, runs);
  }
  writeFileSync(file, text);
  const what =
    found === null
      ? "NOT NOTICED"
      : `${found.invariant}, ${found.functions} functions, ${found.operations} operations`;
  const at = `${seconds().toFixed(1).padStart(5)} s`;
  process.stdout.write(`${at}  ${change.name.padEnd(30)}  ${what}\n`);
  return found !== null;
}

/** The smallest disagreement among so many scenarios; null: they agree. */
function noticed(copy: string, kernel: string | undefined, runs: number): Noticed | null {
  const json = join(copy, "kernel.json");
  const folder = kernel === undefined ? [] : ["--kernel", resolve(kernel)];
  const check = ["kernel", "check", ...folder, "--runs", String(runs), "--json", json];
  const args = [join(copy, "dist/cli/main.js"), ...check, "--save", join(copy, "found")];
  const ended = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (ended.status !== 0 && ended.status !== 1)
    throw new Error(`kernel check ended with ${ended.status}: ${ended.stderr}`);
  const report = JSON.parse(readFileSync(json, "utf8")) as KernelReport;
  const [first] = report.disagreements.toSorted(
    (a, b) => a.functions + a.operations - (b.functions + b.operations),
  );
  return first === undefined ? null : { ...first, scenarios: report.scenarios };
}

process.exitCode = main();
