// The groups of Linux 7.3 on the topologies of docs/reference/semantics.md section 13, and on those
// of sections 1, 4.1 and 4.2 that were run on the real kernel.
import { expect, test } from "vitest";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import type { PciFunction, Topology } from "../../model/vocabulary/topology/topology.js";
import { LINUX_7_3 } from "../designs/contracts.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "../testing/bench.js";
import {
  ALL,
  acs,
  boot,
  bridgeToPci,
  endpoint,
  hot,
  pciBridge,
  pciDevice,
  port,
  virtual,
} from "../testing/topologies.js";

const linux = groupTable("linux-7.3", "under test", LINUX_7_3);
const groups = (made: Topology) => new Bench(linux, made).groups();
const enables = (made: Topology, dev: number) =>
  new Bench(linux, made).step({ op: "pasid-enable", dev });

/** Root port, upstream port, two downstream ports in different slots, an endpoint below each. */
function twoPortSwitch(
  root: PciFunction,
  first: string,
  second: string,
  secondDevfn = 0x08,
): PciFunction[] {
  const multifunction = secondDevfn < 8;
  return [
    root,
    port("upstream-port", [1, 0, 0], 2),
    port("downstream-port", [2, 0, 1], 3, { acs: acs(ALL, first), multifunction }),
    port("downstream-port", [2, secondDevfn, 1], 4, { acs: acs(ALL, second), multifunction }),
    endpoint([3, 0, 2]),
    endpoint([4, 0, 3]),
  ];
}

const isolatingRoot = port("root-port", [0, 0x08, null], 1);

test("CE1: RR and UF are enough for PASID, not for a group of one's own", () => {
  const made = boot([
    port("root-port", [0, 0x08, null], 1, { acs: acs(ALL, "RR UF") }),
    endpoint([1, 0, 0]),
  ]);
  expect(groups(made)).toBe("0 1");
  expect(enables(made, 1)).toBe("0");
});

test("CE3: two PASID functions share a group for want of CR", () => {
  const half = { multifunction: true, acs: acs("RR CR", "RR") };
  const made = boot([isolatingRoot, endpoint([1, 0, 0], half), endpoint([1, 1, 0], half)]);
  expect(groups(made)).toBe("0 | 1 2");
  expect(enables(made, 1)).toBe("0");
  expect(enables(made, 2)).toBe("0");
});

test("CE4: aliases share a group, and PASID is enabled all the same", () => {
  const full = { multifunction: true, acs: acs("RR CR", "RR CR") };
  const made = boot([
    isolatingRoot,
    endpoint([1, 0, 0], full),
    endpoint([1, 1, 0], { ...full, aliases: [0] }),
  ]);
  expect(groups(made)).toBe("0 | 1 2");
  expect(enables(made, 2)).toBe("0");
});

test("CE5: ports that do not isolate, in different slots, are pairs with what is below", () => {
  expect(groups(boot(twoPortSwitch(isolatingRoot, "", "")))).toBe("0 | 1 | 2 4 | 3 5");
});

test("CE5: as functions of one slot they are one group", () => {
  expect(groups(boot(twoPortSwitch(isolatingRoot, "", "", 1)))).toBe("0 | 1 | 2 3 4 5");
});

test("CE6: a port that isolates protects nobody from one that does not", () => {
  expect(groups(boot(twoPortSwitch(isolatingRoot, ALL, "")))).toBe("0 | 1 | 2 | 3 5 | 4");
});

test("CE7b: one bad root port makes one group of all below it", () => {
  const root = port("root-port", [0, 0x08, null], 1, { acs: acs(ALL, "RR UF") });
  const made = boot(twoPortSwitch(root, ALL, ALL));
  expect(groups(made)).toBe("0 1 2 3 4 5");
  expect(enables(made, 4)).toBe("0");
  expect(enables(made, 5)).toBe("0");
});

test("CE9: an alias that nobody stands at joins nobody", () => {
  const ghost = { kind: "rciep", aliases: [0x80] } as const;
  expect(groups(boot([endpoint([0, 0x20, null], ghost), endpoint([0, 0x28, null], ghost)]))).toBe(
    "0 | 1",
  );
});

