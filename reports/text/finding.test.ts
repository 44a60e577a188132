import { expect, test } from "vitest";
import type { Finding } from "../../properties/invariants/invariant.js";
import { findingSentence } from "./finding.js";
import { TWO_FUNCTIONS } from "../testing/sample.js";

const NOTHING = { device: null, other: null, pasid: null, seen: "", wanted: "" };

const sentences: readonly (readonly [Partial<Finding> & { failureMode: string }, string])[] = [
  [
    { failureMode: "pasid-attach", device: 1, other: 2, pasid: 5, seen: "D1", wanted: "none" },
    "PASID 5 of 01:00.0, beside 01:00.1: has D1, should have nothing (pasid attach).",
  ],
  [
    { failureMode: "wrong-old", device: 1, pasid: 0, seen: "none", wanted: "I" },
    "The RID of 01:00.0: has nothing, should have I (wrong old).",
  ],
  [
    { failureMode: "too-large", device: 1, pasid: 256, seen: "0", wanted: "-EINVAL" },
    "PASID 256 of 01:00.0: answered 0, should answer -EINVAL (too large).",
  ],
  [
    { failureMode: "pasid-enable", device: 1, pasid: 0, seen: "-EBUSY", wanted: "0" },
    "01:00.0: answered -EBUSY, should answer 0 (pasid enable).",
  ],
  [
    { failureMode: "merged", device: 0, other: 2, seen: "one group", wanted: "two groups" },
    "00:01.0 and 01:00.1 are in one group, and should be in different groups (merged).",
  ],
  [
    { failureMode: "ghost", device: 1, other: 2, seen: "two groups", wanted: "one group" },
    "01:00.0 and 01:00.1 are in different groups, and should be in one group (ghost).",
  ],
  [
    { failureMode: "status", device: 1, seen: "differs", wanted: "the PF's status" },
    "01:00.0: differs, should be the PF's status (status).",
  ],
  [{ failureMode: "hole", pasid: 0, wanted: "closed" }, "The RID: should be closed (hole)."],
  [{ failureMode: "hole", pasid: 7, seen: "a hole" }, "PASID 7: a hole (hole)."],
  [{ failureMode: "installed-twice" }, "Installed twice."],
  [
    { failureMode: "gone", device: 9, seen: "off", wanted: "on" },
    "Function 9: off, should be on (gone).",
  ],
];

test.each(sentences)("%o", (finding, sentence) => {
  expect(findingSentence({ ...NOTHING, ...finding }, TWO_FUNCTIONS.topology)).toBe(sentence);
});

test("a finding from a file cannot write to the terminal", () => {
  const finding = { ...NOTHING, failureMode: "x", seen: "a\u001B[2J\nb", wanted: "c" };
  expect(findingSentence(finding, TWO_FUNCTIONS.topology)).toBe("A [2J b, should be c (x).");
});
