// What the reference says of its decisions is on the page: each table, each row, with its errno.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "../vocabulary/design/contract.js";
import { ERRNO_TABLES, type Decided, type Decision } from "../vocabulary/operation/decision.js";
import { OPERATION_NAMES, kernelOf } from "../vocabulary/operation/operation.js";
import { outcomeText } from "../vocabulary/operation/outcome.js";
import { problemText } from "../vocabulary/reading/reading.js";
import type { Scenario } from "../vocabulary/scenario/scenario.js";
import { readScenario } from "../vocabulary/scenario/text/text.js";
import { scenarios } from "../../properties/generators/scenario.js";
import { traced } from "../../properties/run/trace.js";
import { decidingDesign } from "./machine.js";

const PAGE = readFileSync("docs/reference/errno-table.md", "utf8");

/** The text of a section, from its title to the next. */
function section(number: number): string {
  const parts = PAGE.split(/^(?=## \d)/m);
  return parts.find((part) => part.startsWith(`## ${number}. `)) ?? "";
}

/** The line that decides: a numbered row under its heading, or the line that has the heading. */
function lineOf({ table, row }: Decision): string {
  const { section: number, heading } = ERRNO_TABLES[table];
  const lines = section(number).split("\n");
  const at = lines.findIndex((line) => line.startsWith(heading) || cells(line)[0] === heading);
  if (at === -1) return "";
  if (row === null) return lines.slice(at).join("\n");
  return lines.slice(at).find((line) => cells(line)[0] === String(row)) ?? "";
}

function cells(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1)
    .map((cell) => cell.trim());
}

test.each(Object.entries(ERRNO_TABLES))("%s is on the page", (_, { section: number, heading }) => {
  const there = section(number)
    .split("\n")
    .some((line) => line.startsWith(heading) || cells(line)[0] === heading);
  expect(there, heading).toBe(true);
});

test("every operation has a kernel function", () => {
  for (const name of OPERATION_NAMES)
    expect(kernelOf(name), name).toMatch(/^drivers\/.*\.c, \w+\(\)$/);
});

interface Told {
  readonly decided: Decided | undefined;
  readonly answer: string;
}

function decisionsOn(scenario: Scenario, contract: Contract): readonly Told[] {
  const told: Decided[] = [];
  const trace = traced(
    "reference",
    decidingDesign(contract, (d) => told.push(d)),
    scenario,
  );
  return trace.steps.map(({ outcome }, i) => ({
    decided: told[i],
    answer: outcomeText(outcome),
  }));
}

function decisions(text: string, contract: Contract = LINUX_7_3): readonly string[] {
  const read = readScenario(`pasidcheck scenario 1\n${text}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return decisionsOn(read.value, contract).map(({ decided, answer }) => {
    if (decided?.by !== "row") return `${answer} ${decided?.by}`;
    return `${answer} ${decided.decision.table} ${decided.decision.row ?? "-"}`;
  });
}

const GROUP = `
00:01.0 root-port bus 1 prefix acs SV RR CR UF of SV RR CR UF
01:00.0 endpoint multifunction pasid 8 prefix ats
01:00.1 endpoint multifunction pasid 8 prefix ats
----`;

test("the row that decides is told: refusals, successes, and what calls down", () => {
  const text = `${GROUP}
pasid-attach 01:00.0 pasid 256 domain D1
pasid-attach 01:00.0 pasid 1 domain D1
pasid-attach 01:00.1 pasid 1 domain D1
pasid-attach 01:00.0 pasid 2 domain D1 fail 2 ENOMEM
device-attach 01:00.0 domain D1
rid-attach 01:00.0 domain D1
reset-prepare 01:00.0
rid-replace 01:00.0 domain D2 handle h1
pasid-enable 01:00.0`;
  expect(decisions(text)).toEqual([
    "-EINVAL pasid-attach 7",
    "0 pasid-attach 11",
    "-EBUSY pasid-attach 8",
    "-ENOMEM pasid-attach 10",
    "-EINVAL device-attach -",
    "0 set-domain 7",
    "0 reset-prepare 6",
    "-EBUSY set-domain 3",
    "-EINVAL pasid-enable 6",
  ]);
});

test("users' operations tell the row of the layer that decides", () => {
  const text = `${GROUP}
fd-bind 01:00.0 context C1
ioas-alloc 01:00.0 ioas A1
fd-attach 01:00.0 pasid 0 to A2
hwpt-alloc 01:00.0 hwpt H1 of A1
fd-attach 01:00.0 pasid 0 to H1
fd-attach 01:00.0 pasid 0 to H1
fd-attach 01:00.0 pasid 1 to H1
vfio-attach 01:00.0 to A1
pasid-detach 01:00.0 pasid 7`;
  const [bind, , unknown, , attach, again, pasid, vfio, driver] = decisions(text);
  expect([bind, unknown, attach, again, pasid, vfio, driver]).toEqual([
    "0 set-domain 7",
    "-ENOENT fd-attach 1",
    "0 set-domain 7",
    "-EBUSY fd-attach 3",
    "-EINVAL fd-attach 10",
    "-EBUSY fd-attach 3",
    "-EPERM nothing",
  ]);
});

test("no row of the PASID tables is told where members or their range are others", () => {
  const text = `${GROUP}
pasid-attach 01:00.0 pasid 1 domain D1
pasid-attach 01:00.0 pasid 1 domain D1
device-attach 01:00.0 domain D1`;
  const own = withPolicies(LINUX_7_3, { table: "device", programs: "own-device" });
  expect(decisions(text, own)).toEqual([
    "0 function",
    "-EBUSY function",
    "-EINVAL device-attach -",
  ]);
});

test("each decision has a line with its errno, or with the driver's", () => {
  const rows = new Set<string>();
  for (const scenario of fc.sample(scenarios(), { numRuns: 400, seed: 11 }))
    for (const { decided, answer } of decisionsOn(scenario, LINUX_7_3)) {
      if (decided?.by !== "row") continue;
      const { table, row } = decided.decision;
      const line = lineOf(decided.decision);
      const given = answer === "0" ? /\b0\b/.test(line) : line.includes(answer);
      const said = given || /drv|errno/.test(line) || (row === null && answer === "0");
      expect(said, `${table} ${row}: ${answer}\n${line}`).toBe(true);
      rows.add(`${table} ${row}`);
    }
  expect(rows.size).toBeGreaterThan(30);
});
