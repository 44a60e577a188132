// What is pasted into --what-if, and --p2p, through the command: text, JSON, page and refusals.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-lines-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const LSPCI = fileURLToPath(new URL("../../docs/example/lspci.txt", import.meta.url));

async function audited(...argv: readonly string[]) {
  const io = fakeIo();
  const rest = ["--lspci", LSPCI, ...argv];
  const code = await run(["audit", ...rest], io, () => Promise.reject(new Error("not needed")));
  return { code, out: io.stdout(), err: io.stderr() };
}

async function jsonOf(...argv: readonly string[]): Promise<unknown> {
  const { code } = await audited(...argv, "--json", at("a.json"));
  expect(code).toBe(0);
  return JSON.parse(readFileSync(at("a.json"), "utf8"));
}

test("CR alone stays if config_acs= names CR alone, what firmware may add is told", async () => {
  const { out } = await audited("--what-if", "intel_iommu=on pci=config_acs=xxx1xxx@00:01.0");
  expect(out).toContain("acs SV RR UF of SV RR CR UF -> acs CR of SV RR CR UF\n");
  expect(out).toContain("passed over, nothing of it concerns ACS: intel_iommu=on\n");
  expect(out).toMatch(/before {3}after {2}firmware\n {2}groups +9 +9 +10\n/);
  expect(out).toContain("had firmware left it on: acs SV RR CR UF");
});

test("lines that are printed are read again, and do the same", async () => {
  const first = await jsonOf("--what-if", "00:01.0:+CR", "--what-if", "00:02.0:-RR");
  expect(first).toMatchObject({
    what_if: {
      lines: {
        config_acs: "pci=config_acs=xx111x1@00:01.0;xx110x1@00:02.0",
        setpci: ["setpci -s 00:01.0 ECAP_ACS+6.w=1d:7f", "setpci -s 00:02.0 ECAP_ACS+6.w=19:7f"],
      },
      against_linux: [{ bdf: "00:02.0", bits: ["RR"] }],
    },
  });
  const bits = [
    { bdf: "00:01.0", was: ["SV", "RR", "UF"], is: ["SV", "RR", "CR", "UF"] },
    { bdf: "00:02.0", was: ["SV", "RR", "CR", "UF"], is: ["SV", "CR", "UF"] },
  ];
  expect(first).toMatchObject({ what_if: { bits } });
  const line = "pci=config_acs=xx111x1@00:01.0;xx110x1@00:02.0";
  expect(await jsonOf("--what-if", line)).toMatchObject({ what_if: { bits } });
  const commands = ["00:01.0 ECAP_ACS+6.w=1d:7f", "00:02.0 ECAP_ACS+6.w=19:7f"];
  const argv = commands.flatMap((command) => ["--what-if", `sudo setpci -s ${command}`]);
  expect(await jsonOf(...argv)).toMatchObject({ what_if: { bits, at_run_time: true } });
});

test("setpci changes no group, and that is said", async () => {
  const { out } = await audited("--what-if", "setpci -s 00:02.0 ECAP_ACS+6.w=0");
  expect(out).toContain("written while Linux runs: the groups are those that were formed at boot");
  expect(out).toMatch(/ {2}groups +9 +9\n/);
});

test("the ACS override: who could then reach whom", async () => {
  const { out } = await audited("--what-if", "acs-override=downstream,multifunction");
  expect(out).toContain("a patch that no release of Linux has");
  expect(out).toMatch(/ {2}groups +9 +11\n/);
  expect(out).toContain("04:00.0 endpoint and 05:00.0 endpoint reach each other (already today)\n");
  expect(out).toContain("PASID can then be enabled on 05:00.0 endpoint, but it is not safe");
});

describe("--p2p", () => {
  test("is answered alone, in the JSON, and on the page", async () => {
    const { out, code } = await audited("--p2p", "04:00.0,0000:05:00.0", "--html", at("a.html"));
    expect(code).toBe(0);
    expect(out).toContain("Peer-to-peer between 04:00.0 endpoint and 05:00.0 endpoint\n");
    expect(out).toContain("direct already, both ways");
    expect(out).not.toContain("Groups of more than one function");
    expect(readFileSync(at("a.html"), "utf8")).toContain("--p2p 04:00.0,0000:05:00.0");
    expect(await jsonOf("--p2p", "04:00.0,05:00.0")).toMatchObject({
      p2p: { between: ["04:00.0", "05:00.0"], verdict: "direct", lines: null },
    });
    expect(await jsonOf("--p2p", "01:00.0,04:00.0")).toMatchObject({
      p2p: { verdict: "cannot-be-opened", meeting: "root-complex" },
    });
  });

  test("names the bits, the lines and the cost", async () => {
    const acs = (ctl: string) =>
      `\tCapabilities: [140 v1] Access Control Services\n` +
      "\t\tACSCap:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ " +
      "UpstreamFwd+ EgressCtrl- DirectTrans-\n" +
      `\t\tACSCtl:\t${ctl}\n`;
    const text = readFileSync(LSPCI, "utf8");
    const on = "SrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-";
    const ports = text
      .split("\n\n")
      .map((block) => (/^0000:03:0[01]\.0/.test(block) ? `${block}\n${acs(on).trimEnd()}` : block));
    writeFileSync(at("switch.txt"), ports.join("\n\n"));
    const io = fakeIo();
    const argv = ["audit", "--lspci", at("switch.txt"), "--p2p", "04:00.0,05:00.0"];
    await run(argv, io, () => Promise.reject(new Error("not needed")));
    const out = io.stdout();
    expect(out).toContain("not direct: requests go up to the IOMMU");
    expect(out).toContain("pci=config_acs=xx100x1@03:00.0;xx100x1@03:01.0\n");
    expect(out).toContain("setpci -s 03:00.0 ECAP_ACS+6.w=11:7f\n");
    expect(out).toContain("pci=disable_acs_redir=03:00.0;03:01.0\n");
    expect(out).toContain("groups merge: 03:00.0 | 04:00.0 -> 03:00.0, 04:00.0\n");
    expect(out).toContain("PASID can no longer be enabled on 05:00.0 endpoint");
    expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
  });
});

describe("one line says what is wrong", () => {
  test.each([
    [["--p2p", "04:00.0"], /--p2p 04:00\.0: name two functions/],
    [["--p2p", "04:00.0,05:00.0,01:00.0"], /name two functions/],
    [["--p2p", "04:00.0,04:00.0"], /that is one function; name two/],
    [["--p2p", "04:00.0,x"], /'x' is no address/],
    [["--p2p", "04:00.0,09:00.0"], /09:00\.0 is not a function of this machine/],
    [["--what-if", "pci=config_acs=1@03:00.0"], /03:00\.0 has no ACS capability/],
    [["--what-if", "pci=config_acs=1@09:00.0"], /09:00\.0 is not a function/],
    [["--what-if", "pci=config_acs=1@pci:8086:1"], /pci:8086:0001 is not a function/],
    [["--what-if", "pci=config_acs=2@00:01.0"], /none of 0, 1 and x/],
    [["--what-if", "acs-override=up"], /'up' is no word of the ACS override/],
    [["--what-if", "setpci -s 00:01.0 ECAP_ACS+6.w"], /only reads the register/],
  ] as const)("%j", async (argv, line) => {
    const { code, out, err } = await audited(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^pasidcheck: [^\n]+\n$/);
    expect(err).toMatch(line);
  });
});
