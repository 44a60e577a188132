import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-audit-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const example = (name: string) =>
  fileURLToPath(new URL(`../../docs/example/${name}`, import.meta.url));
const LSPCI = example("lspci.txt");
const GROUPS = example("groups.txt");
writeFileSync(at("other.txt"), readFileSync(GROUPS, "utf8").replace("1 0000:01:00.0", "5 01:00.0"));

async function audited(...argv: readonly string[]) {
  const io = fakeIo();
  const code = await run(["audit", ...argv], io, () => Promise.reject(new Error("not needed")));
  return { code, out: io.stdout(), err: io.stderr() };
}

test("a dump and its groups", async () => {
  const { code, out, err } = await audited("--lspci", LSPCI, "--groups", GROUPS);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("  agree: 15 functions in 9 groups\n");
  expect(out).toContain("00:01.0 root port: CR implemented and off, so everything below joins it");
});

test("groups that differ are told; only --strict makes them exit 1", async () => {
  const argv = ["--lspci", LSPCI, "--groups", at("other.txt")];
  expect(await audited(...argv)).toMatchObject({ code: 0, err: "" });
  const { code, out } = await audited(...argv, "--strict");
  expect(code).toBe(1);
  expect(out).toContain("here in [1], given in 5");
  expect(await audited("--lspci", LSPCI, "--strict")).toMatchObject({ code: 0 });
});

test("--what-if and --json", async () => {
  const argv = ["--what-if", "00:01.0:+CR", "--what-if", "00:02.0:-SV"];
  const { code, out } = await audited("--lspci", LSPCI, ...argv, "--json", at("a.json"));
  expect(code).toBe(0);
  expect(out).toContain("What if 00:01.0:+CR, 00:02.0:-SV\n");
  expect(JSON.parse(readFileSync(at("a.json"), "utf8"))).toMatchObject({
    schema: "audit@2",
    what_if: { changes: ["00:01.0:+CR", "00:02.0:-SV"] },
  });
});

test("--html writes the machine as a page, with the command that makes it again", async () => {
  const { code } = await audited(
    "--lspci",
    LSPCI,
    "--what-if",
    "00:01.0:+CR",
    "--html",
    at("a.html"),
  );
  expect(code).toBe(0);
  const html = readFileSync(at("a.html"), "utf8");
  expect(html).toMatch(/^<!doctype html>/);
  expect(html).toContain(
    `<code>npx pasidcheck audit --lspci ${LSPCI} --what-if 00:01.0:+CR</code>`,
  );
  expect(html).toContain("What if 00:01.0:+CR");
});

test("--json that cannot be written is exit 2, and the audit is printed", async () => {
  const { code, out, err } = await audited("--lspci", LSPCI, "--json", join(GROUPS, "a.json"));
  expect(code).toBe(2);
  expect(out).toContain("PASID can be enabled on 1 of 2");
  expect(err).toMatch(/^pasidcheck: cannot write .*\n$/);
});

test("--sysfs reads a copy of /sys", async () => {
  const device = at("sys/bus/pci/devices/0000:00:1f.0");
  mkdirSync(device, { recursive: true });
  for (const [name, text] of Object.entries({ vendor: "0x1234", device: "0x5678" }))
    writeFileSync(join(device, name), `${text}\n`);
  const { code, out, err } = await audited("--sysfs", "--root", at("sys"));
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(out).toContain("1 function, 1 group");
});

test("the example of docs/use/audit.md prints what the page says", async () => {
  const guide = readFileSync(new URL("../../docs/use/audit.md", import.meta.url), "utf8");
  const words = /npx pasidcheck audit (--lspci docs\/\S+ .*)/.exec(guide)?.[1] ?? "";
  const path = fileURLToPath(new URL("../../", import.meta.url));
  const { code, out } = await audited(...words.replaceAll("docs/", `${path}docs/`).split(" "));
  expect(code).toBe(0);
  const block = /```\n(Groups of more than one[\s\S]*?)```/.exec(guide)?.[1] ?? "";
  const said = block.split("\n").filter((line) => line.trim() !== "...");
  expect(said.length).toBeGreaterThan(20);
  const lines = out.split("\n");
  expect(said.filter((line) => !lines.includes(line))).toEqual([]);
});

describe("what cannot be read is one line, exit 2 and nothing else", () => {
  writeFileSync(at("no-pci.txt"), "hello\n");
  writeFileSync(at("binary.txt"), Buffer.from([0, 1, 2, 255, 0]));
  writeFileSync(at("huge.txt"), "");
  truncateSync(at("huge.txt"), 1_073_741_824);
  writeFileSync(at("unknown.txt"), "0 0000:09:00.0\n");
  writeFileSync(at("words.txt"), "zero\n");
  const twice = readFileSync(LSPCI, "utf8");
  writeFileSync(at("twice.txt"), `${twice}\n${twice}`);
  const dump = ["--lspci", LSPCI];
  const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["no machine", [], /name a machine: --lspci FILE or --sysfs/],
    ["two machines", [...dump, "--sysfs"], /not both/],
    ["groups beside sysfs", ["--sysfs", "--groups", GROUPS], /--groups is for --lspci/],
    ["a root without sysfs", [...dump, "--root", "/sys"], /--root is for --sysfs/],
    ["no such dump", ["--lspci", at("none.txt")], /none\.txt: no such file/],
    ["a folder", ["--lspci", folder], /is a directory/],
    ["no PCI", ["--lspci", at("no-pci.txt")], /no-pci\.txt: 1: no function in it/],
    ["a binary file", ["--lspci", at("binary.txt")], /a binary file/],
    ["1 GB", ["--lspci", at("huge.txt")], /too large .*; at most 67108864 bytes are read/],
    ["two runs", ["--lspci", at("twice.txt")], /here for the second time/],
    [
      "unknown devices",
      [...dump, "--groups", at("unknown.txt")],
      /unknown\.txt: 1: no function of this machine in it: 09:00\.0/,
    ],
    ["no groups", [...dump, "--groups", at("words.txt")], /words\.txt: 1: expected `group bdf`/],
    ["no sysfs", ["--sysfs", "--root", at("nowhere")], /nowhere.* cannot be read/],
    ["no change", [...dump, "--what-if", "CR"], /--what-if CR: expected a change as 00:1c\.0:\+CR/],
    ["a bit not there", [...dump, "--what-if", "00:01.0:+EC"], /00:01\.0 does not implement EC/],
    ["no capability", [...dump, "--what-if", "03:00.0:+CR"], /03:00\.0 has no ACS capability/],
    ["nobody", [...dump, "--what-if", "09:00.0:+CR"], /09:00\.0 is not a function/],
  ];
  test.each(cases)("%s", async (_, argv, line) => {
    const { code, out, err } = await audited(...argv, "--json", at("never.json"));
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^pasidcheck: [^\n]+\n$/);
    expect(err).toMatch(line);
  });
});
