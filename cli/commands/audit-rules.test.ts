// The option `--rules` of `audit`, and `--strict` on a machine with a device that was plugged.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { hexText, spaceOf } from "../../audit/testing/config-space.js";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-rules-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const LSPCI = fileURLToPath(new URL("../../docs/example/lspci.txt", import.meta.url));

async function audited(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await run(["audit", ...argv], io, () => Promise.reject(new Error("not needed")));
  return { code, out: io.stdout(), err: io.stderr() };
}

test("--rules prints the answer in the audit's place, and writes it", async () => {
  const files = ["--json", at("a.json"), "--html", at("a.html")];
  const { code, out, err } = await audited("--lspci", LSPCI, "--rules", "proposal-v3", ...files);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("\nGroups by linux-7.3 and proposal-v3, side by side\n");
  expect(out).not.toContain("Groups of more than one function");
  const json: unknown = JSON.parse(readFileSync(at("a.json"), "utf8"));
  expect(json).toMatchObject({ rule_sets: { sets: [{ name: "linux-7.3" }, {}] } });
  const html = readFileSync(at("a.html"), "utf8");
  expect(html).toContain("<h2>Groups by linux-7.3 and proposal-v3, side by side</h2>");
  expect(html).toContain(`--lspci ${LSPCI} --rules proposal-v3</code>`);
});

test("rules that are not there: one line, with the nearest", async () => {
  const { code, out, err } = await audited("--lspci", LSPCI, "--rules", "linux7.3");
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toMatch(
    /^pasidcheck: --rules: there are no rules 'linux7\.3'; did you mean 'linux-7\.3'\?\n$/,
  );
});

test("--strict takes groups of a plugged device as they are, if its header says so", async () => {
  const isolates = { id: 0x0d, words: { 4: 0x1d, 6: 0x1d } };
  const express = { version: 2, type: 4 };
  const port = { headerType: 0x01, secondary: 1, express, extended: [isolates] };
  const dump = (second: number): string =>
    [
      `00:01.0 PCI bridge: A\n${hexText(spaceOf(port))}`,
      `01:00.0 Ethernet: B\n${hexText(spaceOf({ headerType: 0x80 }))}`,
      `01:00.1 Ethernet: C\n${hexText(spaceOf({ headerType: second }))}`,
    ].join("\n");
  writeFileSync(at("groups.txt"), "0 00:01.0\n1 01:00.0\n2 01:00.1\n");
  writeFileSync(at("clear.txt"), dump(0x00));
  writeFileSync(at("set.txt"), dump(0x80));
  const strictly = (name: string) =>
    audited("--lspci", at(name), "--groups", at("groups.txt"), "--strict");
  const clear = await strictly("clear.txt");
  expect(clear.out).toContain("agree, if 01:00.1 was plugged after boot: 3 functions in 3 groups");
  expect([clear.code, (await strictly("set.txt")).code]).toEqual([0, 1]);
});
