import { isBridge } from "../../topology/topology.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { addressText } from "../../topology/address.js";
import { problemText } from "../../reading/reading.js";
import { printScenario, readScenario } from "./text.js";
import type { Scenario } from "../scenario.js";

function scenarioOf(text: string): Scenario {
  const read = readScenario(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function problemOf(text: string): string {
  const read = readScenario(text);
  return read.ok ? "no problem" : problemText(read.problem);
}

/** The problem of the lines below the title, which is line 1. */
const problemIn = (...lines: string[]): string =>
  problemOf(["pasidcheck scenario 1", ...lines].join("\n"));

const EVERYTHING = `pasidcheck scenario 1
iommu  blocking rid  strict  pasids 16
probe  hot  00:01.0 00:02.0 01:00.0 01:00.1 02:00.0 10000:00:00.0 01:00.2
00:01.0        root-port           bus 01  acs RR UF of SV RR CR UF  prefix
01:00.0        endpoint            multifunction  pasid 8 exec  acs - of RR CR  prefix
01:00.1        endpoint            multifunction  pasid 8 priv  acs EC of EC  egress 00.0,00.2
00:02.0        pcie-to-pci-bridge  bus 02  no-iommu  direct-map  xlate-root  no-alias
02:00.0        pci-bridge          bus 03  pcie-bridge-alias
10000:00:00.0  rciep               pasid-no-tlp  ari  alias 00.1 02.3  dma-as 01:00.0
01:00.2        vf                  of-pf 01:00.0
----
pasid-enable 01:00.0 exec priv
pasid-attach 01:00.0 pasid 5 domain D1 handle h1 fail 2 ENOSPC
pasid-replace 01:00.0 pasid 5 domain B
pasid-detach 01:00.0 pasid 5
rid-attach 01:00.1 domain N1 handle h8
rid-replace 01:00.1 domain F1
rid-detach 01:00.1 fail 1 ENOMEM
device-attach 02:00.0 domain I
device-detach 02:00.0
pasid-disable 01:00.0
`;

test("every word is printed as it is read", () => {
  expect(printScenario(scenarioOf(EVERYTHING))).toBe(EVERYTHING);
});

test("the words mean what the types say", () => {
  const { topology, iommu, operations } = scenarioOf(EVERYTHING);
  expect(iommu).toEqual({ blocking: "rid", strict: true, pasidBits: 16 });
  expect(topology.probe).toEqual({ scan: "hot", order: [0, 3, 1, 2, 4, 5, 6] });
  expect(topology.functions[2]).toEqual({
    kind: "endpoint",
    segment: 0,
    bus: 1,
    devfn: 1,
    parent: 0,
    multifunction: true,
    aliases: [],
    realDma: null,
    iommu: true,
    directMap: false,
    acs: { cap: 0x20, ctrl: 0x20, egress: [0, 2] },
    prefix: false,
    pasid: { width: 8, exec: false, priv: true },
    pasidNoTlp: false,
    ari: false,
  });
  expect(topology.functions[5]).toMatchObject({ aliases: [1, 0x13], realDma: 1, ari: true });
  expect(topology.functions[6]).toMatchObject({ kind: "vf", pf: 1, parent: 0 });
  expect(operations[1]).toEqual({
    op: "pasid-attach",
    dev: 1,
    pasid: 5,
    domain: "D1",
    handle: 1,
    fail: { call: 2, errno: "ENOSPC" },
  });
});

test("mails may quote, end lines in CRLF, and comment", () => {
  const mail = EVERYTHING.split("\n")
    .map((line) => `> > ${line}  # as seen\r\n> >\r`)
    .join("\n");
  expect(scenarioOf(mail)).toEqual(scenarioOf(EVERYTHING));
});

test("a device number beyond the functions is printed resolved", () => {
  const one = scenarioOf("pasidcheck scenario 1\n00:01.0 pci-device\n00:02.0 pci-device");
  const text = printScenario({ ...one, operations: [{ op: "pasid-disable", dev: 3 }] });
  expect(text).toContain("pasid-disable 00:02.0");
});

test("bus numbers may be left out: each bridge owns the next bus on which something stands", () => {
  const { topology } = scenarioOf(`pasidcheck scenario 1
    00:01.0 root-port
    01:00.0 upstream-port
    02:00.0 downstream-port
    03:00.0 endpoint
    02:01.0 downstream-port
    04:00.0 endpoint
    00:02.0 root-port
    07:00.0 endpoint
    00:03.0 root-port`);
  const secondaries = topology.functions.map((f) => (isBridge(f) ? f.secondary : null));
  expect(secondaries).toEqual([1, 2, 3, null, 4, null, 7, null, 8]);
  expect(topology.functions.map((f) => f.parent)).toEqual([null, 0, 1, 2, 1, 4, null, 6, null]);
});

test("a text that is none of ours is refused by its first line", () => {
  const wanted = "the first line is 'pasidcheck scenario 1'";
  expect(problemOf("")).toBe(`1:1: ${wanted}, not ''; then functions, a line '----', operations`);
  expect(problemOf("\n# hello\n  lspci\n")).toBe(`3:3: ${wanted}, not 'lspci'`);
  expect(problemOf("pasidcheck scenario 2")).toBe(
    "1:1: 'pasidcheck scenario 2' is of another version; this one reads 'pasidcheck scenario 1'",
  );
  expect(problemOf("x".repeat(1_048_577))).toBe(
    "1048577 bytes are too many; at most 1048576 are read",
  );
});

test("a misspelt word is told with its place and the nearest word", () => {
  expect(problemIn("00:01.0  endpiont")).toBe(
    "2:10: 'endpiont' is no kind of function (did you mean 'endpoint'?)",
  );
  expect(problemIn("> 00:01.0  endpoint multifuncton")).toBe(
    "2:21: an endpoint has no 'multifuncton' (did you mean 'multifunction'?)",
  );
  expect(problemIn("00:01.0 root-port acs RR of RR UFW")).toBe(
    "2:32: a root-port has no 'UFW' (did you mean 'UF'?)",
  );
  expect(problemIn("00:01.0 root-port acs rr of RR")).toBe(
    "2:23: expected ACS bits, or '-' for none, not 'rr' (did you mean 'RR'?)",
  );
  expect(problemIn("iomu strict", "00:01.0 rcec")).toBe(
    "2:1: 'iomu' begins no line (did you mean 'iommu'?)",
  );
  expect(problemIn("00:01.0 rcec", "----", "pasid-atach 00:01.0")).toBe(
    "4:1: 'pasid-atach' is no operation (did you mean 'pasid-attach'?)",
  );
});

test("what is missing or out of bounds is told with its place", () => {
  const one = ["00:01.0 rcec", "----"];
  expect(problemIn("00:01.0")).toBe(
    "2:8: the line ends where the kind of the function should follow",
  );
  expect(problemIn("0:1.0 endpoint")).toBe(
    "2:1: expected the address of a function or '----', like 01:00.0, not '0:1.0'",
  );
  expect(problemIn("pasid-enable 00:01.0")).toBe(
    "2:1: expected the address of a function or '----', like 01:00.0, not 'pasid-enable'; " +
      "operations come after a line '----'",
  );
  expect(problemIn("00:01.0 rciep pasid 21")).toBe(
    "2:21: a PASID width is a number 0..20, not '21'",
  );
  expect(problemIn("00:01.0 rciep prefix prefix")).toBe("2:22: 'prefix' is said twice");
  expect(problemIn("00:01.0 vf")).toBe("2:1: a vf names its physical function: of-pf ADDRESS");
  expect(problemIn("iommu strict", "iommu strict")).toBe("3:1: a second 'iommu' line");
  expect(problemIn("iommu pasids 21")).toBe("2:14: the PASID bits is a number 0..20, not '21'");
  expect(problemIn(...one, "pasid-attach 00:01.0 domain D1")).toBe(
    "4:31: pasid-attach needs 'pasid'; write pasid-attach 01:00.0 pasid 1 domain D1 " +
      "[handle h1] [fail 1 ENOMEM]",
  );
  expect(problemIn(...one, "pasid-attach 00:02.0 domain D1")).toBe(
    "4:14: there is no function 00:02.0 above",
  );
  expect(problemIn(...one, "pasid-detach 00:01.0 pasid 0x100001")).toBe(
    "4:28: a PASID is a number 0..1048576, not '0x100001'",
  );
  expect(problemIn(...one, "rid-attach 00:01.0 domain D1 handle h9")).toBe(
    "4:37: a handle is h1..h8, not 'h9'",
  );
  expect(problemIn(...one, "rid-attach 00:01.0 domain D1 fail 0 ENOMEM")).toContain("4:35: ");
  expect(problemIn(...one, "rid-attach 00:01.0 domain D1 fail 1 EIO")).toContain("4:37: ");
  expect(problemIn(...one, ...one)).toContain("4:1: ");
});

test("an impossible topology is told with the line of the function", () => {
  expect(problemIn("00:01.0 rciep", "00:01.0 rciep")).toBe(
    "3:1: 00:01.0: 00:01.0 is already the address of 00:01.0",
  );
  expect(problemIn("01:00.0 endpoint", "  00:01.0 root-port bus 01")).toBe(
    "2:1: list the bridge 00:01.0 above it first",
  );
  expect(problemIn("00:01.0 rciep", "", "00:01.1 rciep")).toBe(
    "4:1: 00:01.1: Linux does not scan it: 00:01.0 is not multifunction",
  );
  expect(problemIn("00:01.0 rciep", "00:02.0 vf of-pf 00:03.0")).toBe(
    "3:18: there is no function 00:03.0 in the list",
  );
  expect(problemIn("00:01.0 rciep dma-as 00:01.0")).toBe(
    "2:22: 00:01.0 must be listed before this line",
  );
  expect(problemIn("probe boot", "fe:01.0 root-port bus ff", "fe:02.0 root-port")).toBe(
    "4:1: no bus number is left for it: say which",
  );
  expect(problemIn("probe boot 00:01.0", "00:01.0 rciep", "00:02.0 rciep")).toBe(
    "2:1: the order names every function once",
  );
  expect(problemIn("00:01.0 root-port bus 01", "05:00.0 downstream-port")).toBe(
    "3:1: 05:00.0: a downstream-port cannot stand on a root bus; " +
      "no bridge leads to bus 05 (00:01.0 leads to bus 01, 05:00.0 leads to bus 06)",
  );
  expect(problemIn("----")).toBe(
    "2:1: there is no function; write one above '----', like '00:01.0 rciep pasid 16'",
  );
});

function many(n: number, line: (i: number) => string): string[] {
  return Array.from({ length: n }, (_, i) => line(i));
}

/** A different address for every number below 2^13. */
function address(i: number): string {
  return addressText({ segment: i >> 12, bus: (i >> 5) % 128, devfn: (i % 32) << 3 });
}

test("there is a limit on functions, operations and PASIDs", () => {
  const functions = many(4097, (i) => `${address(i)} rciep`);
  expect(problemIn(...functions)).toBe("4098:1: at most 4096 functions");
  const one = ["00:01.0 rciep", "----"];
  expect(problemIn(...one, ...many(10_001, () => "pasid-enable 00:01.0"))).toBe(
    "10004:1: at most 10000 operations",
  );
  expect(problemIn(...one, ...many(65, (i) => `pasid-detach 00:01.0 pasid ${i}`))).toBe(
    "68:1: at most 64 different PASIDs are named; this is one more",
  );
});

test("no text makes the reader throw or say more than one line", () => {
  const words = EVERYTHING.split(/\s+/);
  const word = fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 }));
  const line = fc.array(word, { maxLength: 8 }).map((ws) => ws.join(" "));
  const damaged = fc
    .tuple(fc.nat(EVERYTHING.split("\n").length - 1), line)
    .map(([at, put]) => EVERYTHING.split("\n").with(at, put).join("\n"));
  let refused = 0;
  fc.assert(
    fc.property(fc.oneof(damaged, fc.string()), (text) => {
      const read = readScenario(text);
      if (read.ok) return;
      refused++;
      expect(problemText(read.problem)).toMatch(/^[^\n\r]+$/);
    }),
    { numRuns: 1000 },
  );
  expect(refused).toBeGreaterThan(100);
});