const linked = [
  endpoint([0, 0x20, null], { kind: "rciep" }),
  endpoint([0, 0x28, null], { kind: "rciep" }),
  endpoint([0, 0x30, null], { kind: "rciep", aliases: [0x20, 0x28] }),
];

test("CE10h: who links two groups when it is added joins the first", () => {
  expect(groups(hot(linked))).toBe("0 2 | 1");
  expect(groups(hot(linked, [1, 0, 2]))).toBe("0 | 1 2");
});

test("CE10h: present before the first is probed, it makes one group of all, in every order", () => {
  for (const order of [null, [1, 0, 2], [2, 1, 0], [0, 2, 1]])
    expect(groups(boot(linked, order))).toBe("0 1 2");
});

test("CE11: functions 0 and 8 of one ARI device are never compared", () => {
  const ari = { multifunction: true, ari: true };
  const made = [isolatingRoot, endpoint([1, 0, 0], ari), endpoint([1, 8, 0], ari)];
  expect(groups(boot(made))).toBe("0 | 1 | 2");
  const near = [isolatingRoot, endpoint([1, 0, 0], ari), endpoint([1, 1, 0], ari)];
  expect(groups(boot(near))).toBe("0 | 1 2");
});

function behindBridge(more: { iommu?: boolean; noAlias?: boolean } = {}): PciFunction[] {
  return [
    isolatingRoot,
    bridgeToPci([1, 0, 0], 2, more),
    pciDevice([2, 0, 1]),
    pciDevice([2, 0x08, 1]),
  ];
}

test("CE12: what is behind a bridge to PCI joins the bridge", () => {
  expect(groups(boot(behindBridge()))).toBe("0 | 1 2 3");
});

test("CE12: if the bridge is unmanaged or late, two groups have one requester ID", () => {
  expect(groups(boot(behindBridge({ iommu: false })))).toBe("0 | 2 | 3");
  expect(groups(boot(behindBridge(), [0, 2, 3, 1]))).toBe("0 | 1 | 2 | 3");
});

test("a bridge that does not alias still fails the path test", () => {
  expect(groups(boot(behindBridge({ noAlias: true })))).toBe("0 | 1 2 3");
});

test("CE14: alone in its group, and yet PASID is refused", () => {
  const made = boot([endpoint([0, 0x10, null], { kind: "rciep", multifunction: true })]);
  expect(groups(made)).toBe("0");
  expect(enables(made, 0)).toBe("-EINVAL");
});

test("CE16: behind a VMD everything is in the VMD's group, and PASID stops at its root bus", () => {
  const behind = { segment: 0x1_0000, realDma: 0 };
  const made = boot([
    endpoint([0, 0x28, null], { kind: "rciep", pasid: null }),
    port("root-port", [0, 0, null], 1, behind),
    port("root-port", [0, 0x08, null], 2, behind),
    endpoint([1, 0, 1], behind),
    endpoint([2, 0, 2], behind),
  ]);
  expect(groups(made)).toBe("0 1 2 3 4");
  expect(enables(made, 3)).toBe("0");
  expect(enables(made, 4)).toBe("0");
});

test("CE17: VFs are alone, whether on the PF's bus or on a virtual one", () => {
  const made = boot([
    isolatingRoot,
    endpoint([1, 0, 0]),
    virtual([1, 1, 0], 1),
    virtual([2, 0, 0], 1),
  ]);
  expect(groups(made)).toBe("0 | 1 | 2 | 3");
  const climbing = boot([
    port("root-port", [0, 0x08, null], 1, { acs: null }),
    endpoint([1, 0, 0]),
    virtual([2, 0, 0], 1),
  ]);
  expect(groups(climbing)).toBe("0 1 2");
});

test("CE18: of two root ports of one device the isolating one is alone", () => {
  const made = boot([
    port("root-port", [0, 0xe0, null], 1, { multifunction: true, acs: acs(ALL, "") }),
    port("root-port", [0, 0xe1, null], 2, { multifunction: true }),
    endpoint([1, 0, 0]),
    endpoint([2, 0, 1]),
  ]);
  expect(groups(made)).toBe("0 2 | 1 | 3");
});

