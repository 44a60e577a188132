/**
 * The conjectures of docs/semantics.md section 13, each with exactly its topology: Linux' groups, the ideal groups, who can
 * enable PASID, and who would be safe. Partitions are written as there: {RP,EP} by address, alone = a group of one.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { catalog } from "../impl/catalog.js";
import { Facts } from "../model/fabric/facts.js";
import { addressText } from "../model/vocabulary/address.js";
import { domainText } from "../model/vocabulary/domain.js";
import { outcomeText } from "../model/vocabulary/errno.js";
import { NO_GROUP } from "../model/vocabulary/observation.js";
import type { Scenario } from "../model/vocabulary/scenario.js";
import { readScenario } from "../model/vocabulary/scenario-text.js";
import { problemText } from "../model/vocabulary/reading.js";
import { acsOf, type PciFunction } from "../model/vocabulary/topology.js";
import type { Trace } from "../model/vocabulary/trace.js";
import { traceOf } from "./engines/recorded.js";
import { scenarios } from "./given/scenario.js";

const ALL = "acs SV TB RR CR UF of SV TB RR CR UF";

function scenario(functions: string, operations = ""): Scenario {
  const read = readScenario(`pasidcheck scenario 1\n${functions.trim()}\n----\n${operations}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function trace(s: Scenario, design = "linux-7.3"): Trace {
  const made = traceOf(design, s);
  if (made === null || made.crash !== null) throw new Error(`no trace of ${design}`);
  return made;
}

/** `a b | c`: groups by first address, members by index. */
function partition(s: Scenario, label: (dev: number) => number | string): string {
  const blocks = new Map<number | string, string[]>();
  s.topology.functions.forEach((f, dev) => {
    const key = label(dev);
    if (key === "none") return;
    blocks.set(key, [...(blocks.get(key) ?? []), addressText(f)]);
  });
  return [...blocks.values()].map((block) => block.join(" ")).join(" | ");
}

function linuxGroups(s: Scenario, design = "linux-7.3"): string {
  const { booted } = trace(s, design);
  return partition(s, (dev) => (booted.group(dev) === NO_GROUP ? "none" : booted.group(dev)));
}

function idealGroups(s: Scenario): string {
  const facts = new Facts(s.topology, s.iommu);
  return partition(s, (dev) => facts.idealGroup(dev));
}

/** Which functions can enable PASID, by themselves and in index order of the operations. */
function enabled(s: Scenario, design = "linux-7.3"): string {
  const operations = s.topology.functions.map((_, dev) => ({ op: "pasid-enable", dev }) as const);
  const { steps } = trace({ ...s, operations }, design);
  const on = steps.filter((step) => step.outcome.ok);
  return on.map((step) => addressText(s.topology.functions[step.dev] ?? missing())).join(" ");
}

function missing(): never {
  throw new Error("no such function");
}

function outcomes(s: Scenario, design = "linux-7.3"): string {
  return trace(s, design)
    .steps.map((step) => outcomeText(step.outcome))
    .join(" ");
}

/** The domain in hardware for (address, pasid) at the end. */
function programmed(s: Scenario, address: string, pasid: number, design = "linux-7.3"): string {
  const made = trace(s, design);
  const dev = s.topology.functions.findIndex((f) => addressText(f) === address);
  const last = made.steps.at(-1)?.after ?? made.booted;
  return domainText(last.hardware(dev, made.columns.indexOf(pasid)));
}

const CE1 = `
00:01.0 root-port bus 01 acs RR UF of SV TB RR CR UF prefix
01:00.0 endpoint pasid 8 prefix`;

const CE3 = `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR of RR CR pasid 8 prefix`;

const CE7B = `
00:01.0 root-port bus 01 acs RR UF of SV TB RR CR UF prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 ${ALL} prefix
02:01.0 downstream-port bus 04 ${ALL} prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint pasid 8 prefix`;

