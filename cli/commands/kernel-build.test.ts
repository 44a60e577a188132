import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect, test } from "vitest";
import { kernelFolder } from "../../impl/linux/kernel-folder.js";
import { writeFiles } from "../../impl/linux/build/testing/fake-tree.js";
import { run } from "../run.js";
import { fakeEngine } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";
import { withKernelSetup, lastLine } from "../testing/kernel-setup.js";

const PHASES = (tree: string): string =>
  [`reading ${tree}`, `copying what changed in ${tree}`]
    .concat("configuring Linux 7.3.4", "compiling Linux 7.3.4")
    .map((phase) => `pasidcheck: ${phase}\n`)
    .join("");

test("a tree is built once, found the next time, and built again after an edit", async () => {
  await withKernelSetup(async ({ tree, kernels, env, used }) => {
    const built = await used({ source: tree });
    expect(built.err).toBe(PHASES(tree));
    expect(built.code).toBe(0);
    const { linux, root, digest } = kernelFolder("", env);
    expect(built.out).toMatch(/^Linux 7\.3\.4 from \S+\nbuilt in \d\.\d s: /);
    expect(built.out).toContain(`next: pasidcheck check --design linux:${kernels}/${digest}\n`);
    expect(readFileSync(linux, "utf8")).toBe("int iommu;\n");
    expect(readdirSync(root).toSorted()).toEqual(["dev", "init", "proc", "sys", "tmp"]);

    const found = await used({ source: tree });
    expect(found.out).toMatch(/\nfound in the cache in \d\.\d s: /);
    expect(found.err).toBe(`pasidcheck: reading ${tree}\n`);

    writeFiles(tree, { "drivers/iommu/iommu.c": "int edited;\n" });
    await used({ source: tree });
    expect(readFileSync(kernelFolder("", env).linux, "utf8")).toBe("int edited;\n");
    expect(readdirSync(kernels)).toHaveLength(2);
  });
});

test("the user's tree stays as it was, and need not be clean", async () => {
  const dirty = { ".config": "", "include/config/auto.conf": "", "drivers/iommu/iommu.o": "" };
  await withKernelSetup(
    async ({ tree, folder, used }) => {
      const state = (): readonly string[] =>
        readdirSync(tree, { recursive: true, encoding: "utf8" })
          .toSorted()
          .map((path) => `${path} ${statSync(join(tree, path), { bigint: true }).mtimeNs}`);
      const before = state();
      expect((await used({ source: tree })).code).toBe(0);
      expect(state()).toEqual(before);
      const works = join(folder, "cache/pasidcheck/kernel-work");
      const copy = join(works, readdirSync(works)[0] ?? "", "tree");
      expect(existsSync(join(copy, ".config"))).toBe(false);
      expect(existsSync(join(copy, "drivers/iommu/iommu.o"))).toBe(false);
      expect(existsSync(join(copy, "drivers/iommu/pasidcheck/main.c"))).toBe(true);
    },
    {},
    dirty,
  );
});

test("--out gets a copy, --debug is another kernel", async () => {
  await withKernelSetup(async ({ tree, folder, kernels, used }) => {
    const out = join(folder, "a/out");
    const built = await used({ source: tree, out });
    expect(built.out).toContain(`linux:${out}\n`);
    const { digest } = kernelFolder(out);
    expect(readdirSync(kernels)).toEqual([digest]);
    await used({ source: tree, out, debug: true });
    expect(kernelFolder(out).digest).not.toBe(digest);
  });
});

test("--out with files of others is refused before anything is built", async () => {
  await withKernelSetup(async ({ tree, folder, used }) => {
    const { code, err, out } = await used({ source: tree, out: tree });
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toBe(
      `pasidcheck: --out ${tree} has files in it that are not ours; name a new folder\n`,
    );
    expect(existsSync(join(folder, "cache"))).toBe(false);
  });
});

test("a driver that does not compile: the first error, the release, the log; exit 2", async () => {
  await withKernelSetup(async ({ tree, folder, kernels, used }) => {
    writeFiles(tree, {
      "make.fails":
        "../tree/drivers/iommu/pasidcheck/main.c:9:1: error: unknown type name 'x'\n" +
        "../tree/drivers/iommu/pasidcheck/main.c:10:1: error: another\n",
    });
    const { code, err } = await used({ source: tree });
    expect(code).toBe(2);
    const log = /all that was said: (\S+)$/.exec(lastLine(err))?.[1] ?? "";
    expect(lastLine(err)).toBe(
      `pasidcheck: the driver does not compile in Linux 7.3.4 (${tree}): ` +
        "drivers/iommu/pasidcheck/main.c:9: unknown type name 'x'; known to work: Linux 7.3; " +
        `all that was said: ${log}`,
    );
    expect(log.startsWith(folder)).toBe(true);
    expect(readFileSync(log, "utf8")).toContain("error: another");
    expect(existsSync(kernels)).toBe(false);
    rmSync(join(tree, "make.fails"));
    expect((await used({ source: tree })).code).toBe(0);
  });
});

