// What `--rules` prints of the example, worked out by hand from docs/reference/semantics.md 4.4.
import { pluggedOf } from "../../audit/findings/plugged.js";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { audit } from "../../audit/findings/audit.js";
import { readRuleSets } from "../../audit/findings/rule-sets.js";
import { readMachine } from "../../audit/machine/machine.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { auditText } from "./audit.js";
import { auditJson } from "./json.js";
import { rulesAnswer } from "./rules.js";

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

const DUMP = readFileSync(new URL("../../docs/example/lspci.txt", import.meta.url), "utf8");

function audited(names: string) {
  // As it is told: what this dump does not show of functions without capabilities matters not here.
  const machine = { ...value(readMachine(DUMP)), readings: [] };
  const answers = [rulesAnswer(machine, value(readRuleSets(names)))];
  return {
    source: "x",
    machine,
    audit: audit(machine),
    plugged: pluggedOf(machine),
    whatIf: null,
    answers,
  };
}

test("only what differs is told, those that agree in one line", () => {
  const text = auditText(audited("proposal-v3,fabric"), { ...PLAIN_LOOK, width: 100 });
  expect(text).toContain(`
Groups by linux-7.3, proposal-v3 and fabric, side by side
  linux-7.3: 9 groups, PASID on 1 of 2 that have it
      pci_device_group(): a function is alone if its own way up isolates it (SV RR CR UF)
  proposal-v3: 10 groups, PASID on 1 of 2 that have it
`);
  const [, rows] = text.split("emit\n        one requester ID\n");
  expect(rows).toBe(`  Different: 00:01.0, 01:00.0
      linux-7.3 and proposal-v3: 00:01.0, 01:00.0
      fabric: 00:01.0 | 01:00.0
  Different: 00:1f.0, 00:1f.3
      linux-7.3 and fabric: 00:1f.0, 00:1f.3
      proposal-v3: 00:1f.0 | 00:1f.3
  Different: 03:00.0, 03:01.0, 04:00.0, 05:00.0
      linux-7.3: 03:00.0, 04:00.0 | 03:01.0, 05:00.0
      proposal-v3 and fabric: 03:00.0, 03:01.0, 04:00.0, 05:00.0
  Different: 06:00.0, 07:00.0, 07:01.0
      linux-7.3 and fabric: 06:00.0, 07:00.0, 07:01.0
      proposal-v3: 06:00.0 | 07:00.0, 07:01.0
`);
});

test("JSON has the same, by address", () => {
  expect(JSON.parse(auditJson(audited("fabric")))).toMatchObject({
    rule_sets: {
      sets: [
        { name: "linux-7.3", grouping: "linux", groups: { least: 9, most: 9 } },
        { name: "fabric", grouping: "fabric", groups: { least: 9, most: 9 } },
      ],
      differing: [
        {
          functions: ["00:01.0", "01:00.0"],
          groups: { "linux-7.3": [["00:01.0", "01:00.0"]], fabric: [["00:01.0"], ["01:00.0"]] },
        },
        { functions: ["03:00.0", "03:01.0", "04:00.0", "05:00.0"] },
      ],
      pasid_differing: [],
      cannot_be_said: { groups: [], pasid: [] },
    },
  });
});

test("rules that make the same groups say so", () => {
  const text = auditText(audited("linux-6.2"), PLAIN_LOOK);
  expect(text).toContain("\n  All groups are the same under these rules.\n");
});
