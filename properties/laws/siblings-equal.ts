/**
 * I37: capable members of a group have equal tables. A design with a table a group promises it; one
 * a device does not.
 */
import { domainText } from "../../model/vocabulary/domain.js";
import { DRIVING_OPERATIONS } from "../../model/vocabulary/operation.js";
import { soundBut } from "./canaries.js";
import { found, hasSibling, sameGroup } from "./finding.js";
import type { Finding, StepLaw, StepMoment } from "./law.js";

export const siblingsEqual: StepLaw = {
  name: "siblings-equal",
  sentence:
    "All members of a group are on one RID domain, and those with PASID have equal PASID tables.",
  ids: ["I37", "C17"],
  severity: "bookkeeping",
  canary: soundBut({ programs: "own-device" }),
  on: DRIVING_OPERATIONS,
  applies: (m) => m.driverSound && hasSibling(m.after, m.dev),
  broken: (m) => {
    for (let other = 0; other < m.facts.functions; other++) {
      if (other === m.dev || !sameGroup(m.after, other, m.dev)) continue;
      const finding = difference(m, other);
      if (finding !== null) return finding;
    }
    return null;
  },
};

function difference(m: StepMoment, other: number): Finding | null {
  const pasids = m.facts.maxPasids(m.dev) > 0 && m.facts.maxPasids(other) > 0;
  for (let c = 0; c < (pasids ? m.after.columns : 1); c++) {
    const seen = domainText(m.after.hardware(m.dev, c));
    const wanted = domainText(m.after.hardware(other, c));
    if (seen === wanted) continue;
    const pasid = c === 0 ? 0 : c === m.column ? m.pasid : null;
    return found(c === 0 ? "rid" : "pasid", { device: m.dev, other, pasid, seen, wanted });
  }
  return null;
}
