/**
 * A PASID capability is worth what the way up allows: end-end prefixes on every hop
 * (docs/reference/semantics.md 6.1, pci_configure_eetlp_prefix), and max_pasids (6.3,
 * docs/reference/choices.md "Capability").
 */
import { describe, expect, test } from "vitest";
import { problemText } from "../vocabulary/reading/reading.js";
import { DEFAULT_IOMMU, type Iommu } from "../vocabulary/scenario/scenario.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { pasidOwner, type PciFunction, type Topology } from "../vocabulary/topology/topology.js";
import { maxPasids, prefixReachesRoot } from "./pasid.js";

function machine(text: string): Topology {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.topology;
}

const path = (root: string, upstream: string, downstream: string, end: string): boolean => {
  const t = machine(`
00:01.0 root-port bus 01 ${root}
01:00.0 upstream-port bus 02 ${upstream}
02:00.0 downstream-port bus 03 ${downstream}
03:00.0 endpoint ${end}`);
  return prefixReachesRoot(t, 3);
};

const alone = (kind: string): boolean => prefixReachesRoot(machine(`00:02.0 ${kind} prefix`), 0);

describe("end-end prefixes", () => {
  test("every hop and the function itself must support them", () => {
    expect(path("prefix", "prefix", "prefix", "prefix")).toBe(true);
    expect(path("", "prefix", "prefix", "prefix")).toBe(false);
    expect(path("prefix", "", "prefix", "prefix")).toBe(false);
    expect(path("prefix", "prefix", "", "prefix")).toBe(false);
    expect(path("prefix", "prefix", "prefix", "")).toBe(false);
  });
  test("on a root bus only root ports and RCiEPs decide for themselves", () => {
    expect(alone("root-port bus 01")).toBe(true);
    expect(alone("rciep")).toBe(true);
    expect(alone("endpoint")).toBe(false);
    expect(alone("legacy-endpoint")).toBe(false);
    expect(alone("rcec")).toBe(false);
  });
  test("below a bridge without prefixes of its own there are none", () => {
    const t = machine("00:02.0 pci-to-pcie-bridge bus 01\n01:00.0 endpoint prefix");
    expect(prefixReachesRoot(t, 1)).toBe(false);
  });
  test("a VF has none of its own", () => {
    const t = machine("00:02.0 rciep prefix\n00:02.1 vf of-pf 00:02.0");
    expect(prefixReachesRoot(t, 1)).toBe(false);
  });
});

const max = (functions: string, dev = 0, iommu: Partial<Iommu> = {}): number =>
  maxPasids(machine(functions), { ...DEFAULT_IOMMU, ...iommu }, dev);

describe("max_pasids", () => {
  test("2^width, and not more than the IOMMU has", () => {
    expect(max("00:02.0 rciep pasid 8")).toBe(256);
    expect(max("00:02.0 rciep pasid 20")).toBe(0x10_0000);
    expect(max("00:02.0 rciep pasid 8", 0, { pasidBits: 4 })).toBe(16);
    expect(max("00:02.0 rciep pasid 8", 0, { pasidBits: 16 })).toBe(256);
  });
  test("a width of 0 is 1: capable, but of PASID 0 only", () => {
    expect(max("00:02.0 rciep pasid 0")).toBe(1);
    expect(max("00:02.0 rciep pasid 8", 0, { pasidBits: 0 })).toBe(1);
  });
  test("0 without capability, and with an IOMMU that has no PASIDs", () => {
    expect(max("00:02.0 rciep")).toBe(0);
    expect(max("00:02.0 root-port bus 01")).toBe(0);
    expect(max("00:02.0 rciep pasid 8", 0, { pasidBits: null })).toBe(0);
  });
  test("it asks neither for prefixes nor for ACS (CLAIM-6)", () => {
    expect(max("00:01.0 root-port bus 01\n01:00.0 endpoint pasid 8", 1)).toBe(256);
  });
  test("of a VF it is its PF's", () => {
    expect(max("00:02.0 rciep pasid 8\n00:02.1 vf of-pf 00:02.0", 1)).toBe(256);
    expect(max("00:02.0 rciep\n00:02.1 vf of-pf 00:02.0", 1)).toBe(0);
  });
});

test("the control register that governs a VF is its PF's; everybody else has one", () => {
  const { functions } = machine("00:02.0 rciep\n00:03.0 rciep\n00:03.1 vf of-pf 00:03.0");
  const owners = functions.map((f: PciFunction, dev) => pasidOwner(f, dev));
  expect(owners).toEqual([0, 1, 1]);
});
