// Audits real machines, where a collection of dumps is at hand (../testing/real-dumps.ts).
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readMachine } from "../machine/machine.js";
import { realDumps } from "../testing/real-dumps.js";
import { audit } from "./audit.js";

const dumps = realDumps();

test.skipIf(dumps.length === 0)("there are real machines to audit", () => {
  expect(dumps.length).toBeGreaterThan(0);
});

describe.each(dumps)("%s", (_, path) => {
  test("every member of a group has a reason, and findings name functions that are there", () => {
    const read = readMachine(readFileSync(path, "utf8"));
    if (!read.ok) throw new Error(problemText(read.problem));
    const { groups, groupOf, basis, because, notIsolated } = audit(read.value, read.value.groups);
    for (const [group, [, ...others]] of groups.entries())
      for (const dev of others) {
        // That some are together may be sure, and why not.
        const isSure = read.value.readings.length === 0 || because[dev] !== null;
        if (basis[dev] !== "formed" || !isSure) continue;
        expect(because[dev]?.steps).not.toEqual([]);
        expect(groupOf[because[dev]?.joins ?? -1]).toBe(group);
      }
    for (const one of notIsolated) expect(one.pairs).toBeGreaterThan(0);
  });
});
