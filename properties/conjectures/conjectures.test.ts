/**
 * The conjectures of docs/reference/semantics.md section 13 that speak of groups and of enabling
 * PASID, each with exactly its topology. Partitions are written as there: functions by address,
 * groups between bars.
 */
import { describe, expect, test } from "vitest";
import { Facts } from "../../model/fabric/facts.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { ALL, CE1, CE3, CE7B } from "./conjecture.js";
import { enabled, idealGroups, linuxGroups, outcomes, scenario } from "../testing/conjecture.js";

describe("CLAIM-1: RR|UF on the path implies a group of one: false", () => {
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

describe("CLAIM-2: ACS path and a group of one are enough for tables per device: false", () => {
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
    expect(outcomes(s, "device-xarray-no-rid-alias")).toBe("-EINVAL");
  });
});

describe("CLAIM-3: aliasing and PASID never coexist: not enforced", () => {
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

test("CLAIM-6: max_pasids > 0 means enabled: false (CE19)", () => {
  const s = scenario("00:01.0 root-port bus 01 prefix\n01:00.0 endpoint pasid 8 prefix");
  expect(enabled(s)).toBe("");
  expect(new Facts(s.topology, s.iommu).maxPasids(1)).toBe(256);
});

describe("CLAIM-7: where PASID is refused the group is not a group of one: false", () => {
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

describe("CLAIM-8: an isolated path means an isolated device: false", () => {
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

test("CLAIM-9: in a non-isolated switch endpoints share a group: not in own slots (CE5)", () => {
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

describe("CLAIM-10: groups are independent of the order", () => {
  const ce12 = (probe: string, bridge = ""): Scenario =>
    scenario(`${probe}
00:01.0 root-port bus 01 ${ALL}
01:00.0 pcie-to-pci-bridge bus 02 ${bridge}
02:01.0 pci-device
02:02.0 pci-device`);
  test("CE12: with the bridge first, one group", () => {
    expect(linuxGroups(ce12(""))).toBe("00:01.0 | 01:00.0 02:01.0 02:02.0");
  });
  test("CE12: with a bridge without IOMMU, or a late one, two groups and one requester ID", () => {
    expect(linuxGroups(ce12("", "no-iommu"))).toBe("00:01.0 | 02:01.0 | 02:02.0");
    const late = ce12("probe boot 00:01.0 02:01.0 02:02.0 01:00.0");
    expect(linuxGroups(late)).toBe("00:01.0 | 01:00.0 | 02:01.0 | 02:02.0");
    expect(new Facts(late.topology, late.iommu).sharedId(2, 3)).not.toBeNull();
  });
});

describe("CLAIM-11: a later device can repair the grouping: false", () => {
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

test("CLAIM-12: ARI does not matter: false, functions 0 and 8 are never compared (CE11)", () => {
  const ce11 = (second: string): Scenario =>
    scenario(`
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint multifunction ari
${second} endpoint multifunction ari`);
  expect(linuxGroups(ce11("01:01.0"))).toBe("00:01.0 | 01:00.0 | 01:01.0");
  expect(linuxGroups(ce11("01:00.1"))).toBe("00:01.0 | 01:00.0 01:00.1");
  expect(idealGroups(ce11("01:01.0"))).toBe("00:01.0 | 01:00.0 01:01.0");
});

test("CLAIM-13: turning ACS on never hurts: false for egress control (CE8)", () => {
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
  expect(enabled(s, "spec-device-xarray")).toBe("04:00.0");
});

describe("CLAIM-14: no ACS capability is worse than an empty one", () => {
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

test("CLAIM-21: VFs are isolated if the PF's path is: so says Linux (CE17), not the fabric", () => {
  const s = scenario(`
00:01.0 root-port bus 01 ${ALL}
01:00.0 endpoint
01:00.1 vf of-pf 01:00.0
01:00.2 vf of-pf 01:00.0`);
  expect(linuxGroups(s)).toBe("00:01.0 | 01:00.0 | 01:00.1 | 01:00.2");
  expect(idealGroups(s)).toBe("00:01.0 | 01:00.0 01:00.1 01:00.2");
});
