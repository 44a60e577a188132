import { devNull } from "node:os";
import { expect, test } from "vitest";
import { realEngine } from "../real-engine.js";
import { run } from "../run.js";
import { fakeEngine, fakeEngineWithNothingToSave } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

async function used(...argv: readonly string[]) {
  const io = fakeIo();
  let loads = 0;
  const code = await run(argv, io, () => {
    loads++;
    return Promise.resolve(fakeEngine());
  });
  return { code, out: io.stdout(), err: io.stderr(), loads };
}

const wrong: readonly (readonly [string, readonly string[], string])[] = [
  ["no command", [], "name a command; see pasidcheck --help"],
  [
    "an unknown command",
    ["chekc"],
    "unknown command 'chekc' (Did you mean check?); see pasidcheck --help",
  ],
  [
    "an unknown option",
    ["check", "--sed", "1"],
    "unknown option '--sed' (Did you mean --seed?); see pasidcheck check --help",
  ],
  [
    "an unknown design",
    ["check", "--design", "linux-7.2"],
    "unknown design 'linux-7.2' (did you mean 'linux-6.2' or 'linux-7.3'?); " +
      "see pasidcheck check --list",
  ],
  [
    "an unknown invariant",
    ["check", "--invariant", "replace-need-an-entry"],
    "unknown invariant 'replace-need-an-entry' (did you mean 'replace-needs-an-entry'?); " +
      "see pasidcheck check --list",
  ],
  [
    "a design that is nothing like one",
    ["replay", "x", "--design", "zzzzzz"],
    "unknown design 'zzzzzz' (there are linux-6.2, linux-7.3, group-table-singleton, " +
      "device-xarray, device-xarray-no-rid-alias and spec-device-xarray); " +
      "see pasidcheck check --list",
  ],
  [
    "a seed that is no number",
    ["check", "--seed", "one"],
    "option '--seed <number>' argument 'one' is invalid. " +
      "It is a whole number from 0 to 4294967295; see pasidcheck check --help",
  ],
  [
    "no runs",
    ["check", "--runs", "0"],
    "option '--runs <number>' argument '0' is invalid. " +
      "It is a whole number from 1 to 1000000000; see pasidcheck check --help",
  ],
  [
    "a time without unit",
    ["check", "--time", "30"],
    "option '--time <duration>' argument '30' is invalid. " +
      "It is a time such as 30s, 10m or 1h, at most 24h; see pasidcheck check --help",
  ],
  [
    "too many words",
    ["explain", "a", "b"],
    "too many arguments for 'explain'. Expected 1 argument but got 2; " +
      "see pasidcheck explain --help",
  ],
  ["no file", ["replay"], "missing required argument 'file'; see pasidcheck replay --help"],
  [
    "options that do not go together",
    ["check", "--bugs", "--invariant", "x"],
    "option '--bugs' cannot be used with option '--invariant <name>'; see pasidcheck check --help",
  ],
];

test.each(wrong)("%s is exit 2 and one line", async (_, argv, line) => {
  const { code, out, err } = await used(...argv);
  expect(err).toBe(`pasidcheck: ${line}\n`);
  expect(out).toBe("");
  expect(code).toBe(2);
});

test.each(["check", "gate", "exhaust"])(
  "%s: half a design is noted, and not refused",
  async (name) => {
    const io = fakeIo();
    const isDesign = (): boolean => true;
    const halfDesign = (): string => "half a design: why";
    const engine = fakeEngineWithNothingToSave({ isDesign, halfDesign });
    const argv = [name, "--design", "contract:linux-7.3,table=device", "--save", devNull];
    expect(await run(argv, io, () => Promise.resolve(engine))).not.toBe(2);
    expect(io.stderr()).toContain(
      "pasidcheck: note: contract:linux-7.3,table=device is half a design: why\n",
    );
  },
);

test("the wrong word of a design's name is told", async () => {
  const io = fakeIo();
  const code = await run(["check", "--design", "contract:linux-7.3,tabel=device"], io, () =>
    Promise.resolve(realEngine),
  );
  expect(code).toBe(2);
  expect(io.stderr()).toBe(
    "pasidcheck: contract:linux-7.3,tabel=device: there is no policy 'tabel'; " +
      "did you mean 'table'?\n",
  );
});

test("--help and --version need no search", async () => {
  const help = await used("--help");
  expect(help).toMatchObject({ code: 0, err: "", loads: 0 });
  expect(help.out).toContain("Examples:");
  expect(help.out).toContain("Exit codes:");
  const version = await used("--version");
  expect(version).toMatchObject({ code: 0, err: "", loads: 0 });
  expect(version.out).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(await used("check", "--help")).toMatchObject({ code: 0, err: "", loads: 0 });
});

test("a defect of the tool itself is one line and exit 3", async () => {
  const io = fakeIo();
  const code = await run(["check"], io, () => Promise.reject(new Error("out of\nluck")));
  expect(code).toBe(3);
  expect(io.stderr()).toBe(
    "pasidcheck: Error: out of luck; this is a defect of pasidcheck, please report it\n",
  );
});
