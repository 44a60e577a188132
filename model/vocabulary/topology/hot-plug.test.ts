/**
 * A function can be absent at boot and be plugged, and the scan finds it, as
 * docs/reference/choices.md says (Hot-plug).
 */
import { describe, expect, test } from "vitest";
import { impossible } from "./validate.js";
import { functionOf, PLAIN, type Parts } from "./make-function.js";
import { canBePlugged, scanFinds } from "./hot-plug.js";
import { bootOrder } from "./probe-order.js";
import type { Kind, PciFunction } from "./topology.js";

function f(kind: Kind, parts: Partial<Parts> = {}): PciFunction {
  return functionOf(kind, { ...PLAIN, bus: 0, devfn: 0, secondary: 1, pf: 0, ...parts });
}

const below: Partial<Parts> = { bus: 1, parent: 0 };
const marked: Partial<Parts> = { ...below, multifunction: true };
const absent = { absent: true };
const port = f("root-port");

function reason(functions: readonly PciFunction[]): string {
  const problem = impossible({ functions, probe: { scan: "boot", order: null } });
  return problem === null ? "possible" : `${problem.path}: ${problem.message}`;
}

const LEAVES = "no bridge, VF, PF with VFs, nor a function as whom another emits, can be absent";

describe("absent at boot", () => {
  test("endpoints, RCiEPs, event collectors and conventional devices can be", () => {
    for (const kind of ["endpoint", "legacy-endpoint", "rciep", "rcec", "pci-device"] as const)
      expect(reason([f(kind, absent)])).toBe("possible");
  });
  test("bridges cannot", () => {
    expect(reason([f("root-port", absent)])).toBe(`functions[0].absent: ${LEAVES}`);
    expect(reason([f("pci-bridge", absent)])).toBe(`functions[0].absent: ${LEAVES}`);
  });
  test("VFs and their PFs cannot", () => {
    const vf = f("vf", { ...below, devfn: 1, pf: 1 });
    expect(reason([port, f("endpoint", { ...below, ...absent }), vf])).toBe(
      `functions[1].absent: ${LEAVES}`,
    );
    const gone = f("vf", { ...below, ...absent, devfn: 1, pf: 1 });
    expect(reason([port, f("endpoint", below), gone])).toBe(`functions[2].absent: ${LEAVES}`);
  });
  test("a function as whom others emit cannot, the others can", () => {
    const behind: Partial<Parts> = { segment: 0x10000, realDma: 0 };
    expect(reason([f("rciep", absent), f("rciep", behind)])).toBe(`functions[0].absent: ${LEAVES}`);
    expect(reason([f("rciep"), f("rciep", { ...behind, ...absent })])).toBe("possible");
  });
  test("function 0 only with all that are found through it", () => {
    const zero = f("endpoint", { ...marked, ...absent });
    const one = { ...below, devfn: 1 };
    expect(reason([port, zero, f("endpoint", one)])).toBe(
      "functions[2].absent: functions[1], its function 0, is absent",
    );
    expect(reason([port, zero, f("endpoint", { ...one, ...absent })])).toBe("possible");
    expect(reason([port, f("endpoint", marked), f("endpoint", { ...one, ...absent })])).toBe(
      "possible",
    );
  });
  test("the order of boot leaves them out", () => {
    const functions = [
      port,
      f("endpoint", marked),
      f("endpoint", { ...marked, ...absent, devfn: 1 }),
    ];
    expect(bootOrder({ functions, probe: { scan: "boot", order: null } })).toEqual([0, 1]);
    expect(bootOrder({ functions, probe: { scan: "hot", order: [0, 2, 1] } })).toEqual([0, 1]);
  });
});

describe("plug", () => {
  const zero = f("endpoint", marked);
  const one = f("endpoint", { ...below, devfn: 1 });
  const always = (): boolean => true;
  const never = (): boolean => false;

  test("only leaves", () => {
    const functions = [port, zero, one, f("vf", { ...below, devfn: 2, pf: 1 })];
    expect(functions.map((_, dev) => canBePlugged(functions, dev))).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });
  test("function 0 is always found, others through it", () => {
    expect(scanFinds([port, zero, one], 1, never)).toBe(true);
    expect(scanFinds([port, zero, one], 2, always)).toBe(true);
    expect(scanFinds([port, zero, one], 2, never)).toBe(false);
    expect(scanFinds([port, f("endpoint", below), one], 2, always)).toBe(false);
  });
  test("with ARI function 0 is that of the bus, and need not be marked", () => {
    const ari = { ...below, ari: true };
    const functions = [port, f("endpoint", ari), f("endpoint", { ...ari, devfn: 9 })];
    expect(scanFinds(functions, 2, always)).toBe(true);
    expect(scanFinds(functions, 2, never)).toBe(false);
  });
});
