/** INV-15: iommufd replaces only what this function has attached (BUG-9). */
import { NO_TABLE } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const fdReplaceNeedsAttach: StepInvariant = {
  name: "fd-replace-needs-attach",
  sentence: "A replace by iommufd succeeds only for a function that is attached there.",
  ids: ["INV-15", "BUG-9"],
  severity: "bookkeeping",
  seededFault: soundBut({ fdReplace: "unasked" }),
  catches: "BUG-9",
  on: ["fd-replace"],
  applies: (m) => m.outcome.ok && m.before.users !== null,
  broken: (m) => {
    if (m.before.users?.attached(m.dev, m.column) !== NO_TABLE) return null;
    const rest = { device: m.dev, pasid: m.pasid, seen: "0", wanted: "-EINVAL" };
    return found("unattached", rest);
  },
};