describe("C1: RR|UF on the path implies a group of one: false", () => {
  test("CE1: the root port joins its endpoint", () => {
    const s = scenario(CE1);
    expect(linuxGroups(s)).toBe("00:01.0 01:00.0");
    expect(idealGroups(s)).toBe("00:01.0 | 01:00.0");
    expect(enabled(s)).toBe("01:00.0");
  });
  test("CE3: two functions of one device, both with PASID", () => {
    const s = scenario(CE3);
    expect(linuxGroups(s)).toBe("00:01.0 | 01:00.0 01:00.1");
    expect(idealGroups(s)).toBe("00:01.0 | 01:00.0 | 01:00.1");
    expect(enabled(s)).toBe("01:00.0 01:00.1");
  });
  test("CE7b: one group of six with two PASID endpoints", () => {
    const s = scenario(CE7B);
    expect(linuxGroups(s)).toBe("00:01.0 01:00.0 02:00.0 02:01.0 03:00.0 04:00.0");
    expect(enabled(s)).toBe("03:00.0 04:00.0");
  });
});

describe("C2: ACS path and a group of one are enough for tables per device: false", () => {
  const ce9 = scenario(`
00:04.0 rciep pasid 8 prefix alias 10.0
00:05.0 rciep pasid 8 prefix alias 10.0`);
  test("CE9: a ghost alias: two groups, one requester ID", () => {
    expect(linuxGroups(ce9)).toBe("00:04.0 | 00:05.0");
    expect(idealGroups(ce9)).toBe("00:04.0 00:05.0");
    expect(enabled(ce9)).toBe("00:04.0 00:05.0");
  });
  test("only a rule about requester IDs refuses the attach", () => {
    const s = {
      ...ce9,
      operations: [{ op: "pasid-attach", dev: 0, pasid: 5, domain: "D1" } as const],
    };
    expect(outcomes(s, "group-table-singleton")).toBe("0");
    expect(outcomes(s, "device-xarray")).toBe("0");
    expect(outcomes(s, "device-xarray-sole-requester")).toBe("-EINVAL");
  });
});

describe("C3: aliasing and PASID never coexist: not enforced", () => {
  test("CE4: f1 has f0 as alias, and both enable PASID", () => {
    const s = scenario(`
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR CR of RR CR pasid 8 prefix alias 00.0`);
    expect(linuxGroups(s)).toBe("00:01.0 | 01:00.0 01:00.1");
    expect(enabled(s)).toBe("01:00.0 01:00.1");
  });
  test("CE16: below a VMD, PASID is enabled although the requester ID is the VMD's", () => {
    const s = scenario(`
00:0e.0 rciep
10000:00:00.0 root-port bus 01 ${ALL} prefix dma-as 00:0e.0
10000:01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix dma-as 00:0e.0
10000:01:00.1 endpoint multifunction acs RR CR of RR CR pasid 8 prefix dma-as 00:0e.0`);
    expect(linuxGroups(s)).toBe("00:0e.0 10000:00:00.0 10000:01:00.0 10000:01:00.1");
    expect(enabled(s)).toBe("10000:01:00.0 10000:01:00.1");
  });
});

describe("C4, C18: a PASID operation affects only its own device: false in 7.3", () => {
  test("attach on f0 programs f1; replace on f1 changes f0", () => {
    const s = scenario(CE3, "pasid-attach 01:00.0 pasid 5 domain D1");
    expect(programmed(s, "01:00.1", 5)).toBe("D1");
    expect(programmed(s, "01:00.1", 5, "device-xarray")).toBe("none");
    const r = scenario(
      CE3,
      "pasid-attach 01:00.0 pasid 5 domain D1\npasid-replace 01:00.1 pasid 5 domain D2 handle h1",
    );
    expect(outcomes(r)).toBe("0 0");
    expect(programmed(r, "01:00.0", 5)).toBe("D2");
  });
});

test("C5: a device without PASID cannot be attached to one: false, the root port of CE1 programs its endpoint", () => {
  const s = scenario(CE1, "pasid-attach 00:01.0 pasid 5 domain D1");
  expect(outcomes(s)).toBe("0");
  expect(programmed(s, "01:00.0", 5)).toBe("D1");
  expect(outcomes(s, "device-xarray")).toBe("-EINVAL");
});

test("C6: max_pasids > 0 means enabled: false (CE19)", () => {
  const s = scenario("00:01.0 root-port bus 01 prefix\n01:00.0 endpoint pasid 8 prefix");
  expect(enabled(s)).toBe("");
  expect(new Facts(s.topology, s.iommu).maxPasids(1)).toBe(256);
});

