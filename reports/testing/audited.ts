/** The audit of the machine of docs/example/, plain or with hostile text in its names. */
import { pluggedOf } from "../../audit/findings/plugged.js";
import { readFileSync } from "node:fs";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { audit } from "../../audit/findings/audit.js";
import { readChange } from "../../audit/findings/change.js";
import { whatIf } from "../../audit/findings/what-if.js";
import { readGroups } from "../../audit/read/groups.js";
import { readMachine } from "../../audit/machine/machine.js";
import type { Audited } from "../audit/audit.js";

const UP = import.meta.url.endsWith(".ts") ? "../../" : "../../../";

function file(name: string): string {
  return readFileSync(new URL(`${UP}docs/example/${name}`, import.meta.url), "utf8");
}

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

/** With a change of which something comes. */
export function exampleAudit(text = ""): Audited {
  const machine = value(readMachine(file("lspci.txt"), value(readGroups(file("groups.txt")))));
  const before = audit(machine, machine.groups);
  const changes = ["00:01.0:+CR", "00:02.0:-RR"];
  const read = changes.map((change) => value(readChange(change)));
  const change = value(whatIf(before, read, machine.groups));
  return {
    source: `docs/example/lspci.txt${text}`,
    audit: before,
    plugged: pluggedOf(machine),
    whatIf: { changes: changes.map((name) => name + text), change },
    answers: [],
    machine: {
      ...machine,
      titles: machine.titles.map((title) => title + text),
      unknown: machine.unknown.map((note) => note + text),
      rules: machine.rules.map((rule) => ({ ...rule, rule: rule.rule + text })),
    },
  };
}
