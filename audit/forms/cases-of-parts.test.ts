// Texts as people send them, and the right answer: two runs, and parts of a machine.
import { describe, expect, test } from "vitest";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import { answerTo } from "../testing/answer.js";
import { claimsOf } from "../testing/forms/claims.js";
import { at } from "../testing/machines.js";
import {
  ACS_ON,
  ENDPOINT,
  PORT,
  acsLines,
  bridgeAbove,
  busLine,
  functionAt,
  groupsOf,
  readOf,
  rootPort,
  shownOf,
} from "../testing/texts.js";

const DOWNSTREAM = "Express (v2) Downstream Port (Slot+), MSI 00";

function express(type: string): string {
  return `\tCapabilities: [40] ${type}\n`;
}

describe("two runs in one text", () => {
  const nn = "00:1b.0 PCI bridge [0604]: Acme Root Port [1b1b:0020] (rev 03)\n";
  const vv = `00:1b.0 PCI bridge: Acme Root Port (rev 03)\n${busLine("04")}${express(PORT)}`;

  test.each([
    ["short first", `$ lspci -nn\n${nn}$ sudo lspci -vv\n${vv}`],
    ["long first", `# lspci -vv\n${vv}\n# lspci -nn\n${nn}`],
    ["without a prompt", `${nn}\n${vv}`],
    ["with the domain in one", `${nn.replace("00:1b.0", "0000:00:1b.0")}\n${vv}`],
  ])("are merged: %s", (_, text) => {
    const machine = readOf(text);
    expect(shownOf(machine)).toEqual(["00:1b.0"]);
    expect(functionAt(machine, "00:1b.0")).toMatchObject({ kind: "root-port", secondary: 4 });
    expect(machine.functions[0]).toMatchObject({ vendor: 0x1b1b, device: 0x20, revision: 3 });
  });

  test("that contradict are told, with their lines, and the fuller one is taken", () => {
    const other = "00:1b.0 VGA compatible controller: Other Card\n";
    const machine = readOf(`${vv}\n${other}`);
    expect(functionAt(machine, "00:1b.0").kind).toBe("root-port");
    expect(machine.unknown.join("\n")).toMatch(/\b1\b.*\b5\b|\b5\b.*\b1\b/);
  });
});

describe("one port of a switch, alone", () => {
  test.each([
    ["02:1f.0 PCI bridge: Acme Switch\n", "02:1f.0"],
    ["0000:85:08.0 PCI bridge: PLX PEX 8749\n", "85:08.0"],
  ])("%j keeps its kind; the ports above stand in", (title, address) => {
    const machine = readOf(`${title}${busLine("90")}${express(DOWNSTREAM)}`);
    expect(functionAt(machine, address).kind).toBe("downstream-port");
    const upstream = bridgeAbove(machine, address) ?? "";
    expect(functionAt(machine, upstream).kind).toBe("upstream-port");
    expect(functionAt(machine, bridgeAbove(machine, upstream) ?? "").kind).toBe("root-port");
    expect(shownOf(machine)).toEqual([address]);
  });
});

describe("an extended capability without the Express one", () => {
  test.each(["40:03.1", "c0:01.2"])("makes %s a root port, with a note", async (address) => {
    const title = `${address} PCI bridge: Advanced Micro Devices, Inc. [AMD] GPP Bridge\n`;
    const text = `${title}${acsLines(ACS_ON.replace("SrcValid+", "SrcValid-"))}`;
    const machine = readOf(text);
    const f = functionAt(machine, address);
    expect(f).toMatchObject({ kind: "root-port", parent: null });
    expect(acsOf(f)).toMatchObject({ cap: 0x5f, ctrl: 0x1c });
    expect(machine.unknown.join("\n")).toContain(address);
    const { code, out } = await answerTo(text, null, "--what-if", `${address}:+SV`);
    expect(code).toBe(0);
    expect(out).toContain("SV RR CR UF");
  });
});

describe("a function whose device has others, which are not shown", () => {
  test.each(["00:0a.3", "17:05.1"])("%s is one function and one group", async (address) => {
    const text = rootPort(address, "60", ACS_ON);
    const { out, json } = await answerTo(text);
    expect(shownOf(readOf(text))).toEqual([address]);
    expect(out).toMatch(/\b1 group\b/);
    expect(json?.devices.map(({ bdf }) => bdf)).toContain(address);
    expect(out).not.toMatch(/\d+ pairs? meets? across/);
  });
});

describe("VFs without their PF", () => {
  const vf = (address: string) =>
    `${address} Ethernet controller: Intel Corporation Virtual Function 700\n${ENDPOINT}`;
  test.each([
    ["b1:00.2", "b1:00.3"],
    ["5e:02.0", "5e:02.1"],
  ])("%s and %s are each in a group of their own", (a, b) => {
    const machine = readOf(vf(a) + vf(b));
    expect(groupsOf(machine)).toEqual([a, b]);
    expect(claimsOf(machine).pairs.get(`${a} ${b}`)).not.toBe("together");
  });
});

describe("a domain from 10000 up", () => {
  const port = `10000:e0:06.0 PCI bridge: Acme Root Port\n${busLine("e1")}${express(PORT)}`;
  const card = `10000:e1:00.0 Non-Volatile memory controller: Acme NVMe\n${ENDPOINT}`;
  const integrated = express("Express (v2) Root Complex Integrated Endpoint, MSI 00");

  test.each([
    ["by its name", "RAID bus controller: Intel Corporation Volume Management Device NVMe RAID"],
    ["by its ids", "RAID bus controller [0104]: Intel Corporation Device [8086:9a0b]"],
  ])("is behind a VMD that is there, %s", (_, title) => {
    const machine = readOf(`0000:00:0e.0 ${title}\n${integrated}${port}${card}`);
    const vmd = at(machine.topology, "00:0e.0");
    expect(functionAt(machine, "10000:e1:00.0").realDma).toBe(vmd);
    expect(groupsOf(machine)).toEqual(["00:0e.0 10000:e0:06.0 10000:e1:00.0"]);
  });

  test.each(["", `0000:00:0e.0 Ethernet controller: Acme\n${integrated}`])(
    "is a segment as any other without one: %j",
    (other) => {
      const machine = readOf(other + port + card);
      expect(functionAt(machine, "10000:e1:00.0").realDma).toBeNull();
      expect(machine.unknown.join(" ")).not.toMatch(/VMD that is not in the dump/);
    },
  );
});
