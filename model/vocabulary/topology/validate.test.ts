/**
 * Impossible topologies are refused (docs/reference/semantics.md 1): each way in which one is
 * impossible, with the path and the message of the refusal, beside the nearest one that is. Who may
 * stand where is in placement.test.ts.
 */
import { describe, expect, test } from "vitest";
import { impossible, InvalidTopology, topology } from "./validate.js";
import { functionOf, PLAIN, type Parts } from "./make-function.js";
import { FUNCTIONS_MAX, type Kind, type PciFunction, type Probe } from "./topology.js";

const BOOT: Probe = { scan: "boot", order: null };

function f(kind: Kind, parts: Partial<Parts> = {}): PciFunction {
  return functionOf(kind, { ...PLAIN, bus: 0, devfn: 0, secondary: 1, pf: 0, ...parts });
}

const acs = (cap: number, ctrl: number, ...egress: number[]): Partial<Parts> => ({
  acs: { cap, ctrl, egress },
});
const pasid = (width: number): Partial<Parts> => ({ pasid: { width, exec: false, priv: false } });

/** Function 0 of the device below `port`. */
const below: Partial<Parts> = { bus: 1, parent: 0 };
const port = f("root-port");

function reason(functions: readonly PciFunction[], probe: Probe = BOOT): string {
  const problem = impossible({ functions, probe });
  return problem === null ? "possible" : `${problem.path}: ${problem.message}`;
}

type Case = readonly [why: string, wrong: readonly PciFunction[], right: readonly PciFunction[]];

/** Every message has a case in which it is the answer, and a change that takes it away. */
function refuses(cases: readonly Case[]): void {
  test.each(cases)("%s", (why, wrong, right) => {
    expect(reason(wrong)).toBe(why);
    expect(reason(right)).toBe("possible");
  });
}

describe("how many", () => {
  test("at least one", () => {
    expect(reason([])).toBe("functions: a topology has at least one function");
    expect(reason([f("rciep")])).toBe("possible");
  });
  test("at most as many as the limit", () => {
    const many = Array.from({ length: FUNCTIONS_MAX + 1 }, (_, i) =>
      f("pci-device", { segment: i >> 5, devfn: (i & 31) << 3 }),
    );
    expect(reason(many)).toBe("functions: at most 4096 functions, here 4097");
    expect(reason(many.slice(1))).toBe("possible");
  });
});

describe("numbers", () => {
  const SEGMENT = "functions[0].segment: a segment is a number of 32 bits";
  refuses([
    [SEGMENT, [f("rciep", { segment: 2 ** 32 })], [f("rciep", { segment: 2 ** 32 - 1 })]],
    [SEGMENT, [f("rciep", { segment: -1 })], [f("rciep")]],
    [SEGMENT, [f("rciep", { segment: 0.5 })], [f("rciep", { segment: 1 })]],
    [
      "functions[0].bus: a bus number is 0..255",
      [f("rciep", { bus: 256 })],
      [f("rciep", { bus: 255 })],
    ],
    [
      "functions[0].devfn: a devfn is 0..255",
      [f("rciep", { devfn: 256 })],
      [f("rciep", { devfn: 248 })],
    ],
    [
      "functions[0].secondary: a bus number is 0..255",
      [f("root-port", { secondary: 256 })],
      [f("root-port", { secondary: 255 })],
    ],
  ]);
});

