// Who shares the PASID table of a group (docs/reference/semantics.md section 0 and 6.3).
import { expect, test } from "vitest";
import { at, machineOf } from "../testing/machines.js";
import { audit } from "./audit.js";
import { pasidNeeds } from "./pasid-needs.js";
import { sharedTables, type PasidKnown } from "./shared-tables.js";

const CAN: PasidKnown = { capable: true, enableable: true };
const REFUSED: PasidKnown = { capable: true, enableable: false };
const UNSAID: PasidKnown = { capable: true, enableable: null };
const HIDDEN: PasidKnown = { capable: null, enableable: null };
const NONE: PasidKnown = { capable: false, enableable: false };

test.each([
  ["two that can", [CAN, CAN], [{ functions: [0, 1], perhaps: [], refused: [] }]],
  ["one that can", [CAN, NONE], []],
  ["one that can and one that is refused", [CAN, REFUSED], []],
  [
    "the refused one is told beside two",
    [CAN, REFUSED, CAN],
    [{ functions: [0, 2], refused: [1] }],
  ],
  [
    "one that can and one of which it cannot be said",
    [CAN, UNSAID],
    [{ functions: [0], perhaps: [1] }],
  ],
  ["whose capability is not shown", [CAN, HIDDEN, CAN], [{ functions: [0, 2], perhaps: [1] }]],
  ["none that has it", [NONE, NONE], []],
] as const)("%s", (_, pasid, expected) => {
  const found = sharedTables([[...pasid.keys()]], pasid);
  expect(found).toMatchObject(expected);
  expect(found).toHaveLength(expected.length);
});

test("functions whose RR and UF suffice for PASID, and whose CR does not for a group", () => {
  // RR and UF are on at the port, CR is off: one group, and PASID can be enabled on both.
  const t = machineOf(
    "00:01.0  root-port  bus 01  acs SV RR UF of SV RR CR UF  prefix",
    "01:00.0  endpoint   multifunction  acs RR of RR CR  pasid 8  prefix",
    "01:00.1  endpoint   acs RR of RR CR  pasid 8  prefix",
    "01:08.0  vf         of-pf 01:00.0",
    "00:02.0  root-port  bus 02  acs SV RR CR UF of SV RR CR UF  prefix",
    "02:00.0  endpoint   pasid 8  prefix",
    "02:08.0  vf         of-pf 02:00.0",
  );
  const { groups, pasid } = audit({ topology: t });
  const [one, ...others] = sharedTables(groups, pasid);
  expect(others).toEqual([]);
  const expected = ["01:00.0", "01:00.1", "01:08.0"].map((address) => at(t, address));
  expect([...(one?.functions ?? [])].sort((a, b) => a - b)).toEqual(expected);
});

test("VFs that are alone share the capability of their PF, and no table", () => {
  const t = machineOf(
    "00:02.0  root-port  bus 02  acs SV RR CR UF of SV RR CR UF  prefix",
    "02:00.0  endpoint   pasid 8  prefix",
    "02:08.0  vf         of-pf 02:00.0",
    "02:08.1  vf         of-pf 02:00.0",
  );
  const { groups, pasid } = audit({ topology: t });
  expect(pasid.filter(({ enableable }) => enableable)).toHaveLength(3);
  expect(sharedTables(groups, pasid)).toEqual([]);
});

const seen = (title: string, more: object = {}) => ({
  vendor: null,
  class: null,
  subsystem: null,
  title,
  ...more,
});

test.each([
  [[seen("Host bridge: Intel Corporation Device 1234")], "intel", false],
  [[seen("0600: 8086:1237", { vendor: 0x8086, class: 0x0600 })], "intel", false],
  [
    [
      seen("IOMMU: Advanced Micro Devices, Inc. [AMD] IOMMU"),
      seen("Host bridge: Intel Corporation X"),
    ],
    "amd",
    false,
  ],
  [[seen("Host bridge: Advanced Micro Devices, Inc. [AMD] Root Complex")], "amd", false],
  [[seen("PCI bridge: Intel Corporation Root Port")], "unknown", false],
  [[seen("Ethernet controller: Intel Corporation I350")], "unknown", false],
  [
    [
      seen("Host bridge: Intel Corporation 82G33", {
        subsystem: "Red Hat, Inc. QEMU Virtual Machine",
      }),
    ],
    "intel",
    true,
  ],
] as const)("the platform of %j: %s, guest %s", (functions, iommu, guest) => {
  expect(pasidNeeds(functions)).toEqual({ iommu, guest });
});
