/**
 * The trial of the seeded regressions: each is built into a copy of a kernel tree, and that kernel
 * is checked as `linux:`, with the expectations of linux-7.3. Prints a line a regression; exit 1 if
 * one was not noticed, or was excused as expected.
 * `npm run kernel-regressions -- TREE WORK [NAME...]`: TREE is an unpacked source of Linux 7.3,
 * WORK a folder that keeps the builds between runs.
 */
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isSurprise, type Report, type Verdict } from "../../../properties/results/report.js";
import { kernelRegressions } from "./all.js";
import { edited, type KernelRegression } from "./regression.js";

/** Random scenarios of each kernel: many more than any of the list needs. */
const RUNS = 5_000;

const program = fileURLToPath(new URL("../../../cli/main.js", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly said: string;
  readonly seconds: number;
}

function main([from, to, ...names]: readonly string[]): number {
  if (from === undefined || to === undefined)
    throw new Error("usage: npm run kernel-regressions -- TREE WORK [NAME...]");
  const work = resolve(to);
  const tree = join(work, "tree");
  mkdirSync(work, { recursive: true });
  if (!existsSync(tree)) cpSync(resolve(from), tree, { recursive: true });
  const chosen = kernelRegressions.filter((r) => names.length === 0 || names.includes(r.name));
  if (chosen.length < names.length)
    throw new Error(`not all of these are known: ${names.join(" ")}`);
  const missed = chosen.filter((regression) => !tried(work, tree, regression));
  process.stdout.write(`${chosen.length - missed.length} of ${chosen.length} noticed\n`);
  return missed.length === 0 ? 0 : 1;
}

/** Builds and checks one kernel and says what came of it; the tree is as it was afterwards. */
function tried(work: string, tree: string, regression: KernelRegression): boolean {
  const file = join(tree, regression.file);
  const text = readFileSync(file, "utf8");
  const changed = edited(text, regression);
  if (changed === null) throw new Error(`${regression.name}: ${regression.file} is not of 7.3`);
  const kernel = join(work, "kernel");
  rmSync(kernel, { recursive: true, force: true });
  writeFileSync(file, changed);
  try {
    const built = run(work, ["kernel", "build", "--source", tree, "--out", kernel]);
    if (built.status !== 0) throw new Error(`${regression.name} does not build: ${built.said}`);
  } finally {
    writeFileSync(file, text);
  }
  const json = join(work, "report.json");
  rmSync(json, { force: true });
  const save = join(work, "found", regression.name);
  const asked = ["--design", `linux:${kernel}`, "--runs", String(RUNS), "--json", json];
  const checked = run(work, ["check", ...asked, "--save", save]);
  const what = noticed(json, save, checked);
  const at = `${checked.seconds.toFixed(1).padStart(6)} s`;
  process.stdout.write(`${at}  ${regression.name.padEnd(28)}  ${what ?? "NOT NOTICED"}\n`);
  return what !== null;
}

/** A cache of its own: `linux:` must go on meaning the user's kernel. */
function run(work: string, args: readonly string[]): Ended {
  const began = performance.now();
  const env = { ...process.env, XDG_CACHE_HOME: join(work, "cache"), NO_COLOR: "1" };
  const ended = spawnSync(process.execPath, [program, ...args], { encoding: "utf8", env });
  const seconds = (performance.now() - began) / 1000;
  return { status: ended.status, said: `${ended.stdout}${ended.stderr}`, seconds };
}

/** What is not as expected, the smallest first; null: all is. */
function noticed(json: string, save: string, { status, said }: Ended): string | null {
  if (!existsSync(json)) throw new Error(`check ended with ${status}: ${said}`);
  const { verdicts } = JSON.parse(readFileSync(json, "utf8")) as Report;
  const found = verdicts.filter(isSurprise).flatMap(unexpected);
  found.sort((a, b) => a.size - b.size);
  const [first] = found;
  if (first !== undefined)
    return `${first.text}${found.length > 1 ? `, and ${found.length - 1} more` : ""}`;
  if (!verdicts.some(({ why }) => why === "crashed")) return null;
  return /crash-[0-9a-f]+\.txt/.test(said) ? `died: ${lastWords(save)}` : "crashed";
}

/** The first line of the file of a crash, which has the kernel's own words. */
function lastWords(save: string): string {
  const name = readdirSync(save).find((file) => file.startsWith("crash-")) ?? "";
  const [first = ""] = name === "" ? [] : readFileSync(join(save, name), "utf8").split("\n");
  return first.replace(/^# \S+ /, "");
}

function unexpected({
  invariant,
  breaks = [],
}: Verdict): readonly { size: number; text: string }[] {
  return breaks
    .filter(({ reason }) => reason === undefined)
    .map(({ failureMode, counterexample: { functions, operations } }) => ({
      size: functions + operations,
      text: `${invariant} [${failureMode}], ${functions} functions, ${operations} operations`,
    }));
}

process.exitCode = main(process.argv.slice(2));