test("an option that the tree does not let be switched on is named; exit 2", async () => {
  await withKernelSetup(async ({ tree, used }) => {
    writeFiles(tree, { "make.options": "" });
    const { code, err } = await used({ source: tree });
    expect(code).toBe(2);
    expect(lastLine(err)).toContain("does not let CONFIG_PCI_PASID be switched on");
  });
});

test("a full disk is told as one", async () => {
  await withKernelSetup(async ({ tree, used }) => {
    writeFiles(tree, { "make.fails": "as: main.o: No space left on device\n" });
    const { code, err } = await used({ source: tree });
    expect(code).toBe(2);
    expect(lastLine(err)).toMatch(/^pasidcheck: no space left in /);
  });
});

test("Ctrl-C ends make with all its children, and leaves no half kernel; exit 3", async () => {
  await withKernelSetup(async ({ tree, folder, kernels, env, used }) => {
    writeFiles(tree, { "make.hangs": "" });
    const io = fakeIo({ env });
    const running = used({ source: tree }, io);
    const pid = await hangingMake(join(folder, "cache/pasidcheck/kernel-work"));
    expect(livingIn(pid).length).toBeGreaterThan(0);
    io.stop("interrupt");
    const { code, out, err } = await running;
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).toContain("press Ctrl-C again to leave at once\n");
    expect(lastLine(err)).toBe("pasidcheck: stopped; nothing was built");
    expect(livingIn(pid)).toEqual([]);
    expect(existsSync(kernels)).toBe(false);
    expect(readdirSync(workIn(folder))).not.toContain("new");
  });
});

const workIn = (folder: string): string => {
  const works = join(folder, "cache/pasidcheck/kernel-work");
  return join(works, readdirSync(works)[0] ?? "");
};

/** Processes of the group that have not ended; those that nobody has waited for are no more. */
function livingIn(group: number): readonly string[] {
  return readdirSync("/proc").filter((pid) => {
    const file = `/proc/${pid}/stat`;
    if (!/^\d+$/.test(pid) || !existsSync(file)) return false;
    const [state, , pgrp] = readFileSync(file, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(pgrp) === group && state !== "Z";
  });
}

/** The process group of a make that hangs, when it does. */
async function hangingMake(works: string): Promise<number> {
  for (;;) {
    const found = existsSync(works)
      ? readdirSync(works).map((work) => join(works, work, "hanging"))
      : [];
    const file = found.find((path) => existsSync(path) && readFileSync(path, "utf8") !== "");
    if (file !== undefined) return Number(readFileSync(file, "utf8"));
    await setTimeout(10);
  }
}

test("two builds of a tree at once: one builds, the other waits and finds it", async () => {
  await withKernelSetup(async ({ tree, folder, used }) => {
    const both = await Promise.all([used({ source: tree }), used({ source: tree })]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(both.filter(({ out }) => out.includes("\nbuilt in "))).toHaveLength(1);
    const calls = readFileSync(join(workIn(folder), "calls"), "utf8");
    expect(calls).toBe("allnoconfig\nlinux\n");
  });
});

test("what is missing is told before anything else; exit 2", async () => {
  await withKernelSetup(async ({ folder, tree, used }) => {
    for (const name of ["flex", "bison"]) rmSync(join(folder, "bin", name));
    expect(await used({ source: tree })).toEqual({
      code: 2,
      out: "",
      err: "pasidcheck: missing tools: flex, bison; on Debian: apt-get install flex bison\n",
    });
  });
});

test("what the driver consists of must be there", async () => {
  await withKernelSetup(async ({ folder, tree, used }) => {
    rmSync(join(folder, "inputs/init.c"));
    const { code, err } = await used({ source: tree });
    expect(code).toBe(2);
    expect(err).toContain("a part of pasidcheck; install it again");
  });
});

test("a cache that cannot be written to is one line", async () => {
  await withKernelSetup(async ({ folder, tree, env, used }) => {
    writeFileSync(join(folder, "file"), "");
    const io = fakeIo({ env: { ...env, XDG_CACHE_HOME: join(folder, "file") } });
    expect((await used({ source: tree }, io)).code).toBe(2);
    expect(lastLine(io.stderr())).toMatch(
      /^pasidcheck: cannot use .*: a part of the path is a file, not a folder$/,
    );
  });
});

const wrong: readonly (readonly [readonly string[], string])[] = [
  [["kernel"], "name a command: kernel build"],
  [["kernel", "biuld"], "unknown command 'biuld' (Did you mean build?); see pasidcheck kernel "],
  [["kernel", "build", "x"], "too many arguments for 'build'. Expected 0 arguments but got 1; "],
  [["kernel", "build", "--release", "7"], "It is a release such as 7.3; "],
  [
    ["kernel", "build", "--release", "7.3", "--source", "x"],
    "option '--release <version>' cannot be used with option '--source <folder>'; " +
      "see pasidcheck kernel build --help\n",
  ],
];

test.each(wrong)("%j is exit 2 and one line", async (argv, line) => {
  const io = fakeIo();
  const load = () => Promise.resolve(fakeEngine());
  expect(await run(argv, io, load)).toBe(2);
  expect(io.stderr()).toContain(line);
  expect(io.stderr().trimEnd()).not.toContain("\n");
});
