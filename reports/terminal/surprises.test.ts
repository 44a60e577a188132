import { expect, test } from "vitest";
import { surpriseSentences } from "./surprises.js";
import { AS_EXPECTED, REPORT } from "../testing/sample.js";

const INVARIANT = "a-pasid-operation-moves-only-its-device";
const FILE = "counterexamples/a-pasid-operation-moves-only-its-device-7c1f4a2b9d0e6688.json";

test("a surprise in either direction is said in words", () => {
  expect(surpriseSentences(REPORT, "any-topology", () => "This was seen.")).toEqual([
    `linux-7.3 was expected to keep ${INVARIANT}, and broke it: This was seen. (${FILE})`,
    "group-table-singleton was expected to break sharing-a-requester-id-means-sharing-a-group " +
      "(CLAIM-2), and did not in 1.2M applications.",
  ]);
});

test("an invariant that is broken in a new way is a surprise too", () => {
  const [first, ...rest] = AS_EXPECTED.report.verdicts;
  if (first?.counterexample === undefined) throw new Error("the sample has changed");
  const { counterexample } = first;
  const known = {
    failureMode: "pasid-attach",
    cause: "contract",
    reason: "CLAIM-4",
    counterexample,
  } as const;
  const unknown = { failureMode: "pasid-detach", cause: "own", counterexample } as const;
  const report = {
    ...AS_EXPECTED.report,
    verdicts: [{ ...first, breaks: [known, unknown] }, ...rest],
  };
  expect(surpriseSentences(report, "given-topologies", () => null)).toEqual([
    `linux-6.2 was expected to break ${INVARIANT}, but not in this way: pasid-detach. ` +
      `Yet the reference under linux-6.2's contract keeps it on this scenario. (${FILE})`,
  ]);
});

test("none if all is as expected", () => {
  expect(surpriseSentences(AS_EXPECTED.report, "any-topology", () => null)).toEqual([]);
});
