import { symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Refused } from "../refusal.js";
import { identityOf, listingOf, releaseIn, releaseOf } from "./source-tree.js";
import { FAKE_TREE, inFolder, writeFiles } from "../testing/fake-tree.js";

test("the release is what make kernelversion says", () => {
  const text = (sub: string, extra: string): string =>
    `VERSION = 7\nPATCHLEVEL = 4\nSUBLEVEL = ${sub}\nEXTRAVERSION = ${extra}\nNAME = A B\n`;
  expect(releaseIn(text("0", "-rc3"))).toBe("7.4.0-rc3");
  expect(releaseIn(text("12", ""))).toBe("7.4.12");
  expect(releaseIn("VERSION = 7\nPATCHLEVEL = 4\n")).toBe("7.4");
  expect(releaseIn("all:\n\techo VERSION = 7\n")).toBeNull();
  expect(releaseIn("VERSION = 1.2.3-beta\n")).toBeNull();
});

function lacking(folder: string): unknown {
  try {
    return releaseOf(folder);
  } catch (error) {
    return error instanceof Refused && error.refusal.why === "no-tree"
      ? error.refusal.lacks
      : error;
  }
}

test("what is no kernel tree is told by what it lacks", async () => {
  await inFolder((folder) => {
    expect(lacking(join(folder, "nowhere"))).toBe("folder");
    expect(lacking(folder)).toBe("makefile");
    writeFiles(folder, { Makefile: "all:\n" });
    expect(lacking(folder)).toBe("makefile");
    expect(lacking(join(folder, "Makefile"))).toBe("folder");
    writeFiles(folder, { Makefile: FAKE_TREE["Makefile"] ?? "" });
    expect(lacking(folder)).toBe("iommu");
    writeFiles(folder, FAKE_TREE);
    expect(lacking(folder)).toBe("7.3.4");
  });
});

test("the identity is that of the files that a build needs: names, sizes, times", async () => {
  await inFolder((folder) => {
    writeFiles(folder, FAKE_TREE);
    const identity = (): string => identityOf(folder, listingOf(folder));
    const before = identity();
    expect(identity()).toBe(before);
    writeFiles(folder, {
      ".git/HEAD": "x",
      ".config": "x",
      vmlinux: "x",
      "include/generated/autoconf.h": "x",
      "drivers/iommu/iommu.o": "x",
      "drivers/gpu/drm/drm.c": "int other;",
    });
    expect(identity()).toBe(before);
    utimesSync(join(folder, "drivers/iommu/iommu.c"), 1, 1);
    const touched = identity();
    expect(touched).not.toBe(before);
    writeFiles(folder, { "drivers/iommu/new.c": "" });
    expect(identity()).not.toBe(touched);
  });
});

test("a link counts by where it leads, and by the file that is there", async () => {
  await inFolder((folder) => {
    writeFiles(folder, { "a.c": "a", "b.c": "b", "d/x.c": "x" });
    symlinkSync("a.c", join(folder, "to-file.c"));
    symlinkSync("nowhere", join(folder, "to-nothing"));
    symlinkSync(".", join(folder, "d/loop"));
    const before = listingOf(folder);
    expect([...before.keys()].toSorted()).toEqual(
      ["a.c", "b.c", "d/loop", "d/x.c", "to-file.c", "to-nothing"].toSorted(),
    );
    writeFiles(folder, { "a.c": "longer" });
    expect(listingOf(folder).get("to-file.c")).not.toBe(before.get("to-file.c"));
    expect(listingOf(folder).get("to-nothing")).toBe(before.get("to-nothing"));
  });
});
