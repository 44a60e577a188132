import { expect, test } from "vitest";
import { DOMAINS } from "../../model/vocabulary/operation/domain.js";
import { ACS_BITS } from "../../model/vocabulary/topology/acs.js";
import { abbreviationsOf } from "./abbreviations.js";

test("what a page shows is explained, and nothing else", () => {
  expect(abbreviationsOf("All is well in PASID country, with an IOMMU.")).toEqual([]);
  expect(
    abbreviationsOf("pasid-attach 00:01.0 pasid 1 domain D2, has D1 [CLAIM-4, CLAIM-18]"),
  ).toEqual(["CLAIM-n: a claim of the mail thread", "D1, D2: paging domain"]);
  expect(abbreviationsOf("01:00.0  endpoint  acs RR of RR CR")).toEqual([
    "RR: ACS P2P Request Redirect",
    "CR: ACS P2P Completion Redirect",
    "acs ... of ...: ACS bits that are on, of those implemented",
  ]);
});

test.each(ACS_BITS)("ACS bit %s is known", (bit) => {
  expect(abbreviationsOf(`acs ${bit} of ${bit}`)[0]).toMatch(new RegExp(`^${bit}: ACS `));
});

test.each(DOMAINS.filter((name) => name !== "none"))("domain %s is known", (name) => {
  const [line = ""] = abbreviationsOf(`has ${name}, should have nothing`);
  expect(line).toMatch(new RegExp(`^${name}: `));
});

test("of many marks of a kind the first and the last are named", () => {
  expect(abbreviationsOf("D1 D2 D3 D4 D5")).toEqual(["D1 to D5: paging domain"]);
});
