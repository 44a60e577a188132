import { expect, test } from "vitest";
import { didYouMean, editDistance, nearest } from "./nearest.js";

const NAMES = ["endpoint", "legacy-endpoint", "multifunction", "pasid-attach", "pasid-enable"];

test("letters added, dropped, changed and swapped count one each", () => {
  expect(editDistance("kitten", "sitting")).toBe(3);
  expect(editDistance("ab", "ba")).toBe(1);
  expect(editDistance("", "abc")).toBe(3);
  expect(editDistance("abc", "")).toBe(3);
  expect(editDistance("pasid", "pasid")).toBe(0);
});

test("the nearest name is meant, whatever the case", () => {
  expect(nearest("endpiont", NAMES)).toBe("endpoint");
  expect(nearest("PASID-ENABEL", NAMES)).toBe("pasid-enable");
  expect(nearest("legacyendpoint", NAMES)).toBe("legacy-endpoint");
});

test("a beginning is meant as well", () => {
  expect(nearest("multi", NAMES)).toBe("multifunction");
  expect(nearest("mu", NAMES)).toBeNull();
});

test("nothing is meant by what is far from every name", () => {
  expect(nearest("toaster", NAMES)).toBeNull();
  expect(nearest("", NAMES)).toBeNull();
  expect(nearest("e".repeat(1_000_000), NAMES)).toBeNull();
  expect(didYouMean("toaster", NAMES)).toBe("");
  expect(didYouMean("endpont", NAMES)).toBe(" (did you mean 'endpoint'?)");
});
