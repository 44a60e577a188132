import { expect, test } from "vitest";
import { firstError } from "./compiler-error.js";

const TREE = "/cache/kernel-work/1/tree";

test("the compiler's first error is told, with its place in the tree", () => {
  const log = [
    "  CC      drivers/iommu/pasidcheck/mock.o",
    `${TREE}/drivers/iommu/pasidcheck/mock.c: In function 'add':`,
    `${TREE}/drivers/iommu/pasidcheck/mock.c:7:2: warning: unused variable 'x' [-Wunused-variable]`,
    `${TREE}/drivers/iommu/pasidcheck/mock.c:12:3: error: too few arguments to function 'f'`,
    `${TREE}/drivers/iommu/pasidcheck/mock.c:14:3: error: and so on`,
    "make[4]: *** [../scripts/Makefile.build:287: drivers/iommu/pasidcheck/mock.o] Error 1",
  ].join("\n");
  expect(firstError(log, TREE)).toEqual({
    file: "drivers/iommu/pasidcheck/mock.c",
    line: 12,
    message: "too few arguments to function 'f'",
  });
});

test("a header that is not there", () => {
  const log = "../drivers/iommu/pasidcheck/a.c:3:10: fatal error: linux/x.h: No such file\n";
  expect(firstError(log, TREE)).toEqual({
    file: "drivers/iommu/pasidcheck/a.c",
    line: 3,
    message: "linux/x.h: No such file",
  });
});

test.each([
  [
    "Kconfig",
    "drivers/iommu/Kconfig:9: syntax error\nmake[2]: *** [allnoconfig] Error 1\n",
    { file: "drivers/iommu/Kconfig", line: 9, message: "syntax error" },
  ],
  [
    "the linker",
    "ld: drivers/iommu/x.o: in function `f':\nx.c:(.text+0x1): undefined reference to `g'\n",
    { file: null, line: null, message: "x.c:(.text+0x1): undefined reference to `g'" },
  ],
  [
    "make alone",
    "  CC a.o\nmake: *** No rule to make target 'linux'.  Stop.\n",
    { file: null, line: null, message: "make: *** No rule to make target 'linux'.  Stop." },
  ],
  ["no error", "one\ntwo\n\n", { file: null, line: null, message: "two" }],
  ["nothing", "", { file: null, line: null, message: "it said nothing" }],
])("where it is no compiler's: %s", (_, log, error) => {
  expect(firstError(log, TREE)).toEqual(error);
});
