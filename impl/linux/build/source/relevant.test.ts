import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileMatters, folderMatters, tarExcludes } from "./relevant.js";
import { listingOf } from "./source-tree.js";
import { inFolder, writeFiles, type Files } from "../testing/fake-tree.js";

test.each([
  "Makefile",
  "kernel/time/timeconst.bc",
  "arch/um/kernel/vmlinux.lds.S",
  "include/asm-generic/vmlinux.lds.h",
  "drivers/iommu/iommu.c",
  "drivers/gpu/drm/Kconfig",
  "drivers/gpu/drm/Kconfig.debug",
  "drivers/gpu/drm/amd/display/Makefile",
  "Documentation/Kconfig",
  "tools/include/linux/list.h",
  "drivers/net.c",
  "lib/vdso/Makefile.include",
])("a build needs %s", (path) => expect(fileMatters(path)).toBe(true));

test.each([
  "drivers/gpu/drm/drm.c",
  "drivers/net/ethernet/intel/ice/ice.h",
  "arch/arm64/boot/dts/a.dtsi",
  "Documentation/PCI/pci.rst",
  "tools/testing/selftests/iommu/iommufd.c",
])("a build for User-Mode Linux never reads %s", (path) => expect(fileMatters(path)).toBe(false));

test.each([
  ".config",
  "vmlinux",
  "vmlinux.o",
  "linux",
  "System.map",
  "drivers/iommu/iommu.o",
  "drivers/iommu/.iommu.o.cmd",
  "drivers/iommu/built-in.a",
  "drivers/iommu/modules.order",
  "drivers/iommu/iommu.mod.c",
  "drivers/iommu/iommu.c.orig",
  "drivers/iommu/iommu.c~",
  ".git",
])("what a build or an editor left behind is left: %s", (path) => {
  expect(fileMatters(path)).toBe(false);
});

test("generated folders and .git are not looked into, of any architecture", () => {
  for (const path of ["include/config", "include/generated", "arch/um/include/generated", ".git"])
    expect(folderMatters(path)).toBe(false);
  for (const path of ["include", "arch/um/include", "drivers/gpu"])
    expect(folderMatters(path)).toBe(true);
});

const SAMPLE: Files = {
  Makefile: "",
  "drivers/gpu/drm/drm.c": "",
  "drivers/gpu/drm/Kconfig.debug": "",
  "drivers/gpu/drm/sub/Makefile": "",
  "drivers/iommu/drivers/gpu/x.c": "",
  "arch/arm64/boot/dts/a.dtsi": "",
  "arch/um/a.c": "",
  "Documentation/a.rst": "",
  "Documentation/Kconfig": "",
};

test("tar unpacks of a source package what would be copied of a tree", async () => {
  await inFolder((folder) => {
    const [full, packed] = [join(folder, "linux-source-7.3"), join(folder, "packed")];
    writeFiles(full, SAMPLE);
    mkdirSync(packed);
    const archive = join(folder, "a.tar");
    execFileSync("tar", ["-cf", archive, "-C", folder, "linux-source-7.3"]);
    const excludes = tarExcludes("linux-source-7.3");
    execFileSync("tar", ["-xf", archive, "-C", packed, "--strip-components=1", ...excludes]);
    const unpacked = [...listingOf(packed).keys()].toSorted();
    expect(unpacked).toEqual([...listingOf(full).keys()].toSorted());
    expect(unpacked).toContain("drivers/iommu/drivers/gpu/x.c");
    expect(unpacked).not.toContain("drivers/gpu/drm/drm.c");
  });
});
