// The package as users get it: the tarball of `npm pack`, unpacked in a project that has its
// dependencies and nothing of this repository, used as a library, in its test suite, as a command.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const repository = fileURLToPath(new URL("..", import.meta.url));
const project = mkdtempSync(join(tmpdir(), "pasidcheck-packed-"));
afterAll(() => rmSync(project, { recursive: true, force: true }));

const { dependencies } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
  readonly dependencies: Readonly<Record<string, string>>;
};
const OF_THE_PROJECT = ["vitest", "typescript"];

const DESIGN = `
import { designs, type Design } from "pasidcheck";
const base = designs.find(({ name }) => name === "device-xarray");
if (base === undefined) throw new Error("no such design");
export const design: Design = { ...base, name: "mine", sentence: "Our own design." };
export default design;
`;

const SUITE = `
import { invariantTests } from "pasidcheck/vitest";
import { design } from "./my-design.js";
invariantTests(design, {
  invariants: [
    "pasid-stays-local", "members-programmed-alike", "pasid-in-range", "no-kernel-warning",
  ],
  runs: 500,
  known: { "members-programmed-alike": { pasid: "each device has its table", "hot-added": "the same" } },
});
`;

const LIBRARY = `
import { check, designs, invariants, type CheckOutcome } from "pasidcheck";
const outcome: CheckOutcome = await check({
  designs: ["device-xarray"], invariants: ["pasid-stays-local"], seed: 1, runs: 250, seconds: null,
  workers: 1, machines: [], saveTo: "found", onProgress: () => {},
  signal: new AbortController().signal,
});
console.log(designs.length > 0, invariants.length > 0, outcome.report.verdicts[0]?.tag);
`;

function ran(command: string, args: readonly string[], cwd = project) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, said: stdout + stderr };
}

const node = (...args: string[]) => ran(process.execPath, args);

beforeAll(() => {
  const pack = ran("npm", ["pack", "--pack-destination", project, "--silent"], repository);
  expect(pack).toMatchObject({ status: 0 });
  const installed = join(project, "node_modules/pasidcheck");
  mkdirSync(installed, { recursive: true });
  const tarball = pack.said.trim().split("\n").at(-1) ?? "";
  ran("tar", ["-xzf", join(project, tarball), "--strip-components=1", "-C", installed]);
  for (const name of [...Object.keys(dependencies), ...OF_THE_PROJECT]) {
    const link = join(project, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(repository, "node_modules", name), link);
  }
  const compilerOptions = {
    strict: true,
    target: "es2023",
    module: "nodenext",
    types: [],
    lib: ["es2023", "dom"],
  };
  const files: Readonly<Record<string, string>> = {
    "package.json": JSON.stringify({ type: "module", private: true }),
    "tsconfig.json": JSON.stringify({
      compilerOptions,
      files: ["library.ts", "invariants.test.ts"],
    }),
    "my-design.ts": DESIGN,
    "invariants.test.ts": SUITE,
    "library.ts": LIBRARY,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const tsc = node("node_modules/typescript/bin/tsc", "-p", ".");
  expect(tsc).toEqual({ status: 0, said: "" });
});

test("it has what it needs, and no tests or sources of ours", () => {
  const { exports } = JSON.parse(
    readFileSync(join(project, "node_modules/pasidcheck/package.json"), "utf8"),
  ) as { exports: Record<string, unknown> };
  expect(Object.keys(exports)).toEqual([".", "./vitest", "./package.json"]);
  const found = ran("find", [
    "node_modules/pasidcheck",
    "-name",
    "*.test.*",
    "-o",
    "-name",
    "*.tgz",
  ]);
  expect(found).toEqual({ status: 0, said: "" });
});

test("it is a library, with types", () => {
  expect(node("library.js")).toEqual({ status: 0, said: "true true holds\n" });
});

test("its invariants are tests in a suite of the project's own", () => {
  const { status, said } = node("node_modules/vitest/vitest.mjs", "run", "invariants.test.ts");
  expect(said).toMatch(/3 passed.* 1 skipped/);
  expect(status).toBe(0);
});

test("an invariant that the design breaks is a test that fails", () => {
  writeFileSync(join(project, "broken.test.ts"), SUITE.replace(/ {2}known: .*\n/, ""));
  const { status, said } = node("node_modules/vitest/vitest.mjs", "run", "broken.test.ts");
  expect(status).toBe(1);
  expect(said).toContain("breaks members-programmed-alike (pasid): ");
  expect(said).toContain("pasidcheck scenario 1");
});

test("its gate takes the project's design", () => {
  const entry = {
    design: "./my-design.js",
    invariant: "members-programmed-alike",
    reason: "own tables",
  };
  const known = ["pasid", "hot-added"].map((failureMode) => ({
    ...entry,
    failureMode,
    expires: "2999-12-31",
  }));
  writeFileSync(join(project, "baseline.json"), JSON.stringify({ schema: "baseline@2", known }));
  const invariants = [
    "--invariant",
    "pasid-stays-local",
    "--invariant",
    "members-programmed-alike",
  ];
  const words = [
    "gate",
    "--design",
    "./my-design.js",
    ...invariants,
    "--effort",
    "small",
    "--runs",
    "250",
  ];
  const bin = "node_modules/pasidcheck/bin/pasidcheck.js";
  // A table a device is what it claims; of a table a group this break is not expected.
  const inherited = node(bin, ...words);
  expect(inherited.said).toContain("inherited from its policies: grouping: linux");
  expect([0, 3]).toContain(inherited.status);
  words.push("--like", "group-table-singleton");
  expect(node(bin, ...words)).toMatchObject({ status: 1 });
  const { status, said } = node(bin, ...words, "--baseline", "baseline.json", "--junit", "j.xml");
  expect(said).toContain("1 broken as expected");
  expect(said).not.toContain("not as expected");
  expect(status).toBe(0);
  expect(readFileSync(join(project, "j.xml"), "utf8")).toContain('name="./my-design.js"');
});
