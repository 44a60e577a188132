// The questions beside an audit through the command: text, JSON, page, exit codes and refusals.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { run } from "../run.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-questions-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string) => join(folder, name);
const LSPCI = fileURLToPath(new URL("../../docs/example/lspci.txt", import.meta.url));
const DUMP = readFileSync(LSPCI, "utf8");

async function audited(...argv: readonly string[]) {
  const io = fakeIo();
  const rest = argv.includes("--sysfs") ? argv : ["--lspci", LSPCI, ...argv];
  const code = await run(["audit", ...rest], io, () => Promise.reject(new Error("not needed")));
  return { code, out: io.stdout(), err: io.stderr() };
}

async function jsonOf(...argv: readonly string[]): Promise<unknown> {
  const { code } = await audited(...argv, "--json", at("a.json"));
  expect(code).toBe(0);
  return JSON.parse(readFileSync(at("a.json"), "utf8"));
}

/** The example with CR on at 00:01.0, where it is off. */
function withCr(): string {
  const blocks = DUMP.split("\n\n").map((block) =>
    block.startsWith("0000:00:01.0")
      ? block.replace(/(ACSCtl:.*)CmpltRedir-/, "$1CmpltRedir+")
      : block,
  );
  const path = at("cr.txt");
  writeFileSync(path, blocks.join("\n\n"));
  return path;
}

describe("--device", () => {
  test("is answered alone, on the page, and as a list in the JSON", async () => {
    const argv = ["--device", "0000:05:00.0", "--device", "07:00.0"];
    const { out, code } = await audited(...argv, "--html", at("a.html"));
    expect(code).toBe(0);
    expect(out).toContain("\n05:00.0 endpoint");
    expect(out).toContain("\n07:00.0 PCI device");
    expect(out).toContain("  its group: 03:01.0, 05:00.0\n      03:01.0 downstream port: no ACS");
    expect(out).toContain("nothing sets it free where it stands: 06:00.0 PCIe-to-PCI bridge gives");
    expect(out).not.toContain("Groups of more than one function");
    expect(out.split("\n").filter((line) => line.length > 100)).toEqual([]);
    expect(readFileSync(at("a.html"), "utf8")).toContain("--device 0000:05:00.0 --device 07:00.0");
    expect(await jsonOf(...argv)).toMatchObject({
      device: [
        { bdf: "05:00.0", group: "formed", members: ["03:01.0", "05:00.0"], with: [] },
        { bdf: "07:00.0", with: [{ bdf: "07:01.0" }], ways: [] },
      ],
    });
  });

  test("with the kernel's numbers where they are given", async () => {
    const groups = fileURLToPath(new URL("../../docs/example/groups.txt", import.meta.url));
    const { out } = await audited("--groups", groups, "--device", "01:00.0");
    expect(out).toContain("  its group [1], as the kernel gave it: 00:01.0, 01:00.0\n");
  });
});

describe("--against", () => {
  test("a bit that came on is why a group split, and the other way round", async () => {
    const other = withCr();
    const { out, code } = await audited("--against", other);
    expect(code).toBe(0);
    expect(out).toContain(`From A (${LSPCI}) to B (${other})`.slice(0, 20));
    expect(out).toContain("00:01.0 root port: ACS CR now on\n");
    expect(out).toContain("a group split (formed here of both): 00:01.0, 01:00.0\n");
    expect(out).toContain("-> 00:01.0 | 01:00.0\n      because of 00:01.0: ACS CR now on\n");
    expect(await jsonOf("--against", other)).toMatchObject({
      against: {
        in_both: 15,
        changed: [{ from: "00:01.0", fact: "acs-ctrl", was: 21, is: 29 }],
        groups: { basis: "formed", changed: [{ why: "fact" }], cannot_be_said: [] },
      },
    });
  });

  test("--strict exits 1 if groups differ for sure, and 0 if nothing does", async () => {
    expect((await audited("--against", withCr(), "--strict")).code).toBe(1);
    const { code, out } = await audited("--against", LSPCI, "--strict");
    expect(code).toBe(0);
    expect(out).toContain("  15 functions in both, 0 in A alone, 0 in B alone\n");
    expect(out).toContain("  the same groups (formed here of both)\n");
  });

  test("a dump without capabilities takes nothing away", async () => {
    const plain = DUMP.split("\n").filter((line) => !/^\s|^[0-3]0: /.test(line));
    writeFileSync(at("plain.txt"), plain.join("\n"));
    const { code, out } = await audited("--against", at("plain.txt"), "--strict");
    expect(code).toBe(0);
    expect(out).toContain("  no other fact that both show changed\n");
    expect(out).toContain("  not shown in B, so no difference\n");
    expect(out).not.toMatch(/a group split|groups joined|groups changed/);
  });

  test("a boot without an IOMMU has the bits that Linux would set, unless as shown", async () => {
    const off = DUMP.split("\n").map((line) =>
      line.includes("ACSCtl") ? line.replaceAll("+", "-") : line,
    );
    writeFileSync(at("off.txt"), off.join("\n"));
    const note = "  B looks like a boot without an IOMMU";
    const { out } = await audited("--against", at("off.txt"));
    expect(out).toContain(note);
    expect(out).toContain("00:01.0 root port: ACS CR now on\n");
    const shown = await audited("--against", at("off.txt"), "--acs-as-shown");
    expect(shown.out).not.toContain(note);
    expect(shown.out).toContain("00:01.0 root port: ACS SV RR UF now off\n");
  });

  test("of a running machine", async () => {
    const device = at("sys/bus/pci/devices/0000:00:1f.0");
    mkdirSync(device, { recursive: true });
    for (const [name, text] of Object.entries({ vendor: "0x1234", device: "0x5678" }))
      writeFileSync(join(device, name), `${text}\n`);
    const { code, out } = await audited("--sysfs", "--root", at("sys"), "--against", LSPCI);
    expect(code).toBe(0);
    expect(out).toContain("in A alone");
  });
});

