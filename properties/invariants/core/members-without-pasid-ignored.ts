/** INV-6: a member without PASID changes neither results nor hardware of the others (BUG-4). */
import { isForeign } from "../../../model/vocabulary/operation/domain.js";
import { soundBut } from "../seeded-fault.js";
import { driverRefused, found, groupRange, isInstalled, sameGroup } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const membersWithoutPasidIgnored: StepInvariant = {
  name: "members-without-pasid-ignored",
  sentence: "A group member without PASID is never programmed, and never the reason for a refusal.",
  ids: ["INV-6", "BUG-4"],
  severity: "bookkeeping",
  seededFault: soundBut({ range: "every-member" }),
  catches: "BUG-4",
  on: ["pasid-attach", "pasid-replace"],
  applies: (m) => m.facts.maxPasids(m.dev) > 0 && incapableSibling(m) >= 0,
  broken: (m) => called(m) ?? refusedForIt(m),
};

function incapableSibling(m: StepInput): number {
  for (let other = 0; other < m.facts.functions; other++)
    if (m.facts.maxPasids(other) === 0 && sameGroup(m.after, other, m.dev)) return other;
  return -1;
}

function called(m: StepInput): Finding | null {
  for (let i = 0; i < m.calls.length; i++) {
    const call = m.calls.at(i);
    if (m.facts.maxPasids(call.dev) > 0) continue;
    const rest = { device: m.dev, other: call.dev, pasid: m.pasid };
    return found("called", { ...rest, seen: "a driver call", wanted: "none" });
  }
  return null;
}

/** An attach refused EINVAL although nothing but the incapable member can be the cause. */
function refusedForIt(m: StepInput): Finding | null {
  if (m.op.op !== "pasid-attach" || m.outcome.ok || m.outcome.errno !== "EINVAL") return null;
  const range = groupRange(m.facts, m.before, m.dev);
  if (isForeign(m.domain) || m.pasid === 0 || m.pasid >= range) return null;
  if (driverRefused(m.calls) || !m.facts.noRidAlias(m.dev)) return null;
  if (m.handle !== 0 && isInstalled(m.before, m.handle)) return null;
  if (otherCapable(m)) return null;
  const rest = { device: m.dev, other: incapableSibling(m), pasid: m.pasid };
  return found("refused", { ...rest, seen: "-EINVAL", wanted: "0" });
}

/**
 * A second capable member may be a reason to refuse (a singleton rule), and is none of this
 * invariant's business.
 */
function otherCapable(m: StepInput): boolean {
  for (let other = 0; other < m.facts.functions; other++)
    if (other !== m.dev && m.facts.maxPasids(other) > 0 && sameGroup(m.before, other, m.dev))
      return true;
  return false;
}
