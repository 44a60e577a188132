/**
 * A scenario is asked with every fact of it in the words of protocol.md, nothing that is absent or
 * 0, and the same text for the same scenario.
 */
import { describe, expect, test } from "vitest";
import type { BootInput } from "../../../model/vocabulary/design/design.js";
import type { Operation } from "../../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, pasidColumns } from "../../../model/vocabulary/scenario/scenario.js";
import type { PciFunction, Topology } from "../../../model/vocabulary/topology/topology.js";
import {
  acs,
  boot,
  bridgeToPci,
  endpoint,
  hot,
  pciBridge,
  pciDevice,
  port,
  virtual,
  width,
} from "../../testing/topologies.js";
import { requestOf } from "./request.js";

function given(topology: Topology, operations: readonly Operation[]): Omit<BootInput, "hardware"> {
  return { topology, iommu: DEFAULT_IOMMU, operations, columns: pasidColumns(operations) };
}

const root = port("root-port", [0, 8, null], 1, { acs: acs("SV RR CR UF", "RR UF") });

/** The lines of the functions of a machine. */
function functionLines(functions: readonly PciFunction[]): readonly string[] {
  const lines = requestOf(given(boot(functions), [])).text.split("\n");
  return lines.filter((line) => line.startsWith("function "));
}

/** The last function's line, behind a root port; without what every line has. */
function told(f: PciFunction, ...before: readonly PciFunction[]): string {
  return (
    functionLines([root, ...before, f])
      .at(-1)
      ?.replace(/^.* devfn=\d+( parent=\d+)? ?/, "") ?? ""
  );
}

test("the example of the protocol", () => {
  const machine = hot([
    root,
    endpoint([1, 0, 0], { multifunction: true, pasid: width(8, { exec: true }) }),
    endpoint([1, 1, 0], { aliases: [0, 255] }),
  ]);
  const request = requestOf(
    given(machine, [
      { op: "pasid-enable", dev: 4, features: 2 },
      {
        op: "pasid-attach",
        dev: 1,
        pasid: 5,
        domain: "D1",
        handle: 1,
        fail: { call: 2, errno: "ENOMEM" },
      },
      { op: "rid-detach", dev: 2 },
    ]),
  );
  expect(request).toMatchObject({ functions: 3, columns: [0, 5], operations: 3 });
  expect(request.text.split("\n")).toEqual([
    "scan hot",
    "iommu blocking=pasid strict=0 pasids=1048576",
    "function kind=root-port segment=0 bus=0 devfn=8 acs=1d:14 prefix=1 secondary=1",
    "function kind=endpoint segment=0 bus=1 devfn=0 parent=0 multifunction=1 prefix=1 pasid=8:2",
    "function kind=endpoint segment=0 bus=1 devfn=1 parent=0 aliases=0,255 prefix=1 pasid=8:0",
    "order 0 1 2",
    "pasids 0 5",
    "op pasid-enable dev=1 features=2",
    "op pasid-attach dev=1 pasid=5 domain=D1 handle=1 fail=2:12",
    "op rid-detach dev=2",
    "",
  ]);
});

describe("a function says", () => {
  const bare = { pasid: null, prefix: false };
  test("nothing that it has not", () => {
    expect(told(endpoint([1, 0, 0], bare))).toBe("");
  });
  test("what it has", () => {
    const f = endpoint([1, 0, 0], {
      ...bare,
      iommu: false,
      directMap: true,
      acsRule: { claims: 0x1d, mask: 0x7f },
      pasidNoTlp: true,
      ari: true,
      pasid: width(0, { exec: true, priv: true }),
    });
    expect(told(f)).toBe("iommu=0 direct-map=1 acs-rule=1d:7f pasid=0:6 pasid-no-tlp=1 ari=1");
  });
  test("its egress vector", () => {
    const f = endpoint([1, 0, 0], { ...bare, acs: acs("RR EC", "EC", [1, 2]) });
    expect(told(f)).toBe("acs=24:20:1,2");
  });
  test("what kind of bridge it is", () => {
    const conventional = bridgeToPci([1, 0, 0], 2, { noAlias: true, xlateRoot: true });
    expect(told(conventional)).toBe("secondary=2 xlate-root=1 no-alias=1");
    expect(told(pciBridge([1, 0, 0], 2, { pcieAlias: true }))).toBe("secondary=2 pcie-alias=1");
  });
  test("whose requester ID it uses, and whose virtual function it is; index 0 as well", () => {
    const behindVmd = pciDevice([0, 0, null], { segment: 0x10000, realDma: 0 });
    expect(told(behindVmd)).toBe("real-dma=0");
    expect(told(virtual([1, 2, 0], 1), endpoint([1, 0, 0], bare))).toBe("pf=1");
  });
});

test("ACS control is written in hexadecimal bits, 0 for none", () => {
  const lines = [0x1c, 0].map((ctrl) => {
    return requestOf(given(boot([root]), [{ op: "acs-set", dev: 0, ctrl }]))
      .text.split("\n")
      .at(-2);
  });
  expect(lines).toEqual(["op acs-set dev=0 ctrl=1c", "op acs-set dev=0 ctrl=0"]);
});

test("an IOMMU without PASIDs has 0 of them; one with 0 bits has 1", () => {
  const asked = given(boot([root]), []);
  const line = (pasidBits: number | null): string | undefined =>
    requestOf({ ...asked, iommu: { blocking: "rid", strict: true, pasidBits } }).text.split(
      "\n",
    )[1];
  expect(line(null)).toBe("iommu blocking=rid strict=1 pasids=0");
  expect(line(0)).toBe("iommu blocking=rid strict=1 pasids=1");
});

test("the same operations elsewhere are another request", () => {
  const operations: readonly Operation[] = [{ op: "pasid-enable", dev: 1 }];
  const one = given(boot([root, endpoint([1, 0, 0])]), operations);
  const other = { ...one, topology: hot(one.topology.functions) };
  const text = requestOf(one).text;
  expect(requestOf(other).text).toBe(text.replace("scan boot", "scan hot"));
  expect(requestOf({ ...one }).text).toBe(text);
  expect(requestOf({ ...one, columns: [0, 7] }).text).toBe(text.replace("pasids 0", "pasids 0 7"));
});
