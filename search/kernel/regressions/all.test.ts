/**
 * The seeded regressions of the kernel are well formed, and an edit stays within its function.
 * Whether each is noticed is tried on real kernels: `npm run kernel-regressions`.
 */
import { expect, test } from "vitest";
import { kernelRegressions } from "./all.js";
import { edited } from "./regression.js";

const REGRESSIONS_MIN = 10;

test("there are enough of them, each of its own name and a change", () => {
  expect(kernelRegressions.length).toBeGreaterThanOrEqual(REGRESSIONS_MIN);
  expect(new Set(kernelRegressions.map(({ name }) => name)).size).toBe(kernelRegressions.length);
  for (const { from, to } of kernelRegressions) expect(to).not.toBe(from);
});

const EDIT = {
  name: "a",
  does: "Returns two.",
  file: "a.c",
  within: "static int one(",
  from: "return 1;",
  to: "return 2;",
};
const FILE = `static int one(void);
int other(void)
{
\treturn 1;
}

static int one(void)
{
\treturn
\t\t1;
}
`;

test("an edit is made in the definition of its function, across line ends", () => {
  expect(edited(FILE, EDIT)).toBe(FILE.replace("return\n\t\t1;", "return 2;"));
});

test("what is not there, or is there twice, is not edited", () => {
  expect(edited(FILE, { ...EDIT, within: "static int two(" })).toBeNull();
  expect(edited(FILE, { ...EDIT, from: "return 3;" })).toBeNull();
  expect(edited(FILE.replace("\t\t1;", "1; return 1;"), EDIT)).toBeNull();
});
