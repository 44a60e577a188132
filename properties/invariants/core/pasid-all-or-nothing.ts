/**
 * INV-9: a PASID attach or replace that fails changes no table, in software or hardware (BUG-1;
 * LEAD-5 for the handle).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { halfDone } from "../directions.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const pasidAllOrNothing: StepInvariant = {
  name: "pasid-all-or-nothing",
  sentence:
    "A PASID attach or replace that fails changes nothing, neither in hardware nor in the records.",
  ids: ["INV-9", "BUG-1", "LEAD-5", "CLAIM-15"],
  severity: "safety",
  seededFault: soundBut({ undoPasid: "every-member" }),
  catches: "BUG-1",
  direction: halfDone,
  on: ["pasid-attach", "pasid-replace"],
  applies: (m) => !m.outcome.ok && m.driverSound,
  broken: (m) => {
    if (m.before.sameHardware(m.after) && m.before.sameRecorded(m.after)) return null;
    return firstChange(m);
  },
};

function firstChange(m: StepInput): Finding | null {
  for (let d = 0; d < m.facts.functions; d++)
    for (let c = 0; c < m.after.columns; c++) {
      const change = changeAt(m, d, c);
      if (change !== null) return change;
    }
  return null;
}

function changeAt(m: StepInput, d: number, c: number): Finding | null {
  const rest = (is: number, was: number): Partial<Finding> => ({
    device: d,
    pasid: c === m.column ? m.pasid : null,
    seen: domainText(is),
    wanted: domainText(was),
  });
  const hardware = m.after.hardware(d, c);
  if (hardware !== m.before.hardware(d, c))
    return found("hardware", rest(hardware, m.before.hardware(d, c)));
  const record = m.after.recorded(d, c);
  if (record === m.before.recorded(d, c)) return null;
  const sameHandle = m.after.handle(d, c) !== 0 && m.after.handle(d, c) === m.before.handle(d, c);
  return found(sameHandle ? "handle" : "record", rest(record, m.before.recorded(d, c)));
}
