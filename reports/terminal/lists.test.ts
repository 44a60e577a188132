import { expect, test } from "vitest";
import { POLICIES, POLICY_NAMES } from "../../model/vocabulary/design/policies.js";
import { bugsTable } from "./bugs.js";
import { catalogue } from "./list.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { keptLine, replayedLine } from "../story/replayed.js";

test("historic bugs, and those that survive", () => {
  const bugs = [
    {
      id: "BUG-1",
      invariant: "pasid-all-or-nothing",
      caught: true,
      runs_median: 7,
      guided_median: null,
      functions: 3,
      operations: 2,
    },
    {
      id: "BUG-26b",
      invariant: "aliases-in-one-group",
      caught: true,
      runs_median: 1200,
      guided_median: 400.5,
      functions: 4,
      operations: 0,
    },
    {
      id: "LEAD-5",
      invariant: "handle-installed-once",
      caught: false,
      runs_median: null,
      guided_median: null,
      functions: null,
      operations: null,
    },
  ];
  const text = bugsTable({ schema: "bugs@2", bugs }, (id) => `what ${id} was`, PLAIN_LOOK);
  expect(text).toMatchInlineSnapshot(`
    "bug                 invariant              runs  guided  size   what it was
    BUG-1    caught by  pasid-all-or-nothing      7       -  3f 2o  what BUG-1 was
    BUG-26b  caught by  aliases-in-one-group   1200   400.5  4f 0o  what BUG-26b was
    LEAD-5   SURVIVES   handle-installed-once     -       -  -      what LEAD-5 was

    runs: median number of random scenarios until the invariant first broke
    guided: the same, following the direction that the invariant gives; -: it gives none
    size: functions (f) and operations (o) of the smallest counterexample
    2 of 3 historic bugs caught; not caught: LEAD-5 by handle-installed-once.
    "
  `);
});

test("designs and invariants", () => {
  const designs = [{ name: "linux-7.3", sentence: "The kernel of today." }];
  const invariants = [
    { name: "b", ids: ["INV-1"], severity: "advisory" as const, sentence: "B says this." },
    { name: "a", ids: ["INV-2", "CLAIM-4"], severity: "safety" as const, sentence: "A says that." },
  ];
  const [listed = "", policies = ""] = catalogue(designs, invariants, PLAIN_LOOK).split(
    "\nPolicies",
  );
  expect(listed).toMatchInlineSnapshot(`
    "Designs
      linux-7.3
        The kernel of today.

    Invariants, safety: a device can reach, or is translated by, what is not its own
      a (INV-2, CLAIM-4)
        A says that.

    Invariants, advisory: not wrong, but worse than it need be
      b (INV-1)
        B says this.
    "
  `);
  const rows = policies.replaceAll(/,\n +/g, ", ").split("\n");
  for (const policy of POLICY_NAMES) {
    const row = rows.find((line) => line.startsWith(`  ${policy} `)) ?? "";
    expect(row.slice(`  ${policy}`.length).trim()).toBe(POLICIES[policy].join(", "));
  }
});

test("one line a replay", () => {
  const shown = { invariant: "pasid-stays-local", design: "linux-7.3", file: "7c1f.json" };
  const lines = [
    replayedLine({ ...shown, answer: "reproduces", why: "" }, PLAIN_LOOK),
    replayedLine({ ...shown, answer: "fixed", why: "" }, PLAIN_LOOK),
    replayedLine({ ...shown, answer: "stale", why: "no such invariant" }, PLAIN_LOOK),
    replayedLine({ ...shown, answer: "crashes", why: "operation 1: out of luck" }, PLAIN_LOOK),
    keptLine(35, undefined, "device-xarray", "s.txt", PLAIN_LOOK),
    keptLine(35, ["a", "b"], "device-xarray", "s.txt", PLAIN_LOOK),
  ];
  expect(lines.join("")).toMatchInlineSnapshot(`
    "reproduces  pasid-stays-local  linux-7.3  7c1f.json
    fixed       pasid-stays-local  linux-7.3  7c1f.json
    stale       pasid-stays-local  linux-7.3  7c1f.json  (no such invariant)
    crashes     pasid-stays-local  linux-7.3  7c1f.json  (operation 1: out of luck)
    keeps       all 35 invariants  device-xarray  s.txt
    keeps       a and b  device-xarray  s.txt
    "
  `);
});
