import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Refused, type Tool } from "./refusal.js";
import { fakeTools } from "./testing/fake-tools.js";
import { inFolder } from "./testing/fake-tree.js";
import { buildEnvironment, checkTools } from "./tools.js";

const SIGNAL = new AbortController().signal;

async function missing(fetching: boolean, path: string): Promise<readonly Tool[]> {
  try {
    await checkTools(fetching, { PATH: path }, SIGNAL);
    return [];
  } catch (error) {
    if (error instanceof Refused && error.refusal.why === "tools") return error.refusal.missing;
    throw error;
  }
}

test("the compiler says its version where everything is there", async () => {
  await inFolder(async (folder) => {
    fakeTools(folder);
    expect(await checkTools(true, { PATH: folder }, SIGNAL)).toBe("gcc (Fake) 1.2.3");
  });
});

test("all that is missing is told at once, with the packages that have it", async () => {
  await inFolder(async (folder) => {
    fakeTools(folder);
    for (const name of ["flex", "bison", "xz"]) rmSync(join(folder, name), { force: true });
    expect(await missing(false, folder)).toEqual([
      { name: "flex", debian: "flex" },
      { name: "bison", debian: "bison" },
    ]);
    expect(await missing(true, folder)).toContainEqual({ name: "xz", debian: "xz-utils" });
  });
});

test("a libc without its static half", async () => {
  await inFolder(async (folder) => {
    fakeTools(folder, { gcc: "echo libc.a" });
    expect(await missing(false, folder)).toEqual([{ name: "a static libc", debian: "libc6-dev" }]);
  });
});

test("where there is nothing, everything is missing", async () => {
  const names = (await missing(false, "/nowhere:relative:")).map(({ debian }) => debian);
  expect(names).toEqual(
    ["gcc", "binutils", "make", "flex", "bison", "bc", "util-linux"].concat("libc6-dev"),
  );
});

test("settings of the user's make, kbuild and compiler do not get in", () => {
  const env = { PATH: "/bin", HOME: "/h", ARCH: "arm64", MAKEFLAGS: "-k", KCFLAGS: "-O0", CC: "x" };
  expect(buildEnvironment(env)).toEqual({ PATH: "/bin", HOME: "/h", LC_ALL: "C" });
});
