import { expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { fitToLinux } from "./fit.js";

function scenario(text: string): Scenario {
  const read = readScenario(`pasidcheck scenario 1\n${text}\n`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const orderOf = (s: Scenario): readonly number[] | null => fitToLinux(s).topology.probe.order;

test("what the kernel can be asked stays the very same", () => {
  const plain = scenario("00:01.0 rciep\n00:02.0 rciep");
  expect(fitToLinux(plain)).toBe(plain);
  const boot = scenario("probe boot 00:02.0 00:01.0\n00:01.0 rciep\n00:02.0 rciep");
  expect(fitToLinux(boot)).toBe(boot);
});

test("a hot scan goes in Linux' order", () => {
  const hot = scenario("probe hot 00:02.0 00:01.0\n00:01.0 rciep\n00:02.0 rciep");
  expect(hot.topology.probe.order).toEqual([1, 0]);
  expect(orderOf(hot)).toBeNull();
  expect(fitToLinux(hot).topology.probe.scan).toBe("hot");
});

const VFS = `
00:01.0 rciep
00:02.0 rciep
00:01.1 vf of-pf 00:01.0
00:01.2 vf of-pf 00:01.0
00:02.1 vf of-pf 00:02.0`;

test.each([
  ["PF by PF", "00:01.0 00:02.0 00:02.1 00:01.1 00:01.2", true],
  [
    "between others, which come first all the same",
    "00:01.0 00:01.1 00:01.2 00:02.0 00:02.1",
    true,
  ],
  ["interleaved", "00:01.0 00:02.0 00:01.1 00:02.1 00:01.2", false],
  ["backwards", "00:01.0 00:02.0 00:01.2 00:01.1 00:02.1", false],
])("VFs %s", (_, order, kept) => {
  expect(orderOf(scenario(`probe boot ${order}${VFS}`)) !== null).toBe(kept);
});

test("a device-specific rule that no row of quirks.c has is left out", () => {
  const rules = scenario(`
00:01.0 rciep acs-rule SV RR CR UF of SV TB RR CR UF EC DT
00:02.0 rciep acs-rule RR CR of RR CR EC DT
00:03.0 rciep acs-rule - of SV TB RR CR UF EC DT
00:04.0 rciep acs-rule - of SV TB RR CR UF EC DT
00:04.1 vf of-pf 00:04.0`);
  const kept = fitToLinux(rules).topology.functions.map((f) => f.acsRule !== undefined);
  expect(kept).toEqual([true, false, true, false, false]);
});
