import { expect, test } from "vitest";
import { fakeRecord } from "../../impl/linux/build/testing/fake-kernel.js";
import type { Progress } from "../../impl/linux/build/progress.js";
import type { Refusal } from "../../impl/linux/build/refusal.js";
import { builtText, phaseText, progressText, refusalText } from "./build.js";

const TREE = { release: "7.1.2", source: "/home/me/linux" };
const LOG = "/c/build.log";

const refusals: readonly (readonly [Refusal, string])[] = [
  [
    { why: "host", platform: "darwin", arch: "arm64" },
    "a kernel is built on Linux on x86_64 only, this is darwin on arm64",
  ],
  [
    {
      why: "tools",
      missing: [
        { name: "flex", debian: "flex" },
        { name: "xz", debian: "xz-utils" },
      ],
    },
    "missing tools: flex, xz; on Debian: apt-get install flex xz-utils",
  ],
  [
    { why: "installation", path: "/p/impl/linux/init.c" },
    "cannot read /p/impl/linux/init.c, a part of pasidcheck; install it again",
  ],
  [
    { why: "no-tree", path: "linux", lacks: "folder" },
    "linux is no kernel tree: there is no such folder; name the topmost folder of one",
  ],
  [
    { why: "no-tree", path: "linux", lacks: "makefile" },
    "linux is no kernel tree: it has no Makefile with a VERSION; name the topmost folder of one",
  ],
  [
    { why: "no-tree", path: "linux", lacks: "iommu" },
    "linux is no kernel tree: it has no drivers/iommu; name the topmost folder of one",
  ],
  [
    { why: "overlay", file: "drivers/iommu/Kconfig", line: "endif # IOMMU_SUPPORT", tree: TREE },
    "no place for the driver in Linux 7.1.2 (/home/me/linux): drivers/iommu/Kconfig has no line " +
      "'endif # IOMMU_SUPPORT'; known to work: Linux 7.3",
  ],
  [
    { why: "options", off: ["PCI_PASID", "IOMMUFD"], tree: TREE },
    "Linux 7.1.2 (/home/me/linux) does not let CONFIG_PCI_PASID and CONFIG_IOMMUFD " +
      "be switched on; known to work: Linux 7.3",
  ],
  [
    {
      why: "compile",
      error: { file: "drivers/iommu/pasidcheck/mock.c", line: 7, message: "too few arguments" },
      driver: true,
      tree: TREE,
      log: LOG,
    },
    "the driver does not compile in Linux 7.1.2 (/home/me/linux): " +
      "drivers/iommu/pasidcheck/mock.c:7: too few arguments; known to work: Linux 7.3; " +
      "all that was said: /c/build.log",
  ],
  [
    {
      why: "compile",
      error: { file: null, line: null, message: "make:\u001B[31m *** no" },
      driver: false,
      tree: TREE,
      log: LOG,
    },
    "Linux 7.1.2 (/home/me/linux) does not compile: make: [31m *** no; " +
      "all that was said: /c/build.log",
  ],
  [
    { why: "release", wanted: "9.9", there: ["7.3", "7.2"] },
    "Debian has no linux-source-9.9 now; it has 7.3 and 7.2; known to work: Linux 7.3",
  ],
  [
    { why: "mirror", mirror: "x y" },
    "PASIDCHECK_DEBIAN_MIRROR is 'x y'; it is an address such as http://deb.debian.org/debian",
  ],
  [
    { why: "unavailable", what: "no route to host" },
    "the kernel's source package cannot be had: no route to host; " +
      "name a tree of your own with --source DIR",
  ],
  [{ why: "out", path: "o", is: "not-a-folder" }, "--out o is a file; name a folder"],
  [
    { why: "out", path: "o", is: "not-ours" },
    "--out o has files in it that are not ours; name a new folder",
  ],
  [{ why: "space", path: "/c" }, "no space left in /c; a build needs about 1 GB in XDG_CACHE_HOME"],
  [
    { why: "file", path: "/c", code: "EACCES" },
    "cannot use /c: permission denied; XDG_CACHE_HOME can name another cache",
  ],
  [{ why: "file", path: "/c", code: "EMFILE" }, "cannot use /c: EMFILE"],
  [{ why: "stopped" }, "stopped; nothing was built"],
];

test.each(refusals)("%o is one line: what, where, what to do", (refusal, line) => {
  expect(refusalText(refusal)).toBe(line);
});

test("a kernel is told by what it is, where it is, and what comes next", () => {
  const kernel = { folder: "/c/kernel/aaaa", record: fakeRecord("aaaa") };
  expect(builtText(kernel, { cached: false, seconds: 102.4, out: null })).toBe(
    "Linux 7.3.4 from linux-source-7.3 7.3.4-1\n" +
      "built in 1 min 42 s: /c/kernel/aaaa\n" +
      "next: pasidcheck check --design linux:/c/kernel/aaaa\n" +
      "      pasidcheck kernel check\n",
  );
  const other = { ...kernel, record: fakeRecord("aaaa", { release: "7.10.1", debug: true }) };
  expect(builtText(other, { cached: true, seconds: 0.46, out: "/a b/it's" })).toBe(
    "Linux 7.10.1 from linux-source-7.3 7.3.4-1, watching itself (--debug)\n" +
      "found in the cache in 0.5 s: '/a b/it'\\''s'\n" +
      "note: known to work: 7.3\n" +
      "next: pasidcheck check --design linux:'/a b/it'\\''s'\n" +
      "      pasidcheck kernel check\n",
  );
});

test("progress says what is done and how long it has taken", () => {
  const compiling: Progress = { phase: "compiling", release: "7.3.4", objects: 212, of: null };
  expect(progressText(compiling, 34.9)).toBe("34 s  compiling Linux 7.3.4  212 objects");
  expect(phaseText(compiling)).toBe("compiling Linux 7.3.4");
  expect(progressText({ phase: "asking" }, 0)).toBe("0 s  asking Debian for linux-source packages");
});
