import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelsFolder, worksFolder } from "./cache-folder.js";
import { keep, kernelOf, newestKernel } from "./kernels.js";
import { fakeRecord, writeFakeKernel } from "../testing/fake-kernel.js";
import { inFolder, writeFiles } from "../testing/fake-tree.js";

const [A, B, C] = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb", "cccccccccccccccc"];

test("the cache is where the XDG Base Directory Specification says", () => {
  expect(kernelsFolder({ XDG_CACHE_HOME: "/c", HOME: "/h" })).toBe("/c/pasidcheck/kernel");
  expect(kernelsFolder({ XDG_CACHE_HOME: "c", HOME: "/h" })).toBe("/h/.cache/pasidcheck/kernel");
  expect(worksFolder({ HOME: "/h" })).toBe("/h/.cache/pasidcheck/kernel-work");
});

test("a kernel is found by its digest, if it is whole", async () => {
  await inFolder((kernels) => {
    expect(kernelOf(kernels, A)).toBeNull();
    writeFakeKernel(join(kernels, A), fakeRecord(A));
    expect(kernelOf(kernels, A)?.record.release).toBe("7.3.4");
    writeFakeKernel(join(kernels, B), fakeRecord(A));
    expect(kernelOf(kernels, B)).toBeNull();
    rmSync(join(kernels, A, "root/init"));
    expect(kernelOf(kernels, A)).toBeNull();
  });
});

test("the newest is the one that was built last, whatever else lies there", async () => {
  await inFolder((kernels) => {
    expect(newestKernel(join(kernels, "nowhere"))).toBeNull();
    expect(newestKernel(kernels)).toBeNull();
    writeFakeKernel(join(kernels, A), fakeRecord(A, { built: "2026-11-25T20:00:00.000Z" }));
    writeFakeKernel(join(kernels, B), fakeRecord(B, { built: "2026-11-26T20:00:00.000Z" }));
    writeFakeKernel(join(kernels, C), fakeRecord(C, { built: "2026-11-24T20:00:00.000Z" }));
    writeFakeKernel(join(kernels, "other"), fakeRecord("other", { built: "2027" }));
    writeFiles(kernels, { "dddddddddddddddd/linux": "half" });
    expect(newestKernel(kernels)?.record.digest).toBe(B);
  });
});

test("a kernel is kept whole; where another build was first, that one stays", async () => {
  await inFolder(async (folder) => {
    const kernels = join(folder, "kernel");
    writeFiles(folder, { "kernel/aaaaaaaaaaaaaaaa/linux": "half" });
    writeFakeKernel(join(folder, "new"), fakeRecord(A));
    const kept = await keep(join(folder, "new"), kernels, fakeRecord(A));
    expect(kept.folder).toBe(join(kernels, A));
    expect(existsSync(join(folder, "new"))).toBe(false);
    writeFiles(folder, { "again/linux": "again", "again/root/init": "" });
    await keep(join(folder, "again"), kernels, fakeRecord(A));
    expect(readFileSync(join(kernels, A, "linux"), "utf8")).toBe(`kernel ${A}`);
  });
});
