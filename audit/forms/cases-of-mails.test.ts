// Texts as people send them, and the right answer: paths, colours, broken titles, older programs,
// other encodings.
import { describe, expect, test } from "vitest";
import { acsOf, pasidOf } from "../../model/vocabulary/topology/topology.js";
import { answerTo } from "../testing/answer.js";
import { claimsOf } from "../testing/forms/claims.js";
import { at } from "../testing/machines.js";
import {
  ACS_ON,
  ENDPOINT,
  PORT,
  bridgeAbove,
  functionAt,
  groupsOf,
  readOf,
  rootPort,
  shownOf,
} from "../testing/texts.js";

describe("paths", () => {
  test.each([
    ["-P", "00:1c.5/00.0 Ethernet controller: Acme\n"],
    ["-PP", "00:1c.5/02:00.0 Ethernet controller: Acme\n"],
  ])("lspci %s: a function is below what stands before it", (option, line) => {
    const text = `00:00.0 Host bridge: Acme\n00:1c.5 PCI bridge: Acme Root Port #6\n${line}`;
    const machine = readOf(text);
    expect(shownOf(machine)).toHaveLength(3);
    const [last = ""] = shownOf(machine).slice(-1);
    expect(bridgeAbove(machine, last)).toBe("00:1c.5");
    if (option === "-PP") expect(last).toBe("02:00.0");
  });

  test("through a switch", () => {
    const machine = readOf(
      "00:01.0 PCI bridge: Acme Root Port\n00:01.0/03:00.0 PCI bridge: Acme Switch\n" +
        "00:01.0/03:00.0/04:01.0 PCI bridge: Acme Switch\n" +
        "00:01.0/03:00.0/04:01.0/05:00.0 Ethernet controller: Acme\n",
    );
    expect(shownOf(machine)).toEqual(["00:01.0", "03:00.0", "04:01.0", "05:00.0"]);
    expect(bridgeAbove(machine, "05:00.0")).toBe("04:01.0");
    expect(bridgeAbove(machine, "04:01.0")).toBe("03:00.0");
  });
});

describe("colours", () => {
  const text = rootPort("00:1c.0", "07", ACS_ON);
  test.each([
    ["lspci's", `\u001B[1;32m00:1c.0\u001B[0m${text.slice(7)}`],
    ["grep's", text.replace("ReqRedir+", "\u001B[01;31m\u001B[KReqRedir+\u001B[m\u001B[K")],
    ["as text", text.replace("00:1c.0", "^[[1;32m00:1c.0^[[0m")],
    ["with a hyperlink", text.replace("Acme", "\u001B]8;;http://x\u001B\\Acme\u001B]8;;\u001B\\")],
  ])("%s are stripped", (_, coloured) => {
    const machine = readOf(coloured);
    expect(shownOf(machine)).toEqual(["00:1c.0"]);
    expect(acsOf(functionAt(machine, "00:1c.0"))).toMatchObject({ cap: 0x5f, ctrl: 0x1d });
  });
});

describe("a title that a mail has broken", () => {
  const port = (n: number, slot: string, gap: string) =>
    `${slot} PCI bridge: Intel Corporation C610/X99 series chipset PCI${gap}` +
    `Express Root Port #${n} (rev d5) (prog-if 00 [Normal decode])\n\tCapabilities: [40] ${PORT}\n`;
  test.each([
    ["flowed", " \n"],
    ["wrapped", "\n"],
    ["quoted and wrapped", "\n> "],
    ["not broken", " "],
  ])("%s: the rule of the PCH root port is found", (_, gap) => {
    const text = port(2, "00:1c.1", gap) + port(3, "00:1c.2", gap);
    const quoted = gap.includes(">") ? text.replaceAll(/^(?!>)/gm, "> ") : text;
    const machine = readOf(quoted);
    expect(shownOf(machine)).toEqual(["00:1c.1", "00:1c.2"]);
    expect(machine.rules.map(({ rule }) => rule).join()).toMatch(/PCH root port/);
    expect(groupsOf(machine)).toEqual(["00:1c.1", "00:1c.2"]);
  });
});

describe("PASID as an lspci before 3.7 prints it", () => {
  const accelerator = (cap: string, width: string, more = "") =>
    `6a:00.0 System peripheral: Acme Accelerator\n${ENDPOINT}` +
    `\t\tDevCap2: Completion Timeout: Range ABCD, TimeoutDis+${more}\n` +
    `\tCapabilities: [220 v1] Process Address Space ID (PASID)\n` +
    `\t\tPASIDCap: ${cap}, Max PASID Width: ${width}\n\t\tPASIDCtl: Enable+, Exec-, Priv-\n`;

  test.each([
    ["Exec+, Priv-", "10", 16],
    ["Exec- Priv+", "14", 20],
    ["Exec-, Priv-", "08", 8],
    ["Exec-, Priv-", "0a", 10],
  ])("%s, width %s is %i bits", (cap, text, width) => {
    const machine = readOf(accelerator(cap, text, ", EETLPPrefix+, MaxEETLPPrefixes 1"));
    const pasid = pasidOf(functionAt(machine, "6a:00.0"));
    expect(pasid).toEqual({ width, exec: cap.includes("Exec+"), priv: cap.includes("Priv+") });
    expect(machine.functions[at(machine.topology, "6a:00.0")]?.pasidEnabled).toBe(true);
  });

  test("prefixes that it does not print are not known, never no", async () => {
    const text = accelerator("Exec+, Priv-", "10");
    const machine = readOf(rootPort("00:01.0", "6a", ACS_ON) + text);
    expect(machine.unseen[at(machine.topology, "6a:00.0")]?.has("prefix")).toBe(true);
    expect(claimsOf(machine).pasid.get("6a:00.0")).toBe("cannot be said");
  });

  test("on now, where it cannot be enabled, is remarked", async () => {
    const { out } = await answerTo(
      accelerator("Exec+, Priv-", "10", ", EETLPPrefix-").replace("6a:00.0", "00:08.0"),
    );
    expect(out).toMatch(/\bon now\b/);
  });
});

describe("what looks like a function and is not understood", () => {
  test.each([
    `${rootPort("00:1c.0", "07", ACS_ON)}00:2f.9 Ethernet controller: Acme\n`,
    `${rootPort("00:1c.0", "07", ACS_ON)}0g:00.0 Ethernet controller: Acme\n`,
  ])("is counted and shown", (text) => {
    const machine = readOf(text);
    const said = [...machine.unknown, ...machine.caveats].join("\n");
    expect(said).toMatch(/Ethernet controller: Acme|line \d+/);
  });
});

describe("UTF-16, as Windows' editors and PowerShell write it", () => {
  const dump = rootPort("00:1c.0", "07", ACS_ON);
  const utf16 = (text: string, mark: boolean) =>
    Buffer.from((mark ? "\uFEFF" : "") + text, "utf16le");
  test.each([
    ["little-endian", utf16(dump, true)],
    ["without a mark", utf16(dump, false)],
    ["big-endian", utf16(dump, true).swap16()],
  ])("%s", async (_, bytes) => {
    const { code, out } = await answerTo(bytes);
    expect(code).toBe(0);
    expect(out).toContain("00:1c.0");
  });

  test("a list of groups", async () => {
    const { json } = await answerTo(dump, utf16("9 0000:00:1c.0\r\n", true));
    expect(json?.agrees).toBe(true);
  });
});
