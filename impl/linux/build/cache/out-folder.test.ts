import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { kernelFolder } from "../../kernel-folder.js";
import { checkOutFolder, copyKernel } from "./out-folder.js";
import { Refused } from "../refusal.js";
import { fakeRecord, writeFakeKernel } from "../testing/fake-kernel.js";
import { inFolder, writeFiles } from "../testing/fake-tree.js";

const DIGEST = "aaaaaaaaaaaaaaaa";

function refused(path: string): string | null {
  try {
    checkOutFolder(path);
    return null;
  } catch (error) {
    return error instanceof Refused && error.refusal.why === "out" ? error.refusal.is : "bug";
  }
}

test("a new folder, an empty one and one of ours are written to, no other", async () => {
  await inFolder((folder) => {
    expect(refused(join(folder, "new/one"))).toBeNull();
    expect(refused(folder)).toBeNull();
    writeFiles(folder, { file: "", "theirs/build.json": "{}", "theirs/linux": "" });
    expect(refused(folder)).toBe("not-ours");
    expect(refused(join(folder, "theirs"))).toBe("not-ours");
    expect(refused(join(folder, "file"))).toBe("not-a-folder");
    writeFiles(folder, { "cut/build.json": '{"schema":"kernel-build@1","complete":false}' });
    expect(refused(join(folder, "cut"))).toBeNull();
  });
});

test("the copy is a kernel of its own, and takes the place of an older one", async () => {
  await inFolder(async (folder) => {
    const [cached, out] = [join(folder, "cached"), join(folder, "a/b")];
    const record = fakeRecord(DIGEST);
    writeFakeKernel(cached, record);
    await copyKernel({ folder: cached, record }, out);
    expect(kernelFolder(out)).toEqual({
      linux: join(out, "linux"),
      root: join(out, "root"),
      release: "7.3.4",
      digest: DIGEST,
      debug: false,
    });
    writeFileSync(join(out, "root/stale"), "");
    await copyKernel({ folder: cached, record }, out);
    expect(readdirSync(join(out, "root"))).toEqual(["init"]);
    expect(readFileSync(join(out, "linux"), "utf8")).toBe(`kernel ${DIGEST}`);
  });
});
