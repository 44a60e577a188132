/** A kernel tree for tests, of a few files, and folders that go when the test ends. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export type Files = Readonly<Record<string, string>>;

export const FAKE_TREE: Files = {
  Makefile: "# SPDX\nVERSION = 7\nPATCHLEVEL = 3\nSUBLEVEL = 4\nEXTRAVERSION =\nNAME = X\n",
  "drivers/iommu/Kconfig":
    'if IOMMU_SUPPORT\n\nendif # IOMMU_SUPPORT\n\nsource "drivers/iommu/generic_pt/Kconfig"\n',
  "drivers/iommu/Makefile": "obj-$(CONFIG_IOMMU_API) += iommu.o\n",
  "drivers/iommu/iommu.c": "int iommu;\n",
  "drivers/gpu/drm/drm.c": "int drm;\n",
  "drivers/gpu/drm/Kconfig": "config DRM\n",
  "arch/um/Kconfig": "config UML\n",
};

/** What stands in impl/linux/, for tests. */
export const FAKE_INPUTS: Files = {
  "driver/Kconfig": "config PASIDCHECK\n\tbool\n",
  "driver/Makefile": "obj-$(CONFIG_PASIDCHECK) += pasidcheck.o\n",
  "driver/main.c": "int pasidcheck;\n",
  "init.c": "int main(void) { return 0; }\n",
  config: "CONFIG_PASIDCHECK=y\n",
  "config-debug": "CONFIG_PROVE_LOCKING=y\n",
};

export function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Does something in an empty folder. */
export async function inFolder<T>(work: (folder: string) => T | Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pasidcheck-kernel-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
