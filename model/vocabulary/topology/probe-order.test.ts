/**
 * The order of probing is Linux' order of enumeration (docs/reference/semantics.md 1: on each bus
 * all slots first, then the bridges' buses, depth first; VFs after everything else), whatever the
 * order of the list.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "./address.js";
import { enumerationOrder, probeOrder } from "./probe-order.js";
import { problemText } from "../reading/reading.js";
import { readScenario } from "../scenario/text/text.js";
import type { Topology } from "./topology.js";

function machine(text: string): Topology {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value.topology;
}

function ordered(text: string): readonly string[] {
  const { functions } = machine(text);
  return enumerationOrder(functions).map((dev) => {
    const f = functions[dev];
    return f === undefined ? "?" : addressText(f);
  });
}

const words = (line: string): readonly string[] => line.split(" ");

describe("enumerationOrder", () => {
  test("on a bus by device and function number, not by place in the list", () => {
    const listed = "00:1f.0 rciep multifunction\n00:02.0 rciep\n00:1f.3 rciep\n00:10.0 rciep";
    expect(ordered(listed)).toEqual(["00:02.0", "00:10.0", "00:1f.0", "00:1f.3"]);
  });
  test("a bus is finished before the buses behind its bridges, and those come in its order", () => {
    const tree = `
00:02.0 root-port bus 01
01:00.0 endpoint
00:01.0 root-port bus 05
05:00.0 endpoint
00:1f.0 rciep`;
    expect(ordered(tree)).toEqual(["00:01.0", "00:02.0", "00:1f.0", "05:00.0", "01:00.0"]);
  });
  test("depth first: all behind a bridge before anything behind the next", () => {
    const tree = `
00:01.0 root-port bus 01
01:00.0 upstream-port bus 02
02:00.0 downstream-port bus 03
02:01.0 downstream-port bus 04
03:00.0 upstream-port bus 06
06:00.0 downstream-port bus 07
07:00.0 endpoint
04:00.0 endpoint
00:02.0 root-port bus 05
05:00.0 endpoint`;
    expect(ordered(tree)).toEqual(
      words("00:01.0 00:02.0 01:00.0 02:00.0 02:01.0 03:00.0 06:00.0 07:00.0 04:00.0 05:00.0"),
    );
  });
  test("root buses by segment and number, each with all that is behind it", () => {
    const roots = `
10000:00:00.0 rciep
80:00.0 root-port bus 81
81:00.0 endpoint
00:01.0 root-port bus 01
01:00.0 endpoint`;
    expect(ordered(roots)).toEqual(["00:01.0", "01:00.0", "80:00.0", "81:00.0", "10000:00:00.0"]);
  });
  test("VFs after everything else, by address", () => {
    const virtual = `
00:01.0 root-port bus 01
01:00.0 endpoint
02:00.1 vf of-pf 01:00.0
01:00.4 vf of-pf 01:00.0
00:02.0 rciep
00:02.1 vf of-pf 00:02.0
80:00.0 rciep`;
    expect(ordered(virtual)).toEqual(
      words("00:01.0 00:02.0 01:00.0 80:00.0 00:02.1 01:00.4 02:00.1"),
    );
  });
  test("it is worked out once a list", () => {
    const { functions } = machine("00:02.0 rciep\n00:01.0 rciep");
    expect(enumerationOrder(functions)).toBe(enumerationOrder(functions));
    expect(enumerationOrder([...functions])).toEqual([1, 0]);
  });
});

describe("probeOrder", () => {
  test("what the topology says, else the enumeration order", () => {
    const functions = "00:02.0 rciep\n00:01.0 rciep\n00:03.0 rciep";
    expect(probeOrder(machine(functions))).toEqual([1, 0, 2]);
    const told = machine(`probe hot 00:03.0 00:01.0 00:02.0\n${functions}`);
    expect(probeOrder(told)).toEqual([2, 1, 0]);
  });
});
