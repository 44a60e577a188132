import { chmodSync, existsSync, readFileSync, readlinkSync, statSync, symlinkSync } from "node:fs";
import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { updateMirror } from "./mirror.js";
import { listingOf } from "./source-tree.js";
import { inFolder, writeFiles } from "../testing/fake-tree.js";

interface Setup {
  readonly from: string;
  readonly at: (path: string) => string;
  readonly update: (signal?: AbortSignal) => Promise<void>;
}

const given = (work: (given: Setup) => Promise<void>): Promise<void> =>
  inFolder((folder) => {
    const mirror = {
      from: join(folder, "from"),
      to: join(folder, "to"),
      manifest: join(folder, "manifest"),
    };
    return work({
      from: mirror.from,
      at: (path) => join(mirror.to, path),
      update: (signal = new AbortController().signal) =>
        updateMirror(mirror, listingOf(mirror.from), signal),
    });
  });

const timeOf = (path: string): bigint => statSync(path, { bigint: true }).mtimeNs;

test("only what changed is written again, and what is gone goes", async () => {
  await given(async ({ from, at, update }) => {
    writeFiles(from, { "a.c": "a", "d/b.c": "b", "d/c.c": "c" });
    symlinkSync("../a.c", join(from, "d/link.c"));
    await update();
    expect(readFileSync(at("d/b.c"), "utf8")).toBe("b");
    expect(readlinkSync(at("d/link.c"))).toBe("../a.c");
    const before = timeOf(at("a.c"));
    writeFiles(from, { "d/b.c": "changed" });
    rmSync(join(from, "d/c.c"));
    await update();
    expect(readFileSync(at("d/b.c"), "utf8")).toBe("changed");
    expect(existsSync(at("d/c.c"))).toBe(false);
    expect(timeOf(at("a.c"))).toBe(before);
  });
});

test("an older file that comes back is newer than what was built of the newer one", async () => {
  await given(async ({ from, at, update }) => {
    writeFiles(from, { "a.c": "new" });
    await update();
    const built = timeOf(at("a.c"));
    writeFiles(from, { "a.c": "old" });
    utimesSync(join(from, "a.c"), 1_000, 1_000);
    await update();
    expect(readFileSync(at("a.c"), "utf8")).toBe("old");
    expect(timeOf(at("a.c"))).toBeGreaterThan(built);
  });
});

test("read-only files, and files that became links or folders", async () => {
  await given(async ({ from, at, update }) => {
    writeFiles(from, { "a.c": "a", "b.c": "b", x: "x" });
    chmodSync(join(from, "a.c"), 0o444);
    await update();
    rmSync(join(from, "a.c"));
    rmSync(join(from, "b.c"));
    rmSync(join(from, "x"));
    writeFiles(from, { "a.c": "again", "c.c": "c", "x/y.c": "y" });
    symlinkSync("c.c", join(from, "b.c"));
    await update();
    expect(readFileSync(at("a.c"), "utf8")).toBe("again");
    expect(readFileSync(at("b.c"), "utf8")).toBe("c");
    expect(readFileSync(at("x/y.c"), "utf8")).toBe("y");
  });
});

test("cut short, it goes on the next time", async () => {
  await given(async ({ from, at, update }) => {
    writeFiles(from, { "a.c": "a" });
    await expect(update(AbortSignal.abort())).rejects.toThrow("abort");
    expect(existsSync(at("a.c"))).toBe(false);
    await update();
    expect(readFileSync(at("a.c"), "utf8")).toBe("a");
  });
});
