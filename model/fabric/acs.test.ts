/**
 * ACS does to one request what docs/reference/semantics.md says (2.1, the whole table of RR, EC and
 * the vector bit, and 5.2 for functions of a multifunction device), and Linux believes of it what
 * 2.3, 2.4 and 2.5 say. Expected values are copied from there.
 */
import { describe, expect, test } from "vitest";
import { ACS, ACS_ISOLATED, ACS_PASID, type Acs } from "../vocabulary/topology/acs.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import type { PciFunction, Topology } from "../vocabulary/topology/topology.js";
import { acsEnabled, acsFlagsEnabled, firstFailing, peerRequest } from "./acs.js";

function machine(text: string): Topology {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.topology;
}

function functionAt(t: Topology, dev: number): PciFunction {
  const f = t.functions[dev];
  if (f === undefined) throw new Error(`no function ${dev}`);
  return f;
}

/** A request from the first of two functions at the second, 00.1. */
function request(acs: string, kind: string): string {
  const bus = kind === "root-port" ? "bus 01" : "";
  const t = machine(`00:02.0 ${kind} ${bus} multifunction ${acs}\n00:02.1 rciep`);
  return peerRequest(functionAt(t, 0), functionAt(t, 1));
}

describe("the truth table of RR, EC and the egress vector", () => {
  const VECTOR_1 = "egress 02.1";
  const VECTOR_0 = "egress 02.2";
  test.each([
    ["EC=0 RR=0", "acs - of RR EC", "direct"],
    ["EC=0 RR=0, the vector is not read", `acs - of RR EC ${VECTOR_1}`, "direct"],
    ["EC=0 RR=1", "acs RR of RR EC", "redirected"],
    ["EC=0 RR=1, the vector is not read", `acs RR of RR EC ${VECTOR_0}`, "redirected"],
    ["EC=1 vector=0 RR=0", `acs EC of RR EC ${VECTOR_0}`, "direct"],
    ["EC=1 vector=0 RR=1: overrides RR", `acs RR EC of RR EC ${VECTOR_0}`, "direct"],
    ["EC=1 vector=0 RR=1, an empty vector", "acs RR EC of RR EC", "direct"],
    ["EC=1 vector=1 RR=0", `acs EC of RR EC ${VECTOR_1}`, "blocked"],
    ["EC=1 vector=1 RR=1", `acs RR EC of RR EC ${VECTOR_1}`, "redirected"],
    ["DT=1 is for translated requests", "acs RR DT of RR DT", "redirected"],
    ["SV, CR and UF say nothing of it", "acs SV CR UF of SV RR CR UF", "direct"],
  ])("%s", (_, acs, expected) => {
    expect(request(acs, "root-port")).toBe(expected);
    expect(request(acs, "rciep")).toBe(expected);
  });
  test("no ACS capability: direct, of a port and of a function (Linux: assume direct)", () => {
    expect(request("", "root-port")).toBe("direct");
    expect(request("", "rciep")).toBe("direct");
  });
  test("a port that does not implement RR sends straight on", () => {
    expect(request("acs - of -", "root-port")).toBe("direct");
    expect(request("acs SV of SV", "root-port")).toBe("direct");
  });
  test.each(["acs - of -", "acs CR of CR", "acs DT of DT"])(
    "a function with a capability that does not implement RR does no peer-to-peer: %s",
    (acs) => {
      expect(request(acs, "rciep")).not.toBe("direct");
    },
  );
  test("a function that implements EC but not RR does no peer-to-peer, whatever its vector", () => {
    expect(request("acs EC of EC", "rciep")).not.toBe("direct");
    expect(request("acs - of EC", "rciep")).not.toBe("direct");
  });
});

const capability = (cap: number, ctrl: number): Acs => ({ cap, ctrl, egress: [] });

describe("pci_acs_flags_enabled", () => {
  test("1. no ACS capability is false, whatever is wanted", () => {
    expect(acsFlagsEnabled(null, ACS_PASID)).toBe(false);
    expect(acsFlagsEnabled(null, 0)).toBe(false);
  });
  test("2. a wanted bit that is not implemented counts as enabled", () => {
    expect(acsFlagsEnabled(capability(0, 0), ACS_ISOLATED)).toBe(true);
    expect(acsFlagsEnabled(capability(ACS.RR, ACS.RR), ACS_ISOLATED)).toBe(true);
  });
  test("2. except EC", () => {
    expect(acsFlagsEnabled(capability(0, 0), ACS.EC)).toBe(false);
    expect(acsFlagsEnabled(capability(ACS.EC, ACS.EC), ACS.EC)).toBe(true);
  });
  test("3. what is wanted and implemented must be on, all of it", () => {
    expect(acsFlagsEnabled(capability(ACS_PASID, ACS_PASID), ACS_PASID)).toBe(true);
    expect(acsFlagsEnabled(capability(ACS_PASID, ACS.RR), ACS_PASID)).toBe(false);
    expect(acsFlagsEnabled(capability(ACS_PASID, ACS.UF), ACS_PASID)).toBe(false);
  });
  test("it never checks that EC or DT is off", () => {
    const all = ACS_ISOLATED | ACS.EC | ACS.DT;
    expect(acsFlagsEnabled(capability(all, all), ACS_ISOLATED)).toBe(true);
  });
});

