/**
 * What a design of one's own is told: a break that its policies bring along is inherited and no
 * surprise, what is its own is; one wrong character is one finding; and with `like` it is held
 * against the row and the contract of a design of the catalog.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { ownFindings } from "../../properties/expectations/own-findings.js";
import { isSurprise, type Report } from "../../properties/results/report.js";
import { check, type CheckOptions } from "./check.js";

const OPTIONS: CheckOptions = {
  designs: [],
  invariants: [],
  seed: 1,
  runs: 250,
  seconds: null,
  workers: 2,
  machines: [],
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
};

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-own-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PYTHON = readFileSync(
  fileURLToPath(new URL("../../impl/remote/example/per_device.py", import.meta.url)),
  "utf8",
);

/** The name of the Python design with one text exchanged. */
function withFault(name: string, from: string, to: string): string {
  expect(PYTHON).toContain(from);
  const file = join(folder, `${name}.py`);
  writeFileSync(file, PYTHON.replace(from, to));
  return `exec:python3 ${file}`;
}

const surprisesOf = ({ verdicts }: Report): readonly string[] =>
  verdicts.filter((v) => isSurprise(v)).map(({ invariant }) => invariant);

describe("one wrong character in the Python design is one finding", () => {
  test.each([
    ["range", "pasid >= f.max_pasids", "pasid > f.max_pasids", "pasid-in-range"],
    [
      "errno",
      "            return ENOENT",
      "            return EINVAL",
      "first-failing-check-decides",
    ],
    ["isolated", "= 0x1d, 0x14", "= 0x1c, 0x14", "p2p-peers-in-one-group"],
    ["undo", "group.members[:at]", "group.members[:at-1]", "rid-all-or-nothing"],
  ])("%s", { timeout: 300_000 }, async (name, from, to, head) => {
    const design = withFault(name, from, to);
    const { report } = await check({ ...OPTIONS, designs: [design] });
    const findings = ownFindings(report);
    expect(findings.map((one) => one.head.invariant)).toEqual([head]);
    expect(findings[0]!.rest.length).toBeGreaterThan(0);
    // What the contract device-xarray breaks as well is inherited.
    const groups = report.verdicts.find((v) => v.invariant === "p2p-peers-in-one-group")!;
    expect(groups.reason).toMatch(/^its policies break it: grouping: linux \(FLAW-/);
    expect(surprisesOf(report).includes("p2p-peers-in-one-group")).toBe(name === "isolated");
  });
});

const INVARIANTS = ["pasid-all-or-nothing", "p2p-peers-in-one-group", "old-domain-told-to-driver"];

describe("a contract of one's own", () => {
  const design = "contract:linux-7.3,undoPasid=every-member";

  test("inherits all that it breaks", async () => {
    const { report } = await check({ ...OPTIONS, invariants: INVARIANTS, designs: [design] });
    expect(surprisesOf(report)).toEqual([]);
    const [first] = report.verdicts.find((v) => v.invariant === INVARIANTS[1])!.breaks!;
    expect(first).toMatchObject({ cause: "contract", policies: ["grouping: linux"] });
  });

  test("like linux-7.3 shows what is new, also where a smaller break is expected", async () => {
    const asked = { ...OPTIONS, runs: 2000, invariants: INVARIANTS, designs: [design] };
    const { report } = await check({ ...asked, like: "linux-7.3" });
    expect(report.like).toBe("linux-7.3");
    expect(surprisesOf(report).toSorted()).toEqual([
      "old-domain-told-to-driver",
      "pasid-all-or-nothing",
    ]);
    const { breaks } = report.verdicts.find((v) => v.invariant === "pasid-all-or-nothing")!;
    const causes = breaks!.map(({ failureMode, cause, reason }) => [
      failureMode,
      cause,
      reason === undefined ? "surprise" : "expected",
    ]);
    expect(causes).toContainEqual(["hardware", "own", "surprise"]);
    expect(causes).toContainEqual(["handle", "contract", "expected"]);
  });
});
