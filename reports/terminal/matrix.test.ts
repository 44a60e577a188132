import { expect, test } from "vitest";
import { matrix } from "./matrix.js";
import { COLOUR, PLAIN_LOOK, WIDTH_DEFAULT } from "../text/paint.js";
import { REPORT } from "../testing/sample.js";

const widest = (text: string): number => Math.max(...text.split("\n").map((l) => l.length));

test("six designs fit a wide line", async () => {
  const text = matrix(REPORT, "any-topology", PLAIN_LOOK);
  expect(widest(text)).toBeLessThanOrEqual(WIDTH_DEFAULT);
  await expect(text).toMatchFileSnapshot("../golden/matrix-six-designs.txt");
});

test("where there is room, a break tells its size", async () => {
  const report = { ...REPORT, designs: REPORT.designs.slice(0, 3) };
  await expect(matrix(report, "any-topology", PLAIN_LOOK)).toMatchFileSnapshot(
    "../golden/matrix-three-designs.txt",
  );
});

test("what does not fit beside stands below", () => {
  const text = matrix(REPORT, "any-topology", { ...PLAIN_LOOK, width: 80 });
  expect(widest(text)).toBeLessThanOrEqual(80);
  for (const design of ["linux-6.2", "group-"]) expect(text.split(design)).toHaveLength(2);
});

test("on given topologies an invariant that holds is no surprise", () => {
  expect(matrix(REPORT, "given-topologies", PLAIN_LOOK)).not.toContain("!ok");
  expect(matrix(REPORT, "any-topology", PLAIN_LOOK)).toContain("!ok");
});

test("colour repeats what the words say", () => {
  const painted = matrix(REPORT, "any-topology", { ...PLAIN_LOOK, paint: COLOUR });
  expect(painted).toContain("\u001B[32mok 1.2M\u001B[39m");
  expect(painted).toContain("\u001B[31m!\u001B[39m\u001B[31mFAIL 7c1f\u001B[39m");
  // oxlint-disable-next-line no-control-regex
  const plain = painted.replaceAll(/\u001B\[\d+m/g, "");
  expect(plain).toBe(matrix(REPORT, "any-topology", PLAIN_LOOK));
});

test("a pair that was not judged is a dash", () => {
  const report = { ...REPORT, verdicts: REPORT.verdicts.slice(1) };
  expect(matrix(report, "any-topology", PLAIN_LOOK)).toMatch(/its-device +- +!FAIL/);
});

test("ids that begin alike are told apart", () => {
  const verdicts = REPORT.verdicts.map((v, i) =>
    i === 0 && v.counterexample !== undefined
      ? { ...v, counterexample: { ...v.counterexample, id: "7c1f4b0000000000" } }
      : v,
  );
  const text = matrix({ ...REPORT, verdicts }, "any-topology", PLAIN_LOOK);
  expect(text).toContain("FAIL 7c1f4b");
  expect(text).toContain("FAIL 7c1f4a");
});

test("an invariant that none of these designs has anything to say to has no line", () => {
  const [first] = REPORT.invariants;
  const idle = REPORT.verdicts.map((v) =>
    v.invariant === first?.name
      ? ({ ...v, tag: "unknown", why: "not-exercised", expected: "unknown" } as const)
      : v,
  );
  const text = matrix({ ...REPORT, verdicts: idle }, "any-topology", PLAIN_LOOK);
  expect(text).not.toContain(first?.name ?? "?");
});
