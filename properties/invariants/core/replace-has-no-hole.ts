/**
 * INV-36: during a successful replace each device goes from the old domain to the new one, through
 * nothing else.
 */
import { domainText, type DomainId } from "../../../model/vocabulary/operation/domain.js";
import { NO_TABLE, domainOfTable } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const replaceHasNoHole: StepInvariant = {
  name: "replace-has-no-hole",
  sentence:
    "A replace that succeeds takes each device straight from the old domain to the new one.",
  ids: ["INV-36"],
  severity: "safety",
  seededFault: soundBut({ pasidReplace: "through-blocked" }),
  on: ["rid-replace", "pasid-replace", "fd-replace"],
  applies: (m) => m.outcome.ok && m.calls.length > 0,
  broken: (m) => {
    for (let i = 0; i < m.calls.length; i++) {
      const call = m.calls.at(i);
      const to = m.op.op === "fd-replace" ? attachedDomain(m) : m.domain;
      // iommufd may have tried a page table of its own that the driver refused.
      if (call.domain === to || (m.op.op === "fd-replace" && call.status !== 0)) continue;
      const rest = { seen: domainText(call.domain), wanted: domainText(to) };
      return found("hole", { device: call.dev, pasid: call.pasid, ...rest });
    }
    return null;
  },
};

/** The domain of the page table that a user's replace has come to. */
function attachedDomain(m: StepInput): DomainId {
  return domainOfTable(m.after.users?.attached(m.dev, m.column) ?? NO_TABLE);
}