describe("C7: where PASID is refused the group is not a group of one: false", () => {
  test("CE14: a lone function marked multifunction, without ACS", () => {
    const s = scenario("00:02.0 rciep multifunction pasid 8 prefix");
    expect(linuxGroups(s)).toBe("00:02.0");
    expect(enabled(s)).toBe("");
    expect(new Facts(s.topology, s.iommu).pasidUnsafe(0)).toBeNull();
  });
  test("CE20: f0 without ACS, f1 with", () => {
    const s = scenario(`
00:02.0 rciep multifunction pasid 8 prefix
00:02.1 rciep multifunction acs RR CR of RR CR pasid 8 prefix`);
    expect(linuxGroups(s)).toBe("00:02.0 | 00:02.1");
    expect(enabled(s)).toBe("00:02.1");
  });
});

describe("C8: an isolated path means an isolated device: false", () => {
  const ce6 = scenario(`
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 ${ALL} prefix
02:01.0 downstream-port bus 04 acs - of SV TB RR CR UF prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint prefix`);
  test("CE6: EP2 reaches EP1 all the same; PASID on EP1 stays correct", () => {
    expect(linuxGroups(ce6)).toBe("00:01.0 | 01:00.0 | 02:00.0 | 02:01.0 04:00.0 | 03:00.0");
    const facts = new Facts(ce6.topology, ce6.iommu);
    expect(facts.reaches(5, 4)).toBe(true);
    expect(facts.reaches(4, 5)).toBe(false);
    expect(facts.pasidUnsafe(4)).toBeNull();
    expect(idealGroups(ce6)).toBe("00:01.0 | 01:00.0 | 02:00.0 02:01.0 03:00.0 04:00.0");
  });
  test("CE18: root ports of one slot, one with ACS on, one with it off", () => {
    const s = scenario(`
00:1c.0 root-port bus 01 multifunction acs - of SV TB RR CR UF
00:1c.1 root-port bus 02 multifunction ${ALL}`);
    expect(linuxGroups(s)).toBe("00:1c.0 | 00:1c.1");
    expect(idealGroups(s)).toBe("00:1c.0 00:1c.1");
  });
});

test("C9: in a non-isolated switch all endpoints share a group: false if the ports have slots of their own (CE5)", () => {
  const ports = (second: string): string => `
00:01.0 root-port bus 01 ${ALL}
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03 multifunction acs - of SV TB RR CR UF
${second} downstream-port bus 04 multifunction acs - of SV TB RR CR UF
03:00.0 endpoint
04:00.0 endpoint`;
  const slots = scenario(ports("02:01.0"));
  expect(linuxGroups(slots)).toBe("00:01.0 | 01:00.0 | 02:00.0 03:00.0 | 02:01.0 04:00.0");
  expect(idealGroups(slots)).toBe("00:01.0 | 01:00.0 | 02:00.0 02:01.0 03:00.0 04:00.0");
  const oneSlot = scenario(ports("02:00.1"));
  expect(linuxGroups(oneSlot)).toBe("00:01.0 | 01:00.0 | 02:00.0 02:00.1 03:00.0 04:00.0");
});

describe("C10: groups are independent of the order", () => {
  const ce12 = (probe: string, bridge = ""): Scenario =>
    scenario(`${probe}
00:01.0 root-port bus 01 ${ALL}
01:00.0 pcie-to-pci-bridge bus 02 ${bridge}
02:01.0 pci-device
02:02.0 pci-device`);
  test("CE12: with the bridge first, one group", () => {
    expect(linuxGroups(ce12(""))).toBe("00:01.0 | 01:00.0 02:01.0 02:02.0");
  });
  test("CE12: with a bridge that has no IOMMU, or comes later, two groups and one requester ID", () => {
    expect(linuxGroups(ce12("", "no-iommu"))).toBe("00:01.0 | 02:01.0 | 02:02.0");
    const late = ce12("probe boot 00:01.0 02:01.0 02:02.0 01:00.0");
    expect(linuxGroups(late)).toBe("00:01.0 | 01:00.0 | 02:01.0 | 02:02.0");
    expect(new Facts(late.topology, late.iommu).sharedId(2, 3)).not.toBeNull();
  });
});

