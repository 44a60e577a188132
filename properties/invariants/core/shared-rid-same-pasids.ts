/**
 * INV-24 for PASIDs: the PASID table behind a requester ID is one; functions that share the ID must
 * agree on it.
 */
import { domainText } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const sharedRidSamePasids: StepInvariant = {
  name: "shared-rid-same-pasids",
  sentence:
    "Functions with PASID that emit a common requester ID have equal PASID tables, resets apart.",
  ids: ["INV-24", "CLAIM-2", "CLAIM-3", "FLAW-5"],
  severity: "safety",
  seededFault: soundBut({ table: "device", programs: "own-device", range: "own-device" }),
  on: ["pasid-attach", "pasid-replace", "pasid-detach", "plug"],
  applies: (m) => m.driverSound && m.facts.sharingPairs().some(([a, b]) => bothCapable(m, a, b)),
  broken: (m) => {
    for (const [a, b] of m.facts.sharingPairs()) {
      const finding = bothCapable(m, a, b) ? difference(m, a, b) : null;
      if (finding !== null) return finding;
    }
    return null;
  },
};

function bothCapable(m: StepInput, a: number, b: number): boolean {
  return m.facts.maxPasids(a) > 0 && m.facts.maxPasids(b) > 0;
}

function difference(m: StepInput, a: number, b: number): Finding | null {
  if (m.after.group(a) === 0 || m.after.group(b) === 0) return null;
  if (m.after.blocked(a) || m.after.blocked(b)) return null;
  for (let c = 1; c < m.after.columns; c++) {
    const seen = domainText(m.after.hardware(a, c));
    const wanted = domainText(m.after.hardware(b, c));
    const pasid = c === m.column ? m.pasid : null;
    if (seen !== wanted) return found("pasid", { device: a, other: b, pasid, seen, wanted });
  }
  return null;
}
