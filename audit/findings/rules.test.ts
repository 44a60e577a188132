// Machines under several rule sets; the groups of each are worked out by hand from
// docs/reference/semantics.md 4.1, 4.4 and 5.
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { machineOf } from "../testing/machines.js";
import { readRuleSets, ruleSetNames, whyTooLarge, type RuleSet } from "./rule-sets.js";
import { rulesOf } from "./rules.js";

function setsOf(text: string): readonly RuleSet[] {
  const read = readRuleSets(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function refusal(text: string): string {
  const read = readRuleSets(text);
  return read.ok ? "" : problemText(read.problem);
}

function ruled(names: string, topology: Topology, ...readings: readonly Topology[]) {
  const functions = topology.functions.map(() => ({ shown: true }));
  return rulesOf({ topology, readings, functions, unseen: [] }, setsOf(names));
}

const FULL = "acs SV RR CR UF of SV RR CR UF prefix";
const ROOT = `00:01.0 root-port bus 01 ${FULL}`;
const ONE = { least: 1, most: 1 };

/** A switch with two ports in different slots; what the second has of ACS. */
const switchWith = (acs: string) =>
  machineOf(
    ROOT,
    "01:00.0 upstream-port bus 02 prefix",
    `02:00.0 downstream-port bus 03 ${FULL}`,
    `02:01.0 downstream-port bus 04 ${acs}`,
    "03:00.0 endpoint pasid 8 prefix",
    "04:00.0 endpoint",
  );

describe("names", () => {
  test("those of designs and of groupings, once each, today's first", () => {
    const names = (text: string) => setsOf(text).map(({ name }) => name);
    expect(names("proposal-v3")).toEqual(["linux-7.3", "proposal-v3"]);
    expect(names("fabric, linux-7.3,linux-6.2,fabric")).toEqual([
      "linux-7.3",
      "fabric",
      "linux-6.2",
    ]);
    for (const name of ruleSetNames()) expect(names(name)).toContain(name);
  });

  test("an unknown one, with the nearest; seeded faults are no rules", () => {
    expect(refusal("propsal-v3")).toBe(
      "there are no rules 'propsal-v3'; did you mean 'proposal-v3'?",
    );
    expect(refusal("first-come")).toContain("there are no rules 'first-come'; there are linux-6.2");
    expect(refusal("linux-7.3,")).toContain("a name is missing; there are linux-6.2, linux-7.3");
  });

  test("those that ask every pair are for machines that are not too large", () => {
    expect(whyTooLarge(setsOf("fabric-validated"), 1000)).toBeNull();
    expect(whyTooLarge(setsOf("proposal-v3,fabric"), 4096)).toBeNull();
    expect(whyTooLarge(setsOf("fabric-validated"), 1001)).toContain("at most 1000 functions");
  });
});

test("one port of a switch without ACS: by the proposal all of its ports are one group", () => {
  const { groups, rows, unsure } = ruled("proposal-v3,fabric", switchWith("prefix"));
  expect(groups).toEqual([
    { least: 5, most: 5 },
    { least: 3, most: 3 },
    { least: 3, most: 3 },
  ]);
  expect(rows).toEqual([
    { functions: [2, 3, 4, 5], groups: [[[2], [3, 5], [4]], [[2, 3, 4, 5]], [[2, 3, 4, 5]]] },
  ]);
  expect(unsure).toEqual([]);
});

test("functions without ACS capability: the proposal holds them to be isolated", () => {
  const t = machineOf(ROOT, "01:00.0 endpoint multifunction", "01:00.1 endpoint multifunction");
  expect(ruled("proposal-v3,linux-6.2", t).rows).toEqual([
    { functions: [1, 2], groups: [[[1, 2]], [[1], [2]], [[1, 2]]] },
  ]);
});

test("function 0 speaks for its device, before 2014", () => {
  const t = machineOf(
    ROOT,
    `01:00.0 endpoint multifunction ${FULL}`,
    "01:00.1 endpoint multifunction",
    "01:00.2 endpoint multifunction",
  );
  expect(ruled("linux-function-0", t).rows).toEqual([
    { functions: [2, 3], groups: [[[2, 3]], [[2], [3]]] },
  ]);
});

test("a machine on which all rules agree", () => {
  const t = machineOf(ROOT, "01:00.0 endpoint");
  const answer = ruled("proposal-v3,fabric,linux-6.2", t);
  expect(answer.rows).toEqual([]);
  expect(answer.groups.every(({ least, most }) => least === 2 && most === 2)).toBe(true);
});

test("PASID by the specification, where a request of a peer's port can turn", () => {
  const alone = machineOf(ROOT, "01:00.0 endpoint pasid 8 prefix");
  expect(ruled("spec-device-xarray", alone)).toMatchObject({
    pasid: [],
    enableable: [ONE, ONE],
    capable: ONE,
  });
  // RR on and EC on with an empty vector: Linux is content, and requests go to peers all the same.
  const egress = machineOf(
    ROOT,
    "01:00.0 endpoint multifunction pasid 8 prefix acs SV RR CR UF EC of SV RR CR UF EC",
    `01:00.1 endpoint multifunction ${FULL}`,
  );
  expect(ruled("spec-device-xarray", egress)).toMatchObject({
    pasid: [{ dev: 1, enableable: [true, false] }],
    enableable: [ONE, { least: 0, most: 0 }],
  });
});

describe("what is not shown", () => {
  const [known, open] = [switchWith("prefix"), switchWith(FULL)];

  test("a row that only one reading has cannot be said, whichever is told", () => {
    for (const [told, other] of [
      [known, open],
      [open, known],
    ] as const) {
      const { rows, unsure, groups } = ruled("proposal-v3", told, other);
      expect(rows).toEqual([]);
      expect(unsure).toEqual([2, 3, 4, 5]);
      expect(groups).toEqual([
        { least: 5, most: 6 },
        { least: 3, most: 6 },
      ]);
    }
  });

  test("a row that all readings have is told", () => {
    const { rows, unsure } = ruled("proposal-v3", known, known);
    expect([rows.length, unsure]).toEqual([1, []]);
  });

  test("functions whose place is not shown may be with anybody", () => {
    const t = machineOf(ROOT, "01:00.0 endpoint", "00:02.0 endpoint");
    const functions = t.functions.map(() => ({ shown: true }));
    const unseen = [new Set<string>(), new Set<string>(), new Set(["place"])];
    const input = { topology: t, readings: [], functions, unseen };
    expect(rulesOf(input, setsOf("fabric"))).toMatchObject({
      placed: false,
      unsure: [2],
      rows: [],
    });
    expect(ruled("fabric", t)).toMatchObject({ placed: true, unsure: [] });
  });

  test("stand-ins are in no row, and no group of theirs is counted", () => {
    const functions = known.functions.map((_, dev) => ({ shown: dev > 1 }));
    const input = { topology: known, readings: [], functions, unseen: [] };
    const { groups, rows } = rulesOf(input, setsOf("proposal-v3"));
    expect(groups).toEqual([{ least: 3, most: 3 }, ONE]);
    expect(rows.map((row) => row.functions)).toEqual([[2, 3, 4, 5]]);
  });
});
