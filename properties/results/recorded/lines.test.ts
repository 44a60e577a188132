/**
 * The lines of an answer as they are written for people: every kind of line, and back to
 * exactly the line of the protocol. (That all recorded files survive it, runs.test.ts
 * promises.)
 */
import { expect, test } from "vitest";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import { RecordedLines } from "./lines.js";

const scenario = readScenario(`pasidcheck scenario 1
00:01.0  endpoint  multifunction  pasid 8
00:01.1  endpoint  pasid 8
----
pasid-attach 00:01.0 pasid 5 domain D1
fd-bind 00:01.0 context C1
`);
if (!scenario.ok) throw new Error(problemText(scenario.problem));
const lines = new RecordedLines(scenario.value);

const PAIRS: readonly (readonly [string, string])[] = [
  ["call 0 0 I - - 0", "  call 00:01.0 to I"],
  ["call 1 5 D1 B D2 12", "  call 00:01.1 pasid 5 to D1 from B finds D2 fails ENOMEM"],
  ["call 1 5 D1 - - 5", "  call 00:01.1 pasid 5 to D1 fails 5"],
  ["call 0 0 - - - 0", "  call 00:01.0 nothing"],
  ["fn 0 1 4 I - I - 0 0", "  fn 00:01.0 group 00:01.0 rid I"],
  ["fn 0 0 4 - - - - 0 0", "  fn 00:01.0 nothing"],
  ["fn 0 0 4 - D1 - - 0 0", "  fn 00:01.0 pasid 5 hw D1 sw -"],
  ["fn 1 0 0 - D1 - D1 0 3", "  fn 00:01.1 absent pasid 5 D1 h3"],
  [
    "fn 1 2 7 B - I D1 0 0",
    "  fn 00:01.1 group 00:01.1 enabled in-reset rid hw B sw I pasid 5 hw - sw D1",
  ],
  ["fn 1 2 4 - - - - 1 0", "  fn 00:01.1 group 00:01.1 rid - h1"],
  ["op 0 0", "step 1: pasid-attach 00:01.0 pasid 5 domain D1 = 0"],
  ["op 1 -22", "step 2: fd-bind 00:01.0 context C1 = -EINVAL"],
  ["op 1 -5", "step 2: fd-bind 00:01.0 context C1 = -5"],
  ["handles D1 - - - - - - B", "  handles h1 D1 h8 B"],
  ["handles - - - - - - - -", "  handles nothing"],
  ["own 0 3 2 1 1 0 4", "  own 00:01.0 owner C1 count 2 driver context C1 M2 4"],
  ["own 1 0 0 0 0 0 0", "  own 00:01.1 nothing"],
  ["cell 0 5 7 2 3", "  cell 00:01.0 pasid 5 table X3 names 00:01.1 holders R1,R2"],
  ["ioas 4 2 9 2", "  ioas A4 context C2 mapped 1,4 reserved 2"],
  ["table 2 1 3 1 7", "  table H2 ioas A1 for-pasids nest-parent parent H1 users 7"],
  ["mm 2 5", "  mm M2 pasid 5"],
  ["warn drivers/iommu/iommu.c:4104 at x", "  warn drivers/iommu/iommu.c:4104 at x"],
];

test.each(PAIRS)("%s", (line, text) => {
  expect(lines.texts([line])).toEqual(["boot", text]);
  expect(lines.answer(["boot", text])).toEqual({ ok: true, value: [line] });
});

test.each([
  "  call 00:01.0 to I extra",
  "  call 00:02.0 to I and more",
  "  fn 00:01.0 rid I group 00:01.0",
  "  fn 00:01.0 group 00:01.0 rid hw I sw I",
  "  table H1 nest-parent for-pasids",
  "step 2: pasid-attach 00:01.0 pasid 5 domain D1 = 0",
  "step 1: pasid-attach 00:01.0 pasid 5 domain D1",
  "  fnord 00:01.0 nothing",
  "boot",
])("what is written in another way is refused: %s", (text) => {
  const read = lines.answer(["boot", text]);
  expect(read.ok ? "" : problemText(read.problem)).toBe(`'${text}' is not understood`);
});

test("an answer begins with the boot", () => {
  const read = lines.answer(["  call 00:01.0 to I"]);
  expect(read.ok ? "" : problemText(read.problem)).toContain("begins with 'boot'");
});
