/**
 * The traps of a text are told: each with an example, none on a scenario that is as it should be,
 * and whatever a note says to be refused is refused by the reference.
 */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { referenceDesign } from "../../reference/machine.js";
import { scenarios } from "../../../properties/generators/scenario.js";
import { traced } from "../../../properties/run/trace.js";
import { problemText } from "../reading/reading.js";
import { noteText, scenarioNotes } from "./notes.js";
import { readScenario } from "./text/text.js";
import type { Scenario } from "./scenario.js";

function scenarioOf(functions: readonly string[], operations: readonly string[]): Scenario {
  const lines = ["pasidcheck scenario 1", ...functions, "----", ...operations];
  const read = readScenario(lines.join("\n"));
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

function notesOf(functions: readonly string[], operations: readonly string[]): readonly string[] {
  const scenario = scenarioOf(functions, operations);
  return scenarioNotes(scenario).map((note) => noteText(note, scenario));
}

const PORT = "00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix";
const GOOD = [PORT, "01:00.0 endpoint pasid 8 prefix ats"];

test("nothing is told where nothing is surprising", () => {
  const operations = [
    "pasid-enable 01:00.0",
    "pasid-attach 01:00.0 pasid 5 domain D1 handle h1",
    "pasid-replace 01:00.0 pasid 5 domain D2 handle h2",
    "pasid-detach 01:00.0 pasid 5",
    "reset-prepare 01:00.0",
    "reset-done 01:00.0",
    "acs-set 00:01.0 acs RR",
    "fd-bind 01:00.0 context C1",
    "ioas-alloc 01:00.0 ioas A1",
    "fd-attach 01:00.0 pasid 0 to A1",
  ];
  expect(notesOf(GOOD, operations)).toEqual([]);
});

describe("topologies", () => {
  test("an endpoint on a bus to which no bridge leads", () => {
    expect(notesOf([PORT, "05:00.0 endpoint"], [])).toEqual([
      "05:00.0: no bridge leads to bus 05 (00:01.0 leads to bus 01), so it is a root bus",
    ]);
    expect(notesOf(["01:00.0 endpoint multifunction", "01:00.1 endpoint"], [])).toEqual([
      "01:00.0: no bridge leads to bus 01 (there is no bridge), so it is a root bus",
    ]);
    expect(notesOf(["00:01.0 endpoint"], [])).toEqual([]);
    expect(notesOf(["80:00.0 rciep", "80:01.0 endpoint"], [])).toEqual([]);
  });

  test("PASID on a path without prefixes", () => {
    const bare = PORT.replace(" prefix", "");
    const why = (...lines: string[]): string => notesOf(lines, []).join();
    expect(why(bare, "01:00.0 endpoint pasid 8 prefix")).toMatch(
      /^01:00\.0: PASID cannot be enabled: 00:01\.0 has no 'prefix'/,
    );
    expect(why(PORT, "01:00.0 endpoint pasid 8")).toMatch(/enabled: it has no 'prefix'/);
    expect(why("00:01.0 endpoint pasid 8 prefix")).toMatch(/no root port is above it/);
    expect(why(bare, "01:00.0 endpoint pasid 8 pasid-no-tlp")).toBe("");
    expect(why("00:02.0 rciep pasid 8 prefix")).toBe("");
  });

  test("an egress vector that nobody reads", () => {
    expect(notesOf(["00:01.0 root-port acs - of EC egress 02.0"], [])).toEqual([
      "00:01.0: 'egress' counts only where EC is on, and here it is off",
    ]);
  });
});

describe("operations", () => {
  test.each([
    ["pasid-attach 01:00.0 pasid 5 domain D1", "nothing has enabled PASID on 01:00.0"],
    ["allocate-pasid 01:00.0 domain D1 driver R1", "nothing has enabled PASID on 01:00.0"],
    ["pasid-attach 00:01.0 pasid 5 domain D1", "00:01.0 has no PASID capability"],
    ["pasid-enable 02:00.0", "02:00.0 is absent, and nothing has plugged it"],
    ["plug 00:01.0", "cannot be plugged"],
    ["ioas-alloc 01:00.0 ioas A1", "bound to no context: fd-bind comes first"],
    ["rid-replace 01:00.0 domain D1", "a replace without a handle is refused"],
    ["reset-prepare 00:01.0", "00:01.0 has no 'ats', so a reset pauses nothing"],
    ["acs-set 00:01.0 acs RR EC", "00:01.0 does not implement EC, which stay off"],
    ["acs-set 01:00.0 acs RR", "01:00.0 has no ACS capability: nothing changes"],
  ])("%s", (operation, message) => {
    const functions = [...GOOD, "00:02.0 root-port bus 02 prefix", "02:00.0 endpoint absent"];
    const notes = notesOf(functions, [operation]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`operation 1 (${operation}): `);
    expect(notes[0]).toContain(message);
  });

  test("that nobody has enabled PASID is told once for each function", () => {
    const attach = (pasid: number): string => `pasid-attach 01:00.0 pasid ${pasid} domain D1`;
    expect(notesOf(GOOD, [attach(1), attach(2), attach(3)])).toHaveLength(1);
  });
});

test("what a note says to be refused is refused", () => {
  const reference = referenceDesign("reference", "of Linux 7.3", LINUX_7_3);
  let refused = 0;
  fc.assert(
    fc.property(scenarios(), (scenario) => {
      const { steps } = traced("reference", reference, scenario);
      for (const note of scenarioNotes(scenario)) {
        if (note.operation === null || note.refused === null) continue;
        const outcome = steps[note.operation]?.outcome;
        if (outcome === undefined) throw new Error("no outcome");
        refused++;
        if (note.refused === "some") expect(outcome.ok).toBe(false);
        else expect(outcome).toEqual({ ok: false, errno: note.refused });
      }
    }),
    { numRuns: 3000, seed: 1 },
  );
  expect(refused).toBeGreaterThan(500);
});