describe("what a function says of itself", () => {
  const DEVICE_0 =
    "functions[1].devfn: below a port only device 0 exists (functions above 7 need ARI)";
  const ALIASES = "functions[0].aliases: aliases are devfns 0..255, ascending";
  const ascending = [f("rciep", { aliases: [1, 255] })];
  const real = f("rciep");
  const far = (realDma: number): PciFunction => f("rciep", { segment: 1, realDma });
  refuses([
    [
      DEVICE_0,
      [port, f("endpoint", { ...below, devfn: 8 })],
      [
        port,
        f("endpoint", { ...below, ari: true }),
        f("endpoint", { ...below, devfn: 8, ari: true }),
      ],
    ],
    [
      "functions[2].devfn: Linux finds it only if function 0 has ARI as well",
      [port, f("endpoint", below), f("endpoint", { ...below, devfn: 8, ari: true })],
      [
        port,
        f("endpoint", { ...below, ari: true }),
        f("endpoint", { ...below, devfn: 8, ari: true }),
      ],
    ],
    [DEVICE_0, [port, f("pci-device", { ...below, devfn: 8 })], [port, f("pci-device", below)]],
    [
      "functions[0].secondary: a secondary bus number is larger than the bridge's own bus number",
      [f("root-port", { bus: 1 })],
      [f("root-port", { bus: 1, secondary: 2 })],
    ],
    [ALIASES, [f("rciep", { aliases: [255, 1] })], ascending],
    [ALIASES, [f("rciep", { aliases: [1, 1] })], ascending],
    [ALIASES, [f("rciep", { aliases: [256] })], ascending],
    ["functions[0].aliases: its own devfn is no alias", [f("rciep", { aliases: [0] })], ascending],
    [
      "functions[1].realDma: the real DMA function stands before it",
      [real, far(1)],
      [real, far(0)],
    ],
    [
      "functions[1].realDma: the real DMA function is in another segment (VMD)",
      [real, f("rciep", { devfn: 8, realDma: 0 })],
      [real, far(0)],
    ],
    [
      "functions[2].realDma: redirection has one step only",
      [real, far(0), f("rciep", { segment: 2, realDma: 1 })],
      [real, far(0), f("rciep", { segment: 2, realDma: 0 })],
    ],
    [
      "functions[0].pasid.width: a PASID width is 0..20",
      [f("rciep", pasid(21))],
      [f("rciep", pasid(20))],
    ],
  ]);
});

describe("behind a conventional segment", () => {
  const bridge = f("pci-to-pcie-bridge");
  const behind = (parts: Partial<Parts>): readonly PciFunction[] => [
    bridge,
    f("endpoint", { ...below, ...parts }),
  ];
  const why = "there is no extended configuration space behind a conventional segment";
  refuses([
    [`functions[1].acs: ${why}`, behind(acs(0, 0)), behind({})],
    [`functions[1].pasid: ${why}`, behind(pasid(8)), behind({})],
    [`functions[1].ari: ${why}`, behind({ ari: true }), behind({ prefix: true })],
    [
      `functions[2].pf: ${why}`,
      [...behind({}), f("vf", { ...below, devfn: 1, pf: 1 })],
      [port, f("endpoint", below), f("vf", { ...below, devfn: 1, pf: 1 })],
    ],
    [
      `functions[2].acs: ${why}`,
      [
        bridge,
        f("upstream-port", { ...below, secondary: 2 }),
        f("downstream-port", {
          bus: 2,
          parent: 1,
          secondary: 3,
          ...acs(0, 0),
        }),
      ],
      [
        bridge,
        f("upstream-port", { ...below, secondary: 2 }),
        f("downstream-port", {
          bus: 2,
          parent: 1,
          secondary: 3,
        }),
      ],
    ],
  ]);
});

describe("ACS", () => {
  const EC = 0x20;
  const VECTOR = "functions[0].acs.egress: the vector names devfns 0..255, ascending";
  const right = [f("rciep", acs(EC, EC, 1, 255))];
  refuses([
    [
      "functions[0].acs.cap: ACS has the bits SV TB RR CR UF EC DT",
      [f("rciep", acs(0x80, 0))],
      [f("rciep", acs(0x7f, 0x7f))],
    ],
    [
      "functions[0].acs.ctrl: a bit can be on only if it is implemented",
      [f("rciep", acs(0x04, 0x14))],
      [f("rciep", acs(0x14, 0x04))],
    ],
    [VECTOR, [f("rciep", acs(EC, 0, 255, 1))], right],
    [VECTOR, [f("rciep", acs(EC, 0, 256))], right],
    [
      "functions[0].acs.egress: an egress control vector needs EC",
      [f("rciep", acs(0x04, 0, 1))],
      right,
    ],
  ]);
});

