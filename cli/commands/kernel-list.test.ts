import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelFolder } from "../../impl/linux/kernel-folder.js";
import { fakeIo } from "../testing/fake-io.js";
import { lastLine, withKernelSetup } from "../testing/kernel-setup.js";
import { kernelList, kernelRemove } from "./kernel-list.js";

test("kernels have names, are listed with the default marked, and are removed", async () => {
  await withKernelSetup(async ({ tree, env, used }) => {
    expect((await used({ source: tree, name: "base" })).out).toContain(
      "kernel check --kernel base",
    );
    writeFileSync(join(tree, "drivers/iommu/iommu.c"), "int other;\n");
    await used({ source: tree, name: "patched" });
    const listed = (): readonly string[] => {
      const io = fakeIo({ env });
      expect(kernelList(io)).toBe(0);
      return io.stdout().trimEnd().split("\n");
    };
    expect(listed()).toHaveLength(3);
    expect(listed().find((line) => line.startsWith("*"))).toMatch(/^\*  patched +7\.3\.4 /);
    expect(() => kernelRemove(["base", "patchet"], fakeIo({ env }))).toThrow(
      "there is no kernel 'patchet'; did you mean patched?",
    );
    expect(listed()).toHaveLength(3);
    expect(kernelRemove(["patched"], fakeIo({ env }))).toBe(0);
    expect(listed().filter((line) => line.startsWith("*"))).toHaveLength(1);
    expect(listed().join("\n")).not.toContain("patched");
  });
});

test("a build that failed is told by whatever would use the newest kernel", async () => {
  await withKernelSetup(async ({ tree, env, used }) => {
    await used({ source: tree, name: "base" });
    writeFileSync(join(tree, "make.fails"), "drivers/iommu/iommu.c:7:1: error: no\n");
    const { code, err } = await used({ source: tree, name: "patched" });
    expect(code).toBe(2);
    expect(lastLine(err)).toContain("does not compile");
    expect(() => kernelFolder("", env)).toThrow(
      /^the last build \(patched, .*say --kernel base or/,
    );
    const io = fakeIo({ env });
    kernelList(io);
    expect(lastLine(io.stdout())).toContain("the last build (patched, ");
    expect(io.stdout()).not.toMatch(/^\*/m);
    // A wrong option begins no build, and forgets nothing.
    await used({ source: join(tree, "nowhere") });
    expect(() => kernelFolder("", env)).toThrow(/^the last build \(patched, /);
  });
});
