import { pluggedOf } from "../../audit/findings/plugged.js";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { audit } from "../../audit/findings/audit.js";
import { readChange } from "../../audit/findings/change.js";
import { whatIf } from "../../audit/findings/what-if.js";
import { readGroups } from "../../audit/read/groups.js";
import { readMachine } from "../../audit/machine/machine.js";
import { auditJson } from "./json.js";
import { auditText, type Audited } from "./audit.js";
import { PLAIN_LOOK } from "../text/paint.js";

const LOOK = { ...PLAIN_LOOK, width: 100 };

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

const file = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const DUMP = file("../../docs/example/lspci.txt");
const GROUPS = file("../../docs/example/groups.txt");

function audited(dump: string, groups: string | null, ...changes: readonly string[]): Audited {
  const machine = value(readMachine(dump, groups === null ? null : value(readGroups(groups))));
  const before = audit(machine, machine.groups);
  const read = changes.map((text) => value(readChange(text)));
  const change = value(whatIf(before, read, machine.groups));
  const asked = changes.length === 0 ? null : { changes, change };
  return {
    source: "lspci.txt",
    machine,
    audit: before,
    plugged: pluggedOf(machine),
    whatIf: asked,
    answers: [],
  };
}

test("a small machine whose groups agree, and a change", async () => {
  const text = auditText(audited(DUMP, GROUPS, "00:01.0:+CR", "00:02.0:-RR"), LOOK);
  await expect(text).toMatchFileSnapshot("../golden/audit-small.txt");
  expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

test("in ASCII, with groups that differ", async () => {
  const differing = GROUPS.replace("1 0000:01:00.0", "5 0000:01:00.0");
  const text = auditText(audited(DUMP, differing), { ...LOOK, ascii: true });
  // oxlint-disable-next-line no-control-regex
  expect(text).toMatch(/^[\u0000-\u007F]*$/);
  expect(text).toContain("\n  differ: 1 of 15 functions in 9 groups\n");
  expect(text).toContain(
    "\n  01:00.0 endpoint: with 00:01.0 here; with 02:00.0 in the given groups\n",
  );
});

test("all kinds of findings", async () => {
  const dump = file("../../audit/testing/fixtures/two-segments.txt");
  await expect(auditText(audited(dump, null), LOOK)).toMatchFileSnapshot(
    "../golden/audit-two-segments.txt",
  );
});

test("titles from a dump cannot write to the terminal", () => {
  const text = auditText(audited(DUMP.replace("NVMe SSD", "\u001B[31mNVMe"), null), LOOK);
  expect(text).not.toContain("\u001B");
});

test("JSON has the promised keys, equal bytes each time, and addresses only", () => {
  const json = auditJson(audited(DUMP, GROUPS));
  expect(auditJson(audited(DUMP, GROUPS))).toBe(json);
  const parsed = JSON.parse(json) as Record<string, unknown>;
  expect(Object.keys(parsed)).toEqual([
    "schema",
    "caveats",
    "devices",
    "groups",
    "given_groups",
    "agrees",
    "differences",
    "notIsolated",
    "overMerged",
    "shared_pasid_tables",
    "cannot_be_said",
    "plugged",
    "rules",
    "unknown",
  ]);
  expect(parsed).toMatchObject({
    schema: "audit@3",
    agrees: true,
    differences: [],
    notIsolated: [{ how: "reach", why: "no-acs", turns: ["03:00.0", "03:01.0"], pairs: 8 }],
    overMerged: [
      {
        group: 1,
        ideal: [["00:01.0"], ["01:00.0"]],
        splits: [{ at: [{ element: "00:01.0", why: "off", missing: ["CR"] }] }],
      },
    ],
  });
  const devices = parsed["devices"] as readonly Record<string, unknown>[];
  expect(devices.find(({ bdf }) => bdf === "05:00.0")).toEqual({
    bdf: "05:00.0",
    id: "1234:0060",
    kind: "endpoint",
    group: 7,
    basis: "formed",
    unseen: [],
    because: {
      joins: "03:01.0",
      steps: [
        {
          rule: "path",
          element: "03:01.0",
          why: "absent",
          missing: ["SV", "RR", "CR", "UF"],
          below: [],
        },
      ],
    },
    pasid: {
      capable: true,
      enableable: false,
      reason: { row: "acs", element: "03:01.0", why: "absent", missing: ["RR", "UF"] },
      unseen: null,
      safe: false,
      danger: { why: "peer", element: "03:01.0", turn: "no-acs", peer: "03:00.0" },
    },
  });
});

test("JSON says what was given, and what a change would change", () => {
  const differing = GROUPS.replace("1 0000:01:00.0", "5 0000:01:00.0");
  expect(JSON.parse(auditJson(audited(DUMP, differing, "00:01.0:+CR")))).toMatchObject({
    agrees: false,
    differences: [{ bdf: "01:00.0", group: 1, given_group: 5 }],
    what_if: { changes: ["00:01.0:+CR"], overMerged: [] },
  });
  expect(JSON.parse(auditJson(audited(DUMP, null)))).toMatchObject({
    given_groups: null,
    agrees: null,
    differences: [],
  });
});

test("JSON leaves out what only stands in for what a dump does not show", () => {
  const { devices, groups } = JSON.parse(
    auditJson(audited(DUMP.replaceAll(/0000:00:01\.0[\s\S]*?\n\n/g, ""), null)),
  ) as { devices: { bdf: string; group: number | null; basis: string }[]; groups: string[][] };
  expect(devices).toHaveLength(14);
  const known = devices.filter(({ group }) => group !== null);
  expect(known).toHaveLength(14);
  // Of what was below the port nobody can say with which others it is, if the port isolates not.
  const supposed = devices.filter(({ basis }) => basis === "supposed");
  expect(supposed.map(({ bdf }) => bdf)).toEqual(["01:00.0"]);
  expect(groups.flat().toSorted()).toEqual(known.map(({ bdf }) => bdf).toSorted());
  for (const { bdf, group } of known) expect(groups[group ?? -1]).toContain(bdf);
});