describe("C11: a later device can repair the grouping: false", () => {
  const functions = `
00:01.0 rciep
00:02.0 rciep
00:03.0 rciep alias 01.0 02.0`;
  test("CE10h: Z, added last, joins X and leaves Y alone", () => {
    expect(linuxGroups(scenario(`probe hot\n${functions}`))).toBe("00:01.0 00:03.0 | 00:02.0");
  });
  test("if Z is present, though not yet probed, all three are one group", () => {
    expect(linuxGroups(scenario(functions))).toBe("00:01.0 00:02.0 00:03.0");
  });
});

test("C12: ARI does not matter: false, functions 0 and 8 are never compared (CE11)", () => {
  const ce11 = (second: string): Scenario =>
    scenario(`
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint multifunction ari
${second} endpoint multifunction ari`);
  expect(linuxGroups(ce11("01:01.0"))).toBe("00:01.0 | 01:00.0 | 01:01.0");
  expect(linuxGroups(ce11("01:00.1"))).toBe("00:01.0 | 01:00.0 01:00.1");
  expect(idealGroups(ce11("01:01.0"))).toBe("00:01.0 | 01:00.0 01:01.0");
});

test("C13: turning ACS on never hurts: false for egress control (CE8)", () => {
  const s = scenario(`
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 acs SV TB RR CR UF EC of SV TB RR CR UF EC prefix
02:01.0 downstream-port bus 04 ${ALL} prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint pasid 8 prefix`);
  expect(linuxGroups(s)).toBe("00:01.0 | 01:00.0 | 02:00.0 | 02:01.0 | 03:00.0 | 04:00.0");
  expect(enabled(s)).toBe("03:00.0 04:00.0");
  expect(new Facts(s.topology, s.iommu).pasidUnsafe(4)).toEqual({ why: "peer", at: 3 });
  expect(enabled(s, "fabric-device-xarray")).toBe("04:00.0");
});

describe("C14: no ACS capability is worse than an empty one", () => {
  const pair = (acs: string): Scenario =>
    scenario(`00:02.0 rciep multifunction ${acs}\n00:02.1 rciep multifunction ${acs}`);
  test("for functions of a multifunction device: true", () => {
    expect(linuxGroups(pair(""))).toBe("00:02.0 00:02.1");
    expect(linuxGroups(pair("acs - of -"))).toBe("00:02.0 | 00:02.1");
  });
  test("for ports: a bit that is not implemented is fine, one that is off is not", () => {
    const port = (acs: string): string =>
      linuxGroups(scenario(`00:01.0 root-port bus 01 ${acs}\n01:00.0 endpoint`));
    expect(port("")).toBe("00:01.0 01:00.0");
    expect(port("acs - of -")).toBe("00:01.0 | 01:00.0");
    expect(port("acs SV RR UF of SV RR CR UF")).toBe("00:01.0 01:00.0");
  });
});

test("C15: failed operations change nothing: false, a refused attach changes the installed handle (L5)", () => {
  const s = scenario(
    CE3,
    `pasid-attach 01:00.0 pasid 5 domain D1 handle h1
pasid-attach 01:00.0 pasid 5 domain D2 handle h1
pasid-replace 01:00.0 pasid 5 domain D2 handle h2`,
  );
  expect(outcomes(s)).toBe("0 -EBUSY 0");
  expect(trace(s).steps.at(-2)?.after.handleDomain(1)).toBe(4);
  // The replace believes that D2 is there already, and programs nothing.
  expect(programmed(s, "01:00.0", 5)).toBe("D1");
});

test("C17: attach on both members in either order: the second is EBUSY, the hardware is the same", () => {
  const both = (a: string, b: string): Scenario =>
    scenario(
      CE3,
      `pasid-attach ${a} pasid 5 domain D1 handle h1\npasid-attach ${b} pasid 5 domain D1 handle h2`,
    );
  const one = both("01:00.0", "01:00.1");
  const other = both("01:00.1", "01:00.0");
  expect([outcomes(one), outcomes(other)]).toEqual(["0 -EBUSY", "0 -EBUSY"]);
  const last = (s: Scenario) => trace(s).steps.at(-1)?.after;
  expect(last(one)?.equals(last(other) ?? missing())).toBe(true);
});

test("C20: two drivers can use the same PASID on functions of one group: only where the device has the table", () => {
  const s = scenario(
    CE3,
    "pasid-attach 01:00.0 pasid 5 domain D1\npasid-attach 01:00.1 pasid 5 domain D2",
  );
  expect(outcomes(s)).toBe("0 -EBUSY");
  expect(outcomes(s, "device-xarray")).toBe("0 0");
  expect(programmed(s, "01:00.1", 5, "device-xarray")).toBe("D2");
});

