/**
 * Each rule is kept by the plain scenario and broken by one edit of it; the function that a finding
 * is about counts.
 */
import { expect, test } from "vitest";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { callerRules, rulesBroken, weightOf } from "./rules.js";

const PLAIN = `
00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix
01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix
01:00.1 endpoint acs RR CR of RR CR pasid 8 prefix
----
pasid-enable 01:00.0
pasid-attach 01:00.0 pasid 1 domain D1 handle h1
pasid-detach 01:00.0 pasid 1`;

function broken(
  text: string,
  finding = { device: null, pasid: null } as Parameters<typeof rulesBroken>[2],
): readonly string[] {
  const read = readScenario(`pasidcheck scenario 1\n${text.trim()}\n`);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  const { value } = read;
  return rulesBroken(value, value.operations.length - 1, finding).map(({ name }) => name);
}

test("the plain scenario breaks none", () => {
  expect(broken(PLAIN)).toEqual([]);
  expect(weightOf([])).toBe(0);
});

const EDITS: readonly (readonly [name: string, from: string, to: string])[] = [
  ["enabled-before-use", "pasid-enable 01:00.0\n", ""],
  ["enabled-before-use", "of SV RR CR UF prefix", "of SV RR CR UF"],
  ["target-has-pasids", "pasid-detach 01:00.0 pasid 1", "pasid-attach 00:01.0 pasid 1 domain D1"],
  ["new-handle", "pasid-detach 01:00.0 pasid 1", "rid-attach 01:00.0 domain D1 handle h1"],
  ["detaches-its-own", "pasid-detach 01:00.0", "pasid-detach 01:00.1"],
  ["driver-succeeds", "handle h1", "handle h1 fail 1 ENOMEM"],
  ["acs-as-linux-enables-it", "acs RR CR of RR CR pasid", "acs RR of RR CR pasid"],
  ["acs-left-alone", "pasid-detach 01:00.0 pasid 1", "acs-set 01:00.0 acs RR"],
  ["probed-in-order", "00:01.0 root-port", "probe boot 01:00.0 01:00.1 00:01.0\n00:01.0 root-port"],
  ["behind-the-iommu", "endpoint acs", "endpoint no-iommu acs"],
];

test.each(EDITS)("%s", (name, from, to) => {
  expect(PLAIN).toContain(from);
  expect(broken(PLAIN.replace(from, to))).toContain(name);
});

test("an endpoint on a root bus is unusual, an integrated one a matter of taste", () => {
  expect(broken("00:01.0 endpoint\n----")).toEqual(["endpoints-below-ports"]);
  expect(broken("00:01.0 rciep\n----")).toEqual(["discrete-devices"]);
});

test("the function that a finding is about must be enabled as well", () => {
  expect(broken(PLAIN, { device: 2, pasid: 1 })).toEqual(["enabled-before-use"]);
  expect(broken(PLAIN, { device: 2, pasid: 0 })).toEqual([]);
});

test("misuse weighs more than every machine together", () => {
  const misuse = callerRules.filter(({ weight }) => weight >= 100);
  const rest = callerRules.filter((rule) => !misuse.includes(rule));
  expect(misuse.length).toBeGreaterThan(0);
  for (const rule of misuse) expect(rule.weight).toBeGreaterThan(weightOf(rest));
});
