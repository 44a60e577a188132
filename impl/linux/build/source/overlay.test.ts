import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { enterDriver, kconfigWithDriver, makefileWithDriver } from "./overlay.js";
import { Refused } from "../refusal.js";
import { FAKE_TREE, inFolder, writeFiles } from "../testing/fake-tree.js";

const TREE = { release: "7.3.4", source: "a test" };
const DRIVER = [
  { name: "Kconfig", text: "config PASIDCHECK\n" },
  { name: "Makefile", text: "obj-y += a.o\n" },
  { name: "a.c", text: "int a;\n" },
  { name: "machine/m.c", text: "int m;\n" },
];

test("Kconfig gets its line inside of the menu, once", () => {
  const text = 'if IOMMU_SUPPORT\nconfig X\nendif # IOMMU_SUPPORT\n\nsource "y"\n';
  const edited = kconfigWithDriver(text) ?? "";
  expect(edited).toBe(
    "if IOMMU_SUPPORT\nconfig X\n" +
      'source "drivers/iommu/pasidcheck/Kconfig"\n\nendif # IOMMU_SUPPORT\n\nsource "y"\n',
  );
  expect(kconfigWithDriver(edited)).toBe(edited);
  expect(kconfigWithDriver("menuconfig IOMMU\n")).toBeNull();
});

test("Makefile gets its line at the end, once, also after a file without a last newline", () => {
  const edited = makefileWithDriver("obj-y += a.o");
  expect(edited).toBe("obj-y += a.o\nobj-y += pasidcheck/\n");
  expect(makefileWithDriver(edited)).toBe(edited);
});

test("entering the driver again writes what changed and nothing else", async () => {
  await inFolder((folder) => {
    writeFiles(folder, FAKE_TREE);
    enterDriver(folder, DRIVER, TREE);
    const at = join(folder, "drivers/iommu/pasidcheck");
    expect(readdirSync(at).toSorted()).toEqual(["Kconfig", "Makefile", "a.c", "machine"]);
    expect(readdirSync(join(at, "machine"))).toEqual(["m.c"]);
    const time = (path: string): bigint => statSync(path, { bigint: true }).mtimeNs;
    const before = [time(join(at, "Kconfig")), time(join(folder, "drivers/iommu/Kconfig"))];
    enterDriver(folder, [...DRIVER.slice(0, 2), { name: "b.c", text: "int b;\n" }], TREE);
    expect([time(join(at, "Kconfig")), time(join(folder, "drivers/iommu/Kconfig"))]).toEqual(
      before,
    );
    expect(readdirSync(at).toSorted()).toEqual(["Kconfig", "Makefile", "b.c"]);
    expect(readFileSync(join(at, "b.c"), "utf8")).toBe("int b;\n");
  });
});

test("a tree without a place for the driver is refused before anything is written", async () => {
  await inFolder((folder) => {
    writeFiles(folder, { ...FAKE_TREE, "drivers/iommu/Kconfig": "menuconfig IOMMU\n" });
    expect(() => enterDriver(folder, DRIVER, TREE)).toThrow(Refused);
    expect(readdirSync(join(folder, "drivers/iommu"))).not.toContain("pasidcheck");
  });
});
