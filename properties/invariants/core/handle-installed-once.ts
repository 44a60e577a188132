/**
 * INV-13: a handle is installed once, and its domain changes only with the entry it is installed in
 * (BUG-8, LEAD-5).
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import type { Observation } from "../../../model/vocabulary/design/observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const handleInstalledOnce: StepInvariant = {
  name: "handle-installed-once",
  sentence:
    "A handle is installed at one PASID of a function only, and meanwhile keeps its domain.",
  ids: ["INV-13", "BUG-8", "LEAD-5"],
  severity: "bookkeeping",
  seededFault: soundBut({ handle: "written-first" }),
  catches: "LEAD-5",
  on: ["rid-attach", "rid-replace", "pasid-attach", "pasid-replace"],
  applies: (m) => m.handle !== 0,
  broken: (m) => twice(m) ?? changed(m),
};

/**
 * Installed at two PASIDs of one function: readers of the first see what was meant for the second.
 */
function twice(m: StepInput): Finding | null {
  if (!m.outcome.ok) return null;
  for (let d = 0; d < m.facts.functions; d++) {
    if (entriesWith(m.after, d, m.handle) < 2) continue;
    return found("installed-twice", { device: d, pasid: m.pasid, seen: "0", wanted: "-EINVAL" });
  }
  return null;
}

function entriesWith(o: Observation, dev: number, handle: number): number {
  let n = 0;
  for (let c = 0; c < o.columns; c++) if (o.handle(dev, c) === handle) n++;
  return n;
}

function changed(m: StepInput): Finding | null {
  const was = m.before.handleDomain(m.handle);
  const is = m.after.handleDomain(m.handle);
  if (is === was) return null;
  for (let d = 0; d < m.facts.functions; d++)
    for (let c = 0; c < m.after.columns; c++) {
      if (m.before.handle(d, c) !== m.handle || m.after.handle(d, c) !== m.handle) continue;
      const failureMode = m.outcome.ok ? "changed-by-success" : "changed-by-failure";
      return found(failureMode, { device: d, seen: domainText(is), wanted: domainText(was) });
    }
  return null;
}