test("section 1: function 1 without the header bit is seen as multifunction only at boot", () => {
  const made = [
    endpoint([0, 0x10, null], { kind: "rciep", multifunction: true }),
    endpoint([0, 0x11, null], { kind: "rciep" }),
  ];
  expect(groups(hot(made))).toBe("0 | 1");
  expect(groups(boot(made))).toBe("0 1");
});

test("section 4.1: a hot scan does not see the function that would link two groups", () => {
  const made = [
    isolatingRoot,
    endpoint([1, 0, 0], { multifunction: true }),
    endpoint([1, 1, 0], { multifunction: true, acs: acs(ALL, ALL), aliases: [2] }),
    endpoint([1, 2, 0], { multifunction: true }),
  ];
  expect(groups(hot(made))).toBe("0 | 1 | 2 3");
  expect(groups(boot(made))).toBe("0 | 1 2 3");
});

test("section 4.2: single functions on a root bus are alone, conventional or not", () => {
  expect(
    groups(
      boot([
        endpoint([0, 0x10, null], { kind: "rciep" }),
        pciDevice([0, 0x18, null]),
        port("root-port", [0, 0x20, null], 1, { acs: null }),
        pciBridge([0, 0x28, null], 2),
      ]),
    ),
  ).toBe("0 | 1 | 2 | 3");
});

test("section 2.3: what is not implemented counts as on, and EC does not count at all", () => {
  const empty = { multifunction: true, acs: acs("", "") };
  const egress = { multifunction: true, acs: acs("RR CR EC", "RR CR EC") };
  expect(
    groups(boot([isolatingRoot, endpoint([1, 0, 0], empty), endpoint([1, 1, 0], egress)])),
  ).toBe("0 | 1 | 2");
  expect(acs("EC", "EC").ctrl).toBe(ACS.EC);
});

test("a function without IOMMU passes the closure on, and gets no group", () => {
  const made = boot([
    isolatingRoot,
    endpoint([1, 0, 0], { multifunction: true, aliases: [1], acs: acs(ALL, ALL) }),
    endpoint([1, 1, 0], { multifunction: true, acs: acs(ALL, ALL), iommu: false }),
    endpoint([1, 2, 0], { multifunction: true, acs: acs(ALL, ALL), aliases: [1] }),
  ]);
  expect(groups(made)).toBe("0 | 1 3");
});

test("with ARI the whole devfn is the function number: function 8 counts as multifunction", () => {
  const made = [
    isolatingRoot,
    endpoint([1, 0, 0], { ari: true, aliases: [8] }),
    endpoint([1, 8, 0], { ari: true }),
    endpoint([1, 9, 0], { ari: true }),
  ];
  expect(groups(boot(made))).toBe("0 | 1 2 3");
});

test("the real DMA function counts with its aliases even where it is still to be added", () => {
  const made = [
    endpoint([0, 0x28, null], { kind: "rciep", aliases: [0x20] }),
    endpoint([0, 0x20, null], { kind: "rciep" }),
    endpoint([0, 0, null], { segment: 0x1_0000, realDma: 0 }),
  ];
  expect(groups(hot(made, [1, 2, 0]))).toBe("0 1 2");
});

test("a group is numbered by its first member, plus 1", () => {
  const made = boot(behindBridge(), [0, 3, 1, 2]);
  const bench = new Bench(linux, made);
  expect(bench.groups()).toBe("0 | 1 2 | 3");
  expect([0, 1, 2, 3].map((dev) => bench.observed.group(dev))).toEqual([1, 2, 2, 4]);
});

test("members are listed as probed, VFs last", () => {
  const made = boot(
    [
      port("root-port", [0, 0x08, null], 1, { acs: null }),
      endpoint([1, 0, 0], { multifunction: true }),
      endpoint([1, 1, 0], { multifunction: true }),
      virtual([1, 2, 0], 1),
    ],
    [0, 1, 3, 2],
  );
  const bench = new Bench(linux, made);
  expect(bench.groups()).toBe("0 1 2 3");
  bench.step({ op: "rid-attach", dev: 1, domain: "D1" });
  expect(bench.calls()).toEqual(["0:0 D1<-I", "1:0 D1<-I", "2:0 D1<-I", "3:0 D1<-I"]);
});