test("C21: VFs are isolated if the PF's path is: Linux always says so (CE17), the fabric does not", () => {
  const s = scenario(`
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint
01:00.1 vf of-pf 01:00.0
01:00.2 vf of-pf 01:00.0`);
  expect(linuxGroups(s)).toBe("00:01.0 | 01:00.0 | 01:00.1 | 01:00.2");
  expect(idealGroups(s)).toBe("00:01.0 | 01:00.0 01:00.1 01:00.2");
});

test("C23: a group table with a singleton rule is a device table restricted to groups of one", () => {
  const s = scenario(
    `00:01.0 root-port bus 01 ${ALL} prefix\n01:00.0 endpoint pasid 8 prefix`,
    `pasid-attach 01:00.0 pasid 5 domain D1
pasid-replace 01:00.0 pasid 5 domain D2 handle h1
pasid-detach 01:00.0 pasid 5`,
  );
  expect(outcomes(s, "group-table-singleton")).toBe(outcomes(s, "device-xarray"));
  const refused = scenario(CE3, "pasid-attach 01:00.0 pasid 5 domain D1");
  expect(outcomes(refused, "group-table-singleton")).toBe("-EINVAL");
});

/** No alias, no redirected DMA, parents first: what T1 and T2 speak of. */
const orderly = scenarios().filter(
  (s) =>
    s.topology.probe.order === null &&
    s.topology.functions.every((f) => f.iommu && f.aliases.length === 0 && f.realDma === null),
);

function enabledInLargerGroups(s: Scenario): readonly number[] {
  const operations = s.topology.functions.map((_, dev) => ({ op: "pasid-enable", dev }) as const);
  const { steps, booted } = trace({ ...s, operations });
  const size = (dev: number): number =>
    s.topology.functions.filter((_, other) => booted.group(other) === booted.group(dev)).length;
  return steps.flatMap((step) =>
    step.outcome.ok && s.topology.functions[step.dev]?.kind !== "vf" && size(step.dev) > 1
      ? [step.dev]
      : [],
  );
}

function pathOf(s: Scenario, dev: number): readonly PciFunction[] {
  const path: PciFunction[] = [];
  for (let i: number | null = dev; i !== null; i = s.topology.functions[i]?.parent ?? null)
    path.push(s.topology.functions[i] ?? missing());
  return path;
}

test("T1: PASID enabled in a larger group: some element of the path has SV or CR implemented and off", () => {
  let seen = 0;
  fc.assert(
    fc.property(orderly, (s) => {
      for (const dev of enabledInLargerGroups(s)) {
        seen++;
        const off = (f: PciFunction): number => (acsOf(f)?.cap ?? 0) & ~(acsOf(f)?.ctrl ?? 0);
        const cause = pathOf(s, dev).some((f) => (off(f) & (0x01 | 0x08)) !== 0);
        if (!cause) throw new Error(`function ${dev}`);
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(seen).toBeGreaterThan(50);
});

test("T2: with every implemented bit of SV RR CR UF on, an enabled device is alone, unless it is a bridge", () => {
  const REQUIRED = 0x01 | 0x04 | 0x08 | 0x10;
  const full = (f: PciFunction): PciFunction => {
    const acs = acsOf(f);
    if (acs === null) return f;
    return { ...f, acs: { ...acs, ctrl: acs.ctrl | (acs.cap & REQUIRED) } } as PciFunction;
  };
  let seen = 0;
  fc.assert(
    fc.property(orderly, (s) => {
      const functions = s.topology.functions.map((f) => full(f));
      const made = { ...s, topology: { ...s.topology, functions } };
      const larger = enabledInLargerGroups(made);
      seen += enabled(made).length > 0 ? 1 : 0;
      if (larger.length > 0) throw new Error(`functions ${larger.join(" ")}`);
    }),
    { numRuns: 3000, seed: 2 },
  );
  expect(seen).toBeGreaterThan(300);
});

test("every design of the catalog boots on every conjecture's topology", () => {
  for (const text of [CE1, CE3, CE7B])
    for (const design of catalog) expect(trace(scenario(text), design.name).crash).toBeNull();
});
