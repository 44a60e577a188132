import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { SOUND } from "../../impl/designs/contracts.js";
import type { ExhaustOptions } from "../../search/exhaustive/exhaust.js";
import type { ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import { run } from "../run.js";
import { EXHAUSTED, fakeEngine } from "../testing/fake-engine.js";
import { fakeIo } from "../testing/fake-io.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-exhaust-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function exhausted(argv: readonly string[], changed: Partial<ExhaustOutcome> = {}) {
  const io = fakeIo();
  const asked: ExhaustOptions[] = [];
  const { exhaustive } = fakeEngine();
  const engine = fakeEngine({
    exhaustive: {
      ...exhaustive,
      run: (options) => {
        asked.push(options);
        // Nothing is found that would be written into the folder of whoever runs the tests.
        return Promise.resolve({ ...EXHAUSTED, counterexamples: new Map(), ...changed });
      },
      contracts: async (search) => ({
        ...(await exhaustive.contracts(search)),
        designs: await search(["linux-7.3"]),
        searched: 2,
        counterexamples: 9,
        repaired: [
          {
            design: "linux-7.3",
            contract: SOUND,
            broken: ["a-invariant", "another-invariant"],
            slack: [],
            repairs: [
              {
                changes: [{ enableCheck: "pasid-safe" }, { admits: "singleton-group" }],
                contract: SOUND,
              },
              {
                changes: [
                  { enableCheck: "pasid-safe" },
                  { table: "device", programs: "own-device", range: "own-device" },
                ],
                contract: SOUND,
              },
            ],
          },
          {
            design: "device-xarray",
            contract: SOUND,
            broken: [],
            slack: [{ directMap: "ignored" }],
            repairs: [{ changes: [], contract: SOUND }],
          },
        ],
      }),
    },
  });
  const all = ["exhaust", "--save", join(folder, "saved"), ...argv];
  const code = await run(all, io, () => Promise.resolve(engine));
  return { code, out: io.stdout(), err: io.stderr(), options: asked[0] };
}

test("says the bound, how much is in it, and the verdicts", async () => {
  const { code, out, err, options } = await exhausted(["--functions", "3", "--workers", "2"]);
  expect([code, err]).toEqual([0, ""]);
  expect(options).toMatchObject({
    sizes: { functions: 3, pasids: 2, domains: 2, handles: 1 },
    symmetry: true,
    workers: 2,
  });
  const text = out.replaceAll("\n", " ");
  expect(text).toContain("Bound: topologies of up to 3 functions, of up to 2 where functions");
  expect(text).toContain("1,234 topologies, 56,789 states, 1,234,567 transitions");
  expect(text).toContain("All as expected.");
});

test("writes the report as JSON, keys in reading order", async () => {
  const file = join(folder, "report.json");
  await exhausted(["--json", file, "--no-symmetry"]);
  const text = readFileSync(file, "utf8");
  expect(text.startsWith('{\n  "schema": "exhaust@2",\n  "bound": {\n    "functions": 3,')).toBe(
    true,
  );
  expect(JSON.parse(text)).toEqual(EXHAUSTED.report);
});

test("a bound that is too large: the estimate and the limit, exit 2, unless forced", async () => {
  const large = await exhausted(["--functions", "6"]);
  expect(large.code).toBe(2);
  expect(large.out).toBe("");
  expect(large.err).toBe(
    "pasidcheck: this bound has about 1.0M topologies (the limit is 10k) and up to 100 states " +
      "a machine (1.0k; k thousand, M million); make it smaller, or say --force\n",
  );
  expect((await exhausted(["--functions", "6", "--force"])).code).toBe(0);
});

test("--default-machine: asked of the search, and said by the heading and the bound", async () => {
  const { report } = EXHAUSTED;
  const restricted = { ...report, bound: { ...report.bound, default_machines: true } };
  const { code, out, options } = await exhausted(["--default-machine"], { report: restricted });
  expect(code).toBe(0);
  expect(options).toMatchObject({ defaultMachines: true });
  const text = out.replaceAll("\n", " ");
  expect(text).toContain("all default machines of up to 3 functions");
  expect(text).toContain("Bound: default machines of up to 3 functions, of up to 2");
  expect(text).toContain("every implemented bit of SV RR CR UF on");
  expect((await exhausted([])).options).not.toHaveProperty("defaultMachines");
  const both = await exhausted(["--default-machine", "--contracts"]);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining("cannot be used with")]);
});

test("what was not finished is inconclusive: exit 3", async () => {
  const report = { ...EXHAUSTED.report, complete: false };
  expect((await exhausted([], { report })).code).toBe(3);
  expect((await exhausted([], { report, interrupted: true })).code).toBe(3);
  const crashed = await exhausted([], { crashes: ["linux-6.2: Error: out of luck"] });
  expect(crashed.code).toBe(3);
  expect(crashed.out).toContain("crashed: linux-6.2: Error: out of luck\n");
});

test("a design or an invariant that is not there", async () => {
  expect((await exhausted(["--design", "linux-7.2"])).code).toBe(2);
  expect((await exhausted(["--invariant", "no-such-invariant"])).code).toBe(2);
  expect((await exhausted(["--functions", "0"])).err).toContain("whole number from 1 to 8");
});

test("the weakest safe contracts: what must change, and what is left to choose", async () => {
  const { code, out, options } = await exhausted(["--contracts"]);
  expect(code).toBe(0);
  expect(options?.designs).toEqual(["linux-7.3"]);
  expect(out).toContain(`linux-7.3 is safe after 2 changes, and after no fewer:
    enableCheck: acs-path -> pasid-safe
    either admits: any -> singleton-group
    or     table: group -> device (and range and programs)
    It breaks a-invariant and another-invariant.

device-xarray is safe.
    Each of these alone would leave it safe: directMap: honoured -> ignored.

2 contracts searched to the end of the bound and found safe; all smaller sets`);
  expect((await exhausted(["--contracts", "--design", "linux-7.3"])).code).toBe(2);
});
