/**
 * I36: during a successful replace each device goes from the old domain to the new one, through
 * nothing else.
 */
import { domainText } from "../../model/vocabulary/domain.js";
import { soundBut } from "./canaries.js";
import { found } from "./finding.js";
import type { StepLaw } from "./law.js";

export const replaceHasNoHole: StepLaw = {
  name: "replace-has-no-hole",
  sentence:
    "A replace that succeeds takes each device straight from the old domain to the new one.",
  ids: ["I36"],
  severity: "safety",
  canary: soundBut({ pasidReplace: "through-blocked" }),
  on: ["rid-replace", "pasid-replace"],
  applies: (m) => m.outcome.ok && m.calls.length > 0,
  broken: (m) => {
    for (let i = 0; i < m.calls.length; i++) {
      const call = m.calls.at(i);
      if (call.domain === m.domain) continue;
      const rest = { seen: domainText(call.domain), wanted: domainText(m.domain) };
      return found("hole", { device: call.dev, pasid: call.pasid, ...rest });
    }
    return null;
  },
};
