import { expect, test } from "vitest";
import { PLAIN_LOOK } from "../text/paint.js";
import { REPORT } from "../testing/sample.js";
import { savedText } from "./saved.js";

const FILE = "counterexamples/a-pasid-operation-moves-only-its-device-7c1f4a2b9d0e6688.json";

test("the files of the folder are named, each once", () => {
  for (const folder of ["counterexamples", "./counterexamples/"])
    expect(savedText(REPORT, folder, { ...PLAIN_LOOK, width: 160 })).toBe(
      `1 counterexample saved: ${FILE}\n`,
    );
});

test("nothing is said of counterexamples that lie elsewhere", () => {
  for (const folder of ["counter", "other"]) expect(savedText(REPORT, folder, PLAIN_LOOK)).toBe("");
});

test("of many the first are named, the others counted", () => {
  const breaks = Array.from({ length: 9 }, (_, i) => ({
    failureMode: "x",
    cause: "contract" as const,
    counterexample: { id: `${i}`, failureMode: "x", functions: 1, operations: 1, file: `new/${i}` },
  }));
  const verdicts = REPORT.verdicts.map((v, i) => (i === 0 ? { ...v, breaks } : v));
  expect(savedText({ ...REPORT, verdicts }, "new", PLAIN_LOOK)).toBe(
    "9 counterexamples saved: new/0, new/1, new/2, new/3, new/4, and 4 more there\n",
  );
});
