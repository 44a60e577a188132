// Whatever is pasted into --what-if is read or refused in one line, and never a crash.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import { machineOf } from "../testing/machines.js";
import { NO_FACTS } from "./apply.js";
import { audit } from "./audit.js";
import { readChange } from "./change.js";
import { whatIf } from "./what-if.js";

const BEFORE = audit({
  topology: machineOf(
    "00:1c.0  root-port  bus 01  acs SV RR CR UF of SV RR CR UF EC  prefix",
    "00:1d.0  root-port  bus 02  prefix",
    "01:00.0  endpoint   pasid 8  prefix",
    "02:00.0  endpoint   multifunction",
    "02:00.1  endpoint   multifunction",
  ),
});
const PIECES = [
  "pci=",
  "config_acs=",
  "disable_acs_redir=",
  "acs-override=",
  "pcie_acs_override=",
  "downstream",
  "multifunction",
  "id:8086:1234",
  "setpci ",
  "sudo ",
  "-s ",
  "-d ",
  "ECAP_ACS+6.w=",
  "1d:7f",
  "xx111x1@",
  "0@",
  "00:1c.0",
  "00:1d.0",
  "02:00",
  "/00.0",
  "pci:8086:0",
  ":",
  "=",
  "+CR",
  "-ReqRedir",
  ",",
  ";",
  "@",
  " ",
  '"',
  "quiet ",
];

test("lines made of pieces of lines", () => {
  const line = fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((some) => some.join(""));
  const texts = fc.array(fc.oneof({ weight: 9, arbitrary: line }, fc.string()), { maxLength: 3 });
  let made = 0;
  fc.assert(
    fc.property(texts, (some) => {
      const read = some.map((text) => readChange(text));
      const changes = read.flatMap((one) => (one.ok ? [one.value] : []));
      const change = whatIf(BEFORE, changes, [], { facts: NO_FACTS, readings: [] });
      for (const one of [...read, change])
        if (!one.ok) expect(problemText(one.problem)).toMatch(/^[^\n]+$/);
      if (!change.ok) return;
      made += 1;
      // Only what is implemented is on, and groups are still a partition.
      for (const f of change.value.after.topology.functions) {
        const acs = acsOf(f);
        expect((acs?.ctrl ?? 0) & ~(acs?.cap ?? 0)).toBe(0);
      }
      expect(change.value.after.groups.flat()).toHaveLength(5);
    }),
    { numRuns: cases({ all: 20_000, quick: 2_000 }) },
  );
  expect(made).toBeGreaterThan(100);
});
