/**
 * Functions stand only where the specification lets them (PCI Express base specification;
 * docs/reference/semantics.md 1): every kind on every bus, parents, and VFs beside their PF, with
 * the path and the message of each refusal, beside the nearest topology that is possible.
 */
import { describe, expect, test } from "vitest";
import { impossible } from "./validate.js";
import { functionOf, PLAIN, type Parts } from "./make-function.js";
import { isBridge, type Kind, KINDS, type PciFunction } from "./topology.js";

function f(kind: Kind, parts: Partial<Parts> = {}): PciFunction {
  return functionOf(kind, { ...PLAIN, bus: 0, devfn: 0, secondary: 1, pf: 0, ...parts });
}

/** Function 0 of the device below `port`. */
const below: Partial<Parts> = { bus: 1, parent: 0 };
const port = f("root-port");

function reason(functions: readonly PciFunction[]): string {
  const problem = impossible({ functions, probe: { scan: "boot", order: null } });
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

describe("who stands below whom", () => {
  /** `root` and the kinds with a bus below them; conventional functions may stand anywhere. */
  const PLACES = ["root", ...KINDS.filter((kind) => isBridge(f(kind)))];
  const CONVENTIONAL = ["pci-bridge", "pcie-to-pci-bridge"];
  const DEVICES = ["root", "root-port", "upstream-port", "downstream-port", "pci-to-pcie-bridge"];
  const ALLOWED: Readonly<Partial<Record<Kind, readonly string[]>>> = {
    "root-port": ["root"],
    rciep: ["root"],
    rcec: ["root"],
    "upstream-port": ["root-port", "downstream-port", "pci-to-pcie-bridge"],
    "downstream-port": ["upstream-port"],
    endpoint: DEVICES,
    "legacy-endpoint": DEVICES,
    "pcie-to-pci-bridge": ["root", "root-port", "downstream-port", "pci-to-pcie-bridge"],
    "pci-to-pcie-bridge": ["root", ...CONVENTIONAL],
    "pci-bridge": PLACES,
    "pci-device": PLACES,
  };
  /** A chain down to a bridge of this kind, whose secondary bus is the last number. */
  function downTo(place: string): readonly PciFunction[] {
    const kinds: Kind[] = KINDS.filter((kind) => kind === place);
    if (place === "upstream-port") kinds.unshift("root-port");
    if (place === "downstream-port") kinds.unshift("root-port", "upstream-port");
    return kinds.map((kind, i) =>
      f(kind, { bus: i, secondary: i + 1, parent: i === 0 ? null : i - 1 }),
    );
  }
  const cases = KINDS.filter((kind) => kind !== "vf").flatMap((kind) =>
    PLACES.map((place): [Kind, string] => [kind, place]),
  );
  test.each(cases)("%s on the bus of %s", (kind, place) => {
    const chain = downTo(place);
    const parent = chain.length === 0 ? null : chain.length - 1;
    const bus = chain.length;
    const told = reason([...chain, f(kind, { bus, parent, secondary: bus + 1 })]);
    const where = place === "root" ? "on a root bus" : `below a ${place}`;
    const no = `functions[${chain.length}].parent: a ${kind} cannot stand ${where}`;
    expect(told).toBe(ALLOWED[kind]?.includes(place) === true ? "possible" : no);
  });

  const SMALLER = "functions[1].parent: the parent's index must be smaller than its own (1)";
  const right = [port, f("endpoint", below)];
  refuses([
    [SMALLER, [port, f("endpoint", { bus: 1, parent: 1 })], right],
    [SMALLER, [port, f("endpoint", { bus: 1, parent: -1 })], right],
    [SMALLER, [port, f("endpoint", { bus: 1, parent: 0.5 })], right],
    [
      "functions[1].parent: the parent is no bridge",
      [f("rciep"), f("endpoint", { bus: 1, parent: 0 })],
      right,
    ],
    [
      "functions[1].segment: the segment differs from the parent's",
      [port, f("endpoint", { ...below, segment: 1 })],
      right,
    ],
    [
      "functions[1].bus: the bus must be the parent's secondary bus 1",
      [port, f("endpoint", { bus: 2, parent: 0 })],
      right,
    ],
  ]);
});

describe("VFs", () => {
  const pf = f("rciep", { devfn: 8 });
  const vf = (parts: Partial<Parts> = {}): PciFunction => f("vf", { devfn: 9, ...parts });
  const SMALLER = "functions[1].pf: the PF's index must be smaller than its own (1)";
  refuses([
    [SMALLER, [pf, vf({ pf: 1 })], [pf, vf()]],
    [SMALLER, [pf, vf({ pf: -1 })], [pf, vf()]],
    [
      "functions[1].pf: the PF must be an endpoint or an RCiEP",
      [f("rcec", { devfn: 8 }), vf()],
      [pf, vf()],
    ],
    [
      "functions[2].pf: the PF must be an endpoint or an RCiEP",
      [pf, vf(), f("vf", { devfn: 10, pf: 1 })],
      [pf, vf(), f("vf", { devfn: 10, pf: 0 })],
    ],
    [
      "functions[2].parent: a VF has the same parent as its PF",
      [port, f("endpoint", below), f("vf", { bus: 1, devfn: 1, pf: 1 })],
      [port, f("endpoint", below), f("vf", { ...below, devfn: 1, pf: 1 })],
    ],
    [
      "functions[1].segment: a VF is in the segment of its PF",
      [pf, vf({ segment: 1 })],
      [pf, vf()],
    ],
    [
      "functions[1].bus: a VF's bus number is not below its PF's",
      [f("rciep", { bus: 2, devfn: 8 }), vf({ bus: 1 })],
      [f("rciep", { bus: 2, devfn: 8 }), vf({ bus: 3 })],
    ],
    [
      "functions[1].multifunction: a VF is never marked multifunction (iov.c pci_iov_add_virtfn)",
      [pf, vf({ multifunction: true })],
      [pf, vf()],
    ],
    [
      "functions[2].bus: that bus is already behind functions[0]",
      [port, pf, f("vf", { bus: 1, pf: 1 })],
      [port, pf, f("vf", { bus: 2, pf: 1 })],
    ],
  ]);
});