describe("functions together", () => {
  const second = f("root-port", { devfn: 8, secondary: 2 });
  const marked = f("rciep", { multifunction: true });
  refuses([
    [
      "functions[1].devfn: 00:00.0 is already the address of functions[0]",
      [f("rciep"), f("rciep")],
      [f("rciep"), f("rciep", { segment: 1 })],
    ],
    [
      "functions[1].secondary: that bus is already behind functions[0]",
      [port, f("root-port", { devfn: 8, secondary: 1 })],
      [port, second],
    ],
    [
      "functions[1].parent: the bus 1 is behind another bridge",
      [port, f("rciep", { bus: 1 })],
      [port, f("rciep", { bus: 2 })],
    ],
    [
      "functions[0].devfn: Linux finds it only through 00:01.0, which is not there",
      [f("rciep", { devfn: 9, ari: true })],
      [f("rciep", { devfn: 8, multifunction: true }), f("rciep", { devfn: 9, ari: true })],
    ],
    [
      "functions[2].devfn: Linux finds it only through 00:01.0, which is not there",
      [f("rciep"), f("vf", { devfn: 8 }), f("rciep", { devfn: 9 })],
      [f("rciep"), f("vf", { devfn: 8 }), f("rciep", { devfn: 16 })],
    ],
    [
      "functions[1].devfn: Linux does not scan it: 00:00.0 is not multifunction",
      [f("rciep"), f("rciep", { devfn: 1 })],
      [marked, f("rciep", { devfn: 1 })],
    ],
  ]);
});

const ordered = (
  functions: readonly PciFunction[],
  scan: Probe["scan"],
  ...order: number[]
): string => reason(functions, { scan, order });

describe("the order of probing", () => {
  const three = [f("rciep", { devfn: 8 }), f("vf", { devfn: 9 }), f("rciep", { devfn: 16 })];
  const tree = [port, f("endpoint", below)];

  test("it names every function once", () => {
    const why = "probe.order: the order names every function once";
    for (const order of [
      [0, 1],
      [0, 1, 1],
      [0, 1, 2, 2],
      [0, 1, 3],
      [0, 1, -1],
      [0, 1, 0.5],
    ])
      expect(ordered(three, "boot", ...order)).toBe(why);
    expect(ordered(three, "boot", 2, 0, 1)).toBe("possible");
  });
  test("a PF comes before its VFs", () => {
    for (const scan of ["boot", "hot"] as const) {
      const why = "probe.order: the VF functions[1] comes before its PF";
      expect(ordered(three, scan, 1, 0, 2)).toBe(why);
      expect(ordered(three, scan, 0, 1, 2)).toBe("possible");
    }
  });
  test("in a hot scan a parent comes before its children; at boot it need not", () => {
    const why = "probe.order: in a hot scan functions[1] cannot come before its parent";
    expect(ordered(tree, "hot", 1, 0)).toBe(why);
    expect(ordered(tree, "hot", 0, 1)).toBe("possible");
    expect(ordered(tree, "boot", 1, 0)).toBe("possible");
  });
});

const make = (): unknown => topology([f("downstream-port")]);

describe("topology()", () => {
  test("answers what it was given, scanned at boot if nothing is said", () => {
    expect(topology([port])).toEqual({ functions: [port], probe: BOOT });
    const hot: Probe = { scan: "hot", order: [0] };
    expect(topology([port], hot)).toEqual({ functions: [port], probe: hot });
  });
  test("throws the problem, with its path in the message", () => {
    expect(make).toThrow(InvalidTopology);
    expect(make).toThrow("functions[0].parent: a downstream-port cannot stand on a root bus");
  });
  test("the first problem wins: functions in order, then together, then the probe", () => {
    const wrong = [f("rciep", { bus: 256 }), f("rciep", { devfn: 256 })];
    expect(reason(wrong, { scan: "boot", order: [] })).toBe(
      "functions[0].bus: a bus number is 0..255",
    );
    expect(reason([f("rciep"), f("rciep")], { scan: "boot", order: [] })).toContain("00:00.0");
  });
});
