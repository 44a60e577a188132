import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeRecord, writeFakeKernel } from "./build/testing/fake-kernel.js";
import { inFolder } from "./build/testing/fake-tree.js";
import { kernelFolder } from "./kernel-folder.js";

const [A, B] = ["aaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbb"];

test("without a path it is the newest kernel in the cache", async () => {
  await inFolder((cache) => {
    const env = { XDG_CACHE_HOME: cache };
    expect(() => kernelFolder("", env)).toThrow("no kernel built yet; run pasidcheck kernel build");
    const kernels = join(cache, "pasidcheck/kernel");
    writeFakeKernel(join(kernels, A), fakeRecord(A, { built: "2026-11-26T00:00:00.000Z" }));
    writeFakeKernel(join(kernels, B), fakeRecord(B, { built: "2026-11-25T00:00:00.000Z" }));
    expect(kernelFolder("", env).digest).toBe(A);
  });
});

const spoiled: readonly (readonly [string, (folder: string) => void, string])[] = [
  ["no folder", (folder) => rmSync(folder, { recursive: true }), "there is no folder"],
  ["no record", (folder) => rmSync(join(folder, "build.json")), "build.json cannot be read"],
  ["a broken record", (f) => writeFileSync(join(f, "build.json"), "{"), "build.json is no JSON"],
  ["no kernel", (folder) => rmSync(join(folder, "linux")), "linux is no program"],
  ["no init", (folder) => rmSync(join(folder, "root/init")), "root/init is no program"],
  ["a kernel that cannot run", (f) => chmodSync(join(f, "linux"), 0o644), "linux is no program"],
];

test.each(spoiled)("%s is told in one line, with what to do", async (_, spoil, problem) => {
  await inFolder((folder) => {
    const kernel = join(folder, "kernel");
    writeFakeKernel(kernel, fakeRecord(A));
    expect(kernelFolder(kernel).release).toBe("7.3.4");
    spoil(kernel);
    expect(() => kernelFolder(kernel)).toThrow(problem);
    expect(() => kernelFolder(kernel)).toThrow(/^[^\n]*; [^\n]*kernel build[^\n]*$/);
  });
});
