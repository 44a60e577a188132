/**
 * The facts of a topology are the answers of this room's functions, also when they are asked a
 * second time; facts that combine several of them mean what they should.
 */
import { describe, expect, test } from "vitest";
import { problemText } from "../vocabulary/reading/reading.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { driverView, Facts } from "./facts.js";

function factsOf(text: string): Facts {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return new Facts(read.value.topology, read.value.iommu);
}

/** 0 and 1 share a ghost; 2 has 3 as its VF and no ACS; 4 is alone. */
const FIVE = `
00:01.0 rciep alias 10.0 pasid 8
00:02.0 rciep alias 10.0
00:03.0 rciep multifunction pasid 4
00:03.1 vf of-pf 00:03.0
00:04.0 rciep`;

/** Asks twice, and both times the same must come back. */
function twice<T>(ask: () => T): T {
  const first = ask();
  expect(ask()).toEqual(first);
  return first;
}

describe("facts", () => {
  const facts = factsOf(FIVE);
  const all = [0, 1, 2, 3, 4];

  test("max_pasids and the register that governs", () => {
    expect(twice(() => all.map((dev) => facts.maxPasids(dev)))).toEqual([256, 0, 16, 16, 0]);
    expect(all.map((dev) => facts.pasidOwner(dev))).toEqual([0, 1, 2, 2, 4]);
  });
  test("the element that fails RR and UF: none, or which", () => {
    const failing = twice(() => all.map((dev) => facts.failingPasidPath(dev)));
    expect(failing).toEqual([null, null, 2, null, null]);
  });
  test("why PASID is unsafe: nothing, or what is reached", () => {
    expect(twice(() => facts.pasidUnsafe(0))).toBeNull();
    expect(twice(() => facts.pasidUnsafe(2))).toEqual({ why: "peer", at: 3 });
    expect(twice(() => facts.pasidUnsafe(3))).toEqual({ why: "peer", at: 3 });
  });
  test("shared requester IDs: pairs, and who is alone with his", () => {
    expect(twice(() => facts.sharingPairs())).toEqual([[0, 1]]);
    expect(twice(() => facts.sharedId(0, 1))).toBe(0x80);
    expect(all.map((dev) => facts.noRidAlias(dev))).toEqual([false, false, true, true, true]);
  });
  test("to meet is to reach, in either direction, or to share a requester ID", () => {
    expect(twice(() => [facts.meet(0, 1), facts.meet(1, 0)])).toEqual([true, true]);
    expect([facts.reaches(0, 1), facts.reaches(2, 3), facts.reaches(3, 2)]).toEqual([
      false,
      true,
      true,
    ]);
    expect([facts.meet(2, 3), facts.meet(1, 2), facts.meet(3, 4)]).toEqual([true, false, false]);
    const oneWay = factsOf("00:02.0 rciep multifunction acs RR of RR\n00:02.1 rciep acs - of RR");
    expect([oneWay.reaches(0, 1), oneWay.reaches(1, 0)]).toEqual([false, true]);
    expect([oneWay.meet(0, 1), oneWay.meet(1, 0)]).toEqual([true, true]);
  });
  test("ideal groups are equal labels", () => {
    const label = twice(() => all.map((dev) => facts.idealGroup(dev)));
    expect(label[0]).toBe(label[1]);
    expect(label[2]).toBe(label[3]);
    expect(new Set(label).size).toBe(3);
  });
});

test("the driver sees the machine: tables, registers, strictness, columns", () => {
  const view = driverView(factsOf(`iommu strict pasids 6${FIVE}`), [0, 5]);
  expect([view.functions, view.strict, view.columns]).toEqual([5, true, [0, 5]]);
  expect([view.tableSize(0), view.tableSize(1), view.tableSize(3)]).toEqual([64, 0, 16]);
  expect([view.controlOf(3), view.controlOf(4)]).toEqual([2, 4]);
});
