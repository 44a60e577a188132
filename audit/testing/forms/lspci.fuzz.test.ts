// The printers of this folder print, byte for byte, what lspci prints of the same bytes
// (`lspci -F`): where an lspci 3.9 is installed, or PASIDCHECK_LSPCI names one; later releases
// print more.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cases } from "../../../.ci/suite.js";
import { quotedLspci, recordLspci } from "./machine-readable.js";
import { plainLspci, PLAIN_TITLES } from "./names.js";
import { pathLspci } from "./paths.js";
import { shownMachine, type ShownFunction } from "./shown.js";
import { printable } from "./topologies.js";
import { treeLspci } from "./tree.js";
import { hexLspci, verboseLspci } from "./verbose.js";

const lspci = process.env["PASIDCHECK_LSPCI"] ?? "lspci";

function run(...options: readonly string[]): string {
  return spawnSync(lspci, options, { encoding: "utf8" }).stdout ?? "";
}

const found = run("--version").startsWith("lspci version 3.9.");

type Print = (all: readonly ShownFunction[]) => string;

const FORMS: readonly (readonly [options: string, print: Print])[] = [
  ["", (all) => plainLspci(all)],
  ["-n", (all) => plainLspci(all, { ...PLAIN_TITLES, naming: "numbers" })],
  ["-nn", (all) => plainLspci(all, { ...PLAIN_TITLES, naming: "both" })],
  ["-D", (all) => plainLspci(all, { ...PLAIN_TITLES, segments: true })],
  ["-v", (all) => verboseLspci(all, { level: 1, root: true })],
  ["-vv", (all) => verboseLspci(all, { level: 2, root: true })],
  ["-vvvxxxx", (all) => verboseLspci(all, { level: 3, root: true, bytes: 4096 })],
  ["-x", (all) => hexLspci(all, 64)],
  ["-xxx", (all) => hexLspci(all, 256)],
  ["-t", (all) => treeLspci(all, false)],
  ["-tv", (all) => treeLspci(all, true)],
  ["-P", (all) => pathLspci(all, false)],
  ["-PP", (all) => pathLspci(all, true)],
  ["-mm", (all) => quotedLspci(all)],
  ["-vmm", (all) => recordLspci(all, false)],
];

/** Without lspci -F they have no groups and no drivers; VFs have no ids there. */
const machines = printable({
  control: "any",
  silent: true,
  knobs: { functionsMax: 30, vfPercent: 0 },
}).map((t) => shownMachine(t).map((f) => ({ ...f, group: null, driver: null })));

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "pasidcheck-lspci-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test.skipIf(!found).each(FORMS)("lspci %s", (options, print) => {
  const [dump, ids] = [join(folder, "dump"), join(folder, "pci.ids")];
  fc.assert(
    fc.property(machines, (all) => {
      writeFileSync(dump, hexLspci(all, 4096));
      writeFileSync(ids, idsOf(all));
      const some = options === "" ? [] : [options];
      expect(print(all)).toBe(run("-i", ids, "-F", dump, ...some));
    }),
    { numRuns: cases({ all: 30, quick: 5 }), seed: 8 },
  );
});

/** A pci.ids of the names that a machine has. */
function idsOf(all: readonly ShownFunction[]): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, "0");
  const devices = new Map(all.map((f) => [hex(f.device, 4), f.deviceName]));
  const classes = new Map(all.map((f) => [hex(f.classCode, 4), f]));
  const bases = new Map<string, string>();
  for (const [code, { className, progIfName }] of classes) {
    const progIf = progIfName === null ? "" : `\t\t00  ${progIfName}\n`;
    const base = code.slice(0, 2);
    bases.set(base, `${bases.get(base) ?? ""}\t${code.slice(2)}  ${className}\n${progIf}`);
  }
  const vendor = all[0]?.vendorName ?? "";
  return (
    `1234  ${vendor}\n${[...devices].map(([id, name]) => `\t${id}  ${name}\n`).join("")}\n` +
    [...bases].map(([base, subs]) => `C ${base}  Class ${base}\n${subs}`).join("")
  );
}
