// Two dumps of one machine: what is the same function, what changed, and the change that explains a
// group, on machines whose groups follow by hand from docs/reference/semantics.md 4.1.
import { describe, expect, test } from "vitest";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { machineOf } from "../testing/machines.js";
import { shownMachine, type Told } from "../testing/shown.js";
import { against } from "./against.js";

const ALL = "acs SV RR CR UF of SV RR CR UF";
const NO_CR = "acs SV RR UF of SV RR CR UF";

function compared(a: Topology, b: Topology, toldA: Told = {}, toldB: Told = {}) {
  const answer = against(shownMachine(a, toldA), shownMachine(b, toldB));
  const inA = (dev: number) => addressText(a.functions[dev]!);
  const inB = (dev: number) => addressText(b.functions[dev]!);
  return {
    onlyA: answer.onlyA.map(inA),
    onlyB: answer.onlyB.map(inB),
    changed: answer.changed.map(({ b: dev, fact, was, is }) => [inB(dev), fact, was, is]),
    hidden: answer.hidden.map(({ a: dev, fact, in: side }) => [inA(dev), fact, side]),
    basis: answer.groups.basis,
    groups: answer.groups.changed.map(({ was, is, cause }) => ({
      was: was.map((devs) => devs.map(inA)),
      is: is.map((devs) => devs.map(inB)),
      why: cause.why,
      facts: "facts" in cause ? cause.facts.map(({ b: dev, fact }) => `${inB(dev)} ${fact}`) : [],
    })),
    unsure: answer.groups.unsure.map(inA),
    pending: answer.groups.pending.map(({ is, cause }) => [
      is.map((devs) => devs.map(inB)),
      cause.why,
    ]),
  };
}

const NOTHING = {
  onlyA: [],
  onlyB: [],
  changed: [],
  hidden: [],
  groups: [],
  unsure: [],
  pending: [],
};

/** The same ids on both sides, whatever the order of functions. */
function ids(...addresses: readonly string[]): Told {
  return { functions: Object.fromEntries(addresses.map((one, i) => [one, { device: 0x100 + i }])) };
}

function tree(port: string, other = ALL) {
  return machineOf(
    `00:01.0  root-port  bus 01  ${port}`,
    `00:02.0  root-port  bus 02  ${other}`,
    "01:00.0  endpoint",
    "02:00.0  endpoint",
  );
}

test("a machine and itself", () => {
  expect(compared(tree(NO_CR), tree(NO_CR))).toEqual({ ...NOTHING, basis: "formed" });
});

test("the bit that changed is why groups joined, from A to B", () => {
  expect(compared(tree(ALL), tree(NO_CR))).toMatchObject({
    changed: [["00:01.0", "acs-ctrl", 0x1d, 0x15]],
    groups: [
      {
        was: [["00:01.0"], ["01:00.0"]],
        is: [["00:01.0", "01:00.0"]],
        why: "fact",
        facts: ["00:01.0 acs-ctrl"],
      },
    ],
  });
});

test("a bit that changed elsewhere is told, and is no reason", () => {
  const before = tree(ALL, "acs SV TB RR CR UF of SV TB RR CR UF");
  const after = tree("", "acs SV RR CR UF of SV TB RR CR UF");
  expect(compared(before, after)).toMatchObject({
    changed: [
      ["00:01.0", "acs-cap", 0x1d, null],
      ["00:02.0", "acs-ctrl", 0x1f, 0x1d],
    ],
    groups: [{ why: "fact", facts: ["00:01.0 acs-cap"] }],
  });
});

test("changes of which none alone is the reason are named together, without the others", () => {
  const path = (root: string, port: string, beside: string) =>
    machineOf(
      `00:01.0  root-port        bus 01  ${root}`,
      "01:00.0  upstream-port    bus 02",
      `02:00.0  downstream-port  bus 03  ${port}`,
      `02:01.0  downstream-port  bus 04  ${beside}`,
      "03:00.0  endpoint",
    );
  // 03:00.0 is alone in A only because both ports above it isolate.
  expect(compared(path(ALL, ALL, ALL), path(NO_CR, NO_CR, "acs RR of RR CR")).groups).toEqual([
    {
      was: [["00:01.0"], ["01:00.0"], ["02:00.0"], ["02:01.0"], ["03:00.0"]],
      is: [["00:01.0", "01:00.0", "02:00.0", "02:01.0", "03:00.0"]],
      why: "facts",
      facts: ["00:01.0 acs-ctrl", "02:00.0 acs-ctrl"],
    },
  ]);
});

test("a function that came, or went, can be why others are in one group", () => {
  const zero = "00:03.0  endpoint  multifunction  acs RR of RR";
  const a = machineOf(zero, "00:03.2  endpoint");
  // It emits the requester IDs of both.
  const b = machineOf(zero, "00:03.1  endpoint  alias 03.0 03.2", "00:03.2  endpoint");
  const [first, second] = [ids("00:03.0", "00:03.2"), ids("00:03.0", "00:03.2", "00:03.1")];
  expect(compared(a, b, first, second)).toMatchObject({
    onlyB: ["00:03.1"],
    groups: [{ was: [["00:03.0"], ["00:03.2"]], is: [["00:03.0", "00:03.2"]], why: "came" }],
  });
  expect(compared(b, a, second, first)).toMatchObject({
    onlyA: ["00:03.1"],
    groups: [{ was: [["00:03.0", "00:03.2"]], is: [["00:03.0"], ["00:03.2"]], why: "went" }],
  });
});

