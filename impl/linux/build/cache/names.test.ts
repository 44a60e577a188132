import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelFolder } from "../../kernel-folder.js";
import { fakeRecord, writeFakeKernel } from "../testing/fake-kernel.js";
import { inFolder } from "../testing/fake-tree.js";
import { kernelsFolder } from "./cache-folder.js";
import { isKernelName, namesOf, readNames, writeNames } from "./names.js";

const [A, B] = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"];

test("a name is no path and no digest", () => {
  expect(["base", "v7.3-rc1", "a_b+c"].every(isKernelName)).toBe(true);
  expect(["", "a/b", ".", "-x", A, "a b", "a\n"].some(isKernelName)).toBe(false);
});

/** Two kernels, of which A is called base and was compiled first. */
async function withTwo(work: (env: { XDG_CACHE_HOME: string }, kernels: string) => void) {
  await inFolder((folder) => {
    const env = { XDG_CACHE_HOME: folder };
    const kernels = kernelsFolder(env);
    writeFakeKernel(join(kernels, A), fakeRecord(A, { built: "2026-11-25T20:00:00.000Z" }));
    writeFakeKernel(join(kernels, B), fakeRecord(B, { built: "2026-11-26T20:00:00.000Z" }));
    writeNames(kernels, { names: { base: A }, last: null });
    work(env, kernels);
  });
}

test("a kernel is found by name, by the beginning of its digest, by folder", async () => {
  await withTwo((env, kernels) => {
    expect(namesOf(readNames(kernels), A)).toEqual(["base"]);
    for (const text of ["base", "aaaa", A, join(kernels, A)])
      expect(kernelFolder(text, env).digest).toBe(A);
    expect(() => kernelFolder("bese", env)).toThrow("no kernel 'bese'; did you mean base?");
  });
});

test("unnamed is the last built, also where it was found in the cache", async () => {
  await withTwo((env, kernels) => {
    expect(kernelFolder("", env).digest).toBe(B);
    writeNames(kernels, { names: { base: A }, last: { ok: true, digest: A } });
    expect(kernelFolder("", env).digest).toBe(A);
  });
});

test("a build that failed is not replaced by an older kernel", async () => {
  await withTwo((env, kernels) => {
    const when = "2026-11-27T20:00:00.123Z";
    const last = { ok: false, name: "patched", when, why: "x.c:1: no" } as const;
    writeNames(kernels, { names: { base: A, newer: B }, last });
    expect(() => kernelFolder("", env)).toThrow(
      "the last build (patched, 2026-11-27T20:00:00Z) failed: x.c:1: no; using nothing; " +
        "say --kernel newer or linux:newer to use an older kernel",
    );
    expect(kernelFolder("base", env).digest).toBe(A);
  });
});

test("a file that is not ours names nothing", async () => {
  await withTwo((env, kernels) => {
    const hostile = { names: { "../x": A, base: 5 }, last: { ok: false } };
    writeFileSync(join(kernels, "../kernel-names.json"), JSON.stringify(hostile));
    expect(readNames(kernels)).toEqual({ names: {}, last: null });
    expect(kernelFolder("", env).digest).toBe(B);
  });
});