describe("--vfs", () => {
  const SRIOV = [
    "\tCapabilities: [160 v1] Single Root I/O Virtualization (SR-IOV)",
    "\t\tIOVCap:\tMigration-, Interrupt Message Number: 000",
    "\t\tIOVCtl:\tEnable- Migration- Interrupt- MSE- ARIHierarchy+",
    "\t\tInitial VFs: 8, Total VFs: 8, Number of VFs: 0, Function Dependency Link: 00",
    "\t\tVF offset: 128, stride: 1, Device ID: 1234",
  ].join("\n");
  const withSriov = DUMP.split("\n\n")
    .map((block) => (block.startsWith("0000:05:00.0") ? `${block}\n${SRIOV}` : block))
    .join("\n\n");
  writeFileSync(at("sriov.txt"), withSriov);

  test("requester IDs, buses, groups and PASID", async () => {
    const { out } = await audited("--lspci", at("sriov.txt"), "--vfs", "05:00.0=4");
    expect(out).toContain("\nsriov_numvfs=4 on 05:00.0 endpoint\n");
    expect(out).toContain("requester IDs 05:10.0 to 05:10.3 (offset 128, stride 1)\n");
    expect(out).toContain("all on the bus of the PF: no bus number is needed\n");
    expect(out).toContain("VFs 0 to 3 with 03:01.0, 05:00.0\n");
    expect(out).toContain("it cannot be enabled there");
  });

  test("what cannot be said, and what is refused", async () => {
    expect((await audited("--lspci", at("sriov.txt"), "--vfs", "05:00.0=9")).out).toContain(
      "refused, -ERANGE: it has 8 VFs\n",
    );
    expect((await audited("--vfs", "05:00.0=9")).out).toContain("it has no SR-IOV capability");
    expect(await jsonOf("--vfs", "05:00.0=9")).toMatchObject({
      vfs: [{ pf: "05:00.0", vfs: 9, possible: false, why: { what: "no-sriov" } }],
    });
  });
});

describe("one line says what is wrong", () => {
  test.each([
    [["--device", "x"], /--device x: 'x' is no address; write --device 01:00\.0/],
    [["--device", "05:00.1"], /05:00\.1 is not a function .*did you mean '05:00\.0'\?/],
    [["--device", "05:01.0"], /did you mean '05:00\.0'\?/],
    [["--vfs", "05:00.0"], /--vfs 05:00\.0: expected a PF and a number of VFs/],
    [["--vfs", "05:00.0=0"], /a number of VFs from 1 to 4096/],
    [["--vfs", "0f:00.0=1"], /0f:00\.0 is not a function of this machine/],
    [["--against", "/nowhere.txt"], /nowhere\.txt/],
    [["--against", LSPCI.replace("lspci.txt", "groups.txt")], /groups\.txt/],
  ])("%j", async (argv, line) => {
    const { code, out, err } = await audited(...argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toMatch(/^pasidcheck: [^\n]+\n$/);
    expect(err).toMatch(line);
  });
});
