/**
 * Section 1 of docs/reference/errno-table.md holds row by row: pci_enable_pasid() as Linux 7.3 has
 * it, the other enable checks of docs/reference/choices.md, and pci_disable_pasid(). Row 2 and rows
 * 4 to 7 answer the same errno and leave nothing behind, so which of them decides cannot be seen;
 * rows 1 and 2, and 7 and 8, exclude each other. What can be told apart is below under "order".
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { Bench } from "../../../impl/testing/bench.js";
import { withPolicies, type Contract } from "../../vocabulary/design/contract.js";
import { problemText } from "../../vocabulary/reading/reading.js";
import { readScenario } from "../../vocabulary/scenario/text/text.js";
import { referenceDesign } from "../machine.js";

interface Ran {
  readonly outcomes: string;
  /** The functions that say PASID is enabled, by their place in the list from 0. */
  readonly enabled: readonly number[];
  /** The functions whose PASID Control register has the Enable bit. */
  readonly control: readonly number[];
}

function run(machine: string, operations: string, contract: Contract = LINUX_7_3): Ran {
  const read = readScenario(`pasidcheck scenario 1\n${machine.trim()}\n----\n${operations}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const { topology, iommu, operations: list } = read.value;
  const design = referenceDesign("reference", "As its contract says.", contract);
  const bench = new Bench(design, topology, { iommu });
  const outcomes = list.map((op) => bench.step(op)).join(" ");
  const all = topology.functions.map((_, dev) => dev);
  return {
    outcomes,
    enabled: all.filter((dev) => bench.observed.enabled(dev)),
    control: all.filter((dev) => bench.hardware.pasidControl(dev)),
  };
}

const refused = (outcomes: string): Ran => ({ outcomes, enabled: [], control: [] });

/** RR and UF all the way; 1 has PASID and exec, 2 has no PASID, 3 is a VF of 1. */
const PATH = `
00:01.0 root-port bus 01 acs RR UF of RR UF prefix
01:00.0 endpoint multifunction acs RR of RR pasid 8 exec prefix
01:00.1 endpoint acs RR of RR prefix
01:00.2 vf of-pf 01:00.0`;

/** The same with a port where redirected requests end: RR on, UF implemented and off. */
const NO_UF = PATH.replace("acs RR UF of RR UF", "acs RR of RR UF");

describe("pci_enable_pasid", () => {
  test("table 1 row 1: a VF whose PF is enabled is 0, and nothing is written", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.2");
    expect(ran).toEqual({ outcomes: "0 0", enabled: [1, 3], control: [1] });
  });
  test("table 1 row 2: a VF whose PF is not enabled is -EINVAL", () => {
    expect(run(PATH, "pasid-enable 01:00.2")).toEqual(refused("-EINVAL"));
  });
  test("table 1 row 3: already enabled is -EBUSY", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.0");
    expect(ran).toEqual({ outcomes: "0 -EBUSY", enabled: [1, 3], control: [1] });
  });
  test.each([
    ["its own", PATH.replace("exec prefix", "exec")],
    ["the port's", PATH.replace("of RR UF prefix", "of RR UF")],
    ["a bridge's, on a root bus", "00:01.0 root-port bus 01\n01:00.0 endpoint pasid 8 prefix"],
  ])("table 1 row 4: without end-end prefixes (%s) it is -EINVAL", (_, machine) => {
    expect(run(machine, "pasid-enable 01:00.0")).toEqual(refused("-EINVAL"));
  });
  test("table 1 row 4: an ordinary endpoint on a root bus never has prefixes", () => {
    const endpoint = run("00:02.0 endpoint pasid 8 prefix", "pasid-enable 00:02.0");
    expect(endpoint).toEqual(refused("-EINVAL"));
    const rciep = run("00:02.0 rciep pasid 8 prefix", "pasid-enable 00:02.0");
    expect(rciep).toEqual({ outcomes: "0", enabled: [0], control: [0] });
  });
  test("table 1 row 4: pasid_no_tlp needs no prefixes", () => {
    const ran = run("00:02.0 endpoint pasid 8 pasid-no-tlp", "pasid-enable 00:02.0");
    expect(ran).toEqual({ outcomes: "0", enabled: [0], control: [0] });
  });
  test("table 1 row 5: without PASID capability it is -EINVAL", () => {
    expect(run(PATH, "pasid-enable 01:00.1")).toEqual(refused("-EINVAL"));
  });
  test.each([
    ["the port's UF is off", NO_UF],
    ["the port's RR is off", PATH.replace("acs RR UF of RR UF", "acs UF of RR UF")],
    ["the port has no ACS", PATH.replace("acs RR UF of RR UF ", "")],
    ["its own RR is off", PATH.replace("acs RR of RR pasid", "acs - of RR pasid")],
    ["a multifunction device without ACS", PATH.replace("acs RR of RR pasid", "pasid")],
  ])("table 1 row 6: an element that fails RR|UF (%s) is -EINVAL", (_, machine) => {
    expect(run(machine, "pasid-enable 01:00.0")).toEqual(refused("-EINVAL"));
  });
  test("table 1 row 7: an unsupported feature is -EINVAL", () => {
    expect(run(PATH, "pasid-enable 01:00.0 priv")).toEqual(refused("-EINVAL"));
    expect(run(PATH, "pasid-enable 01:00.0 exec priv")).toEqual(refused("-EINVAL"));
  });
  test("table 1 row 8: else it is 0, and the Enable bit is set", () => {
    const ran = run(PATH, "pasid-enable 01:00.0 exec");
    expect(ran).toEqual({ outcomes: "0", enabled: [1, 3], control: [1] });
  });
  test("a function without group can be enabled: this is PCI, not the IOMMU core", () => {
    const ran = run("00:02.0 rciep no-iommu pasid 8 prefix", "pasid-enable 00:02.0");
    expect(ran).toEqual({ outcomes: "0", enabled: [0], control: [0] });
  });
});

describe("pci_enable_pasid, order", () => {
  test("row 1 before row 3: a VF that says enabled already is 0 again", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.2\npasid-enable 01:00.2");
    expect(ran.outcomes).toBe("0 0 0");
  });
  test("row 1 before rows 4 to 7: a VF with features that its PF does not support is 0", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.2 priv");
    expect(ran.outcomes).toBe("0 0");
  });
  test("row 3 before row 7: already enabled, and an unsupported feature: -EBUSY", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.0 priv");
    expect(ran.outcomes).toBe("0 -EBUSY");
  });
});

describe("pci_enable_pasid, other gates and the VF of BUG-19 (docs/reference/choices.md)", () => {
  test("enableCheck none: row 6 never refuses", () => {
    const before = withPolicies(LINUX_7_3, { enableCheck: "none" });
    expect(run(NO_UF, "pasid-enable 01:00.0", before).outcomes).toBe("0");
  });
  test("enableCheck pasid-safe: a reachable peer is -EINVAL where Linux answers 0 (CE8)", () => {
    const machine = `
00:02.0 rciep multifunction acs RR EC of RR EC pasid 8 prefix
00:02.1 rciep`;
    const safe = withPolicies(LINUX_7_3, { enableCheck: "pasid-safe" });
    expect(run(machine, "pasid-enable 00:02.0").outcomes).toBe("0");
    expect(run(machine, "pasid-enable 00:02.0", safe).outcomes).toBe("-EINVAL");
  });
  test("enableCheck pasid-safe, not looser: a safe function without ACS is refused (CE14)", () => {
    const machine = "00:02.0 rciep multifunction pasid 8 prefix";
    const safe = withPolicies(LINUX_7_3, { enableCheck: "pasid-safe" });
    expect(run(machine, "pasid-enable 00:02.0", safe).outcomes).toBe("-EINVAL");
  });
  test("vf own-capability: rows 1 and 2 are skipped, the VF is -EINVAL and stays off", () => {
    const own = withPolicies(LINUX_7_3, { vf: "own-capability" });
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-enable 01:00.2", own);
    expect(ran).toEqual({ outcomes: "0 -EINVAL", enabled: [1], control: [1] });
  });
});

describe("pci_disable_pasid", () => {
  test("it is void, and clears flag and Enable bit", () => {
    expect(run(PATH, "pasid-enable 01:00.0\npasid-disable 01:00.0")).toEqual(refused("0 0"));
  });
  test("where PASID is not enabled nothing happens", () => {
    expect(run(PATH, "pasid-disable 01:00.0")).toEqual(refused("0"));
  });
  test("on a VF nothing happens, whoever keeps the flag", () => {
    const operations = "pasid-enable 01:00.0\npasid-disable 01:00.2";
    expect(run(PATH, operations)).toEqual({ outcomes: "0 0", enabled: [1, 3], control: [1] });
    const own = withPolicies(LINUX_7_3, { vf: "own-capability" });
    expect(run(PATH, operations, own)).toEqual({ outcomes: "0 0", enabled: [1], control: [1] });
  });
  test("after it PASID can be enabled again", () => {
    const ran = run(PATH, "pasid-enable 01:00.0\npasid-disable 01:00.0\npasid-enable 01:00.0");
    expect(ran.outcomes).toBe("0 0 0");
  });
});
