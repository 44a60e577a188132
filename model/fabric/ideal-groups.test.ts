/**
 * Ideal groups are connected components (docs/reference/semantics.md 5.4): reach in either
 * direction, or a common requester ID, directly or through others.
 */
import { describe, expect, test } from "vitest";
import { addressText } from "../vocabulary/topology/address.js";
import { problemText } from "../vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../vocabulary/scenario/scenario.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { Facts } from "./facts.js";
import { components } from "./ideal-groups.js";

const linked =
  (...pairs: readonly string[]) =>
  (a: number, b: number): boolean =>
    pairs.includes(`${a}-${b}`);

/** The labels as blocks: `0 2 | 1`. Which number a component has is not promised. */
function blocks(labels: readonly number[]): string {
  const members = [...new Set(labels)].map((label) =>
    labels.flatMap((other, i) => (other === label ? [i] : [])).join(" "),
  );
  return members.join(" | ");
}

describe("components", () => {
  test("of nothing, of one, of strangers", () => {
    expect(components(0, linked())).toEqual([]);
    expect(blocks(components(1, linked()))).toBe("0");
    expect(blocks(components(3, linked()))).toBe("0 | 1 | 2");
  });
  test("through others, in whatever order the links are met", () => {
    expect(blocks(components(4, linked("0-3", "1-3")))).toBe("0 1 3 | 2");
    expect(blocks(components(5, linked("0-1", "2-3", "1-2")))).toBe("0 1 2 3 | 4");
    expect(blocks(components(4, linked("2-3", "0-2")))).toBe("0 2 3 | 1");
  });
  test("two components stay two", () => {
    expect(blocks(components(4, linked("0-2", "1-3")))).toBe("0 2 | 1 3");
  });
  test("pairs are asked with the smaller first", () => {
    components(4, (a, b) => {
      expect(a).toBeLessThan(b);
      return false;
    });
  });
});

/** Addresses, a component a string. */
function ideal(text: string): readonly string[] {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const { topology } = read.value;
  const facts = new Facts(topology, DEFAULT_IOMMU);
  const groups = new Map<number, string>();
  for (const [dev, f] of topology.functions.entries()) {
    const label = facts.idealGroup(dev);
    const known = groups.get(label);
    groups.set(label, known === undefined ? addressText(f) : `${known} ${addressText(f)}`);
  }
  return [...groups.values()];
}

describe("ideal groups", () => {
  test("reach in one direction is enough (FLAW-2)", () => {
    const pair = "00:02.0 rciep multifunction acs RR of RR\n00:02.1 rciep acs - of RR";
    expect(ideal(pair)).toEqual(["00:02.0 00:02.1"]);
  });
  test("a common requester ID is enough, be it nobody's own (CE9)", () => {
    const ghost = "00:04.0 rciep alias 10.0\n00:05.0 rciep alias 10.0\n00:06.0 rciep";
    expect(ideal(ghost)).toEqual(["00:04.0 00:05.0", "00:06.0"]);
  });
  test("through others: two that never meet, both met by a third (CLAIM-11)", () => {
    const linker = "00:01.0 rciep\n00:02.0 rciep\n00:03.0 rciep alias 01.0 02.0";
    expect(ideal(linker)).toEqual(["00:01.0 00:02.0 00:03.0"]);
  });
  test("through a function without IOMMU: components are over all functions", () => {
    const linker = "00:01.0 rciep\n00:02.0 rciep\n00:03.0 rciep no-iommu alias 01.0 02.0";
    expect(ideal(linker)).toEqual(["00:01.0 00:02.0 00:03.0"]);
  });
  test("a port is not joined with what is below it (CLAIM-1, CE1)", () => {
    expect(ideal("00:01.0 root-port bus 01\n01:00.0 endpoint")).toEqual(["00:01.0", "01:00.0"]);
  });
  test("a conventional bus is joined with its bridge", () => {
    const bus = "00:04.0 pcie-to-pci-bridge bus 05\n05:01.0 pci-device";
    expect(ideal(bus)).toEqual(["00:04.0 05:01.0"]);
  });
});