/** The functions by kind: above a port `00:01.0`, a switch below it, then what it leads to. */
const kinds = (acs: string): Topology =>
  machine(`
00:01.0 root-port bus 01 ${acs}
01:00.0 upstream-port bus 02 ${acs}
02:00.0 downstream-port bus 03 ${acs}
03:00.0 endpoint ${acs}
03:00.1 vf of-pf 03:00.0
00:02.0 rciep ${acs}
00:03.0 rcec ${acs}
00:04.0 pcie-to-pci-bridge bus 04
00:05.0 pci-to-pcie-bridge bus 05
00:06.0 pci-bridge bus 06
00:07.0 pci-device
00:08.0 legacy-endpoint ${acs}`);

const endpoints = (answer: boolean): Readonly<Record<string, boolean>> => ({
  "upstream-port": answer,
  endpoint: answer,
  "legacy-endpoint": answer,
  rciep: answer,
});

const answers = (acs: string, multifunction: boolean): Readonly<Record<string, boolean>> =>
  Object.fromEntries(
    kinds(acs).functions.map((f) => [f.kind, acsEnabled(f, ACS_ISOLATED, multifunction)]),
  );

describe("pci_acs_enabled", () => {
  const FULL = "acs SV RR CR UF of SV RR CR UF";
  const OFF = "acs - of SV RR CR UF";
  const NEVER = {
    rcec: false,
    "pcie-to-pci-bridge": false,
    "pci-to-pcie-bridge": false,
    "pci-bridge": false,
    "pci-device": false,
  };

  test.each([
    ["every bit on", FULL, true],
    ["every bit off", OFF, false],
    ["no capability", "", false],
  ])("ports, and functions of multifunction devices, by their registers: %s", (_, acs, on) => {
    expect(answers(acs, true)).toEqual({
      ...NEVER,
      ...endpoints(on),
      "root-port": on,
      "downstream-port": on,
      // Only a later scan can say so of a VF, and then it has no ACS to show.
      vf: false,
    });
  });
  test.each([
    ["every bit on", FULL, true],
    ["every bit off", OFF, false],
    ["no capability", "", false],
  ])("functions that are alone in their device always: %s", (_, acs, on) => {
    expect(answers(acs, false)).toEqual({
      ...NEVER,
      ...endpoints(true),
      "root-port": on,
      "downstream-port": on,
      vf: true,
    });
  });
});

const path = (root: string, port: string, endpoint: string): Topology =>
  machine(`
00:01.0 root-port bus 01 ${root}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 ${port}
03:00.0 endpoint ${endpoint}`);

describe("pci_acs_path_enabled", () => {
  const ON = "acs RR UF of RR UF";
  const OFF = "acs RR of RR UF";

  test("the start itself is included, and the first that fails from there up is named", () => {
    expect(firstFailing(path(ON, ON, ""), 3, ACS_PASID)).toBeNull();
    expect(firstFailing(path(OFF, ON, ""), 3, ACS_PASID)).toBe(0);
    expect(firstFailing(path(OFF, OFF, ""), 3, ACS_PASID)).toBe(2);
    expect(firstFailing(path(OFF, OFF, "multifunction"), 3, ACS_PASID)).toBe(3);
    expect(firstFailing(path(ON, ON, "multifunction acs RR of RR"), 3, ACS_PASID)).toBeNull();
  });
  test("a function above 0 counts as multifunction, whatever its header says", () => {
    const t = machine("00:02.0 rciep multifunction acs RR of RR\n00:02.1 rciep");
    expect(firstFailing(t, 0, ACS_PASID)).toBeNull();
    expect(firstFailing(t, 1, ACS_PASID)).toBe(1);
  });
  test("it stops at its root bus: below a VMD nothing of the VMD is asked", () => {
    const t = machine(`
00:0e.0 rciep multifunction
10000:00:00.0 root-port bus 01 ${ON} dma-as 00:0e.0
10000:01:00.0 endpoint dma-as 00:0e.0`);
    expect(firstFailing(t, 2, ACS_PASID)).toBeNull();
    expect(firstFailing(t, 0, ACS_PASID)).toBe(0);
  });
  test("a conventional bridge on the path always fails", () => {
    const t = machine("00:01.0 pci-bridge bus 01\n01:00.0 pci-device");
    expect(firstFailing(t, 0, ACS_PASID)).toBe(0);
  });
});