test("a function that came into a group that is otherwise the same is no change of it", () => {
  const two = ["00:03.0  endpoint  multifunction", "00:03.1  endpoint"];
  expect(compared(machineOf(two[0]!), machineOf(...two))).toMatchObject({
    onlyB: ["00:03.1"],
    groups: [],
    unsure: [],
  });
});

test("buses that were numbered anew: the same functions, of which two are alike", () => {
  const before = machineOf(
    `00:01.0  root-port  bus 01  ${ALL}`,
    `00:02.0  root-port  bus 02  ${ALL}`,
    `00:03.0  root-port  bus 03  ${ALL}`,
    "02:00.0  endpoint",
    "03:00.0  endpoint",
  );
  const after = machineOf(
    `00:01.0  root-port  bus 01  ${ALL}`,
    `00:02.0  root-port  bus 03  ${ALL}`,
    `00:03.0  root-port  bus 04  ${ALL}`,
    "01:00.0  endpoint",
    "03:00.0  endpoint",
    "04:00.0  endpoint",
  );
  const drive = { device: 0x500 };
  const told = ids("00:01.0", "00:02.0", "00:03.0");
  const a = { functions: { ...told.functions, "02:00.0": drive, "03:00.0": drive } };
  const b = {
    functions: {
      ...told.functions,
      "01:00.0": { device: 0x600 },
      "03:00.0": drive,
      "04:00.0": drive,
    },
  };
  const answer = compared(before, after, a, b);
  expect(answer).toMatchObject({ onlyA: [], onlyB: ["01:00.0"], groups: [] });
  expect(answer.changed.filter(([, fact]) => fact === "address")).toEqual([
    ["03:00.0", "address", "02:00.0", "03:00.0"],
    ["04:00.0", "address", "03:00.0", "04:00.0"],
  ]);
});

test("another card at the same address is another function", () => {
  const a = { functions: { "01:00.0": { device: 0x700 } } };
  const b = { functions: { "01:00.0": { device: 0x701 } } };
  expect(compared(tree(ALL), tree(ALL), a, b)).toMatchObject({
    onlyA: ["01:00.0"],
    onlyB: ["01:00.0"],
    changed: [],
  });
});

describe("what one of them does not show is no difference", () => {
  const hidden: Told = { unseen: { "00:01.0": ["acs"] }, readings: [tree(ALL), tree("")] };

  test("of ACS: it is counted, and the groups cannot be said", () => {
    const answer = compared(tree(ALL), tree(""), {}, hidden);
    expect(answer).toMatchObject({ changed: [], groups: [], unsure: ["00:01.0", "01:00.0"] });
    expect(answer.hidden).toContainEqual(["00:01.0", "acs-ctrl", "b"]);
  });

  test("of where a function stands: no reading of the machine says all of that", () => {
    const floating: Told = { unseen: { "01:00.0": ["place"] } };
    expect(compared(tree(ALL), tree(NO_CR), {}, floating)).toMatchObject({
      groups: [],
      unsure: ["00:01.0", "01:00.0"],
    });
  });

  test("of drivers", () => {
    const none = { driver: null };
    const functions = { "00:01.0": none, "00:02.0": none, "01:00.0": none, "02:00.0": none };
    const answer = compared(tree(ALL), tree(ALL), {}, { functions });
    expect(answer.changed).toEqual([]);
    expect(answer.hidden).toHaveLength(4);
    const one = { functions: { "01:00.0": none } };
    expect(compared(tree(ALL), tree(ALL), {}, one).changed).toEqual([
      ["01:00.0", "driver", "native", null],
    ]);
  });

  test("stand-ins are in neither", () => {
    const functions = { "00:01.0": { shown: false } };
    expect(compared(tree(ALL), tree(ALL), {}, { functions })).toMatchObject({
      onlyA: ["00:01.0"],
      changed: [],
    });
  });
});

test("groups of two kernels are facts, whatever explains that they changed", () => {
  const a = { groups: { "00:01.0": 1, "01:00.0": 2, "00:02.0": 3, "02:00.0": 4 } };
  const b = { groups: { "00:01.0": 5, "01:00.0": 5, "00:02.0": 6, "02:00.0": 7 } };
  expect(compared(tree(ALL), tree(ALL), a, b)).toMatchObject({
    basis: "given",
    groups: [{ is: [["00:01.0", "01:00.0"]], why: "not-shown" }],
  });
  // With the bit that does it in the dump, it is the reason.
  expect(compared(tree(ALL), tree(NO_CR), a, b).groups).toMatchObject([{ why: "fact" }]);
  // Bits that were written while Linux ran: the groups of both are the same, until a boot.
  expect(compared(tree(ALL), tree(NO_CR), a, a)).toMatchObject({
    groups: [],
    pending: [[[["00:01.0", "01:00.0"]], "fact"]],
  });
  // One side alone: both are formed.
  expect(compared(tree(ALL), tree(ALL), a, {})).toMatchObject({ basis: "formed", groups: [] });
});
