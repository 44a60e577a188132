/**
 * INV-33: a handle that the core would give to a fault names a function that is attached (LEAD-13).
 */
import { IOMMUFD_OPERATIONS } from "../../../model/vocabulary/operation/operation.js";
import { NO_TABLE } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const handleNamesAttachedDevice: StepInvariant = {
  name: "handle-names-attached-device",
  sentence: "The function that an installed handle of iommufd names is attached there itself.",
  ids: ["INV-33", "LEAD-13"],
  severity: "safety",
  seededFault: soundBut({ fdHandle: "first-attacher" }),
  catches: "LEAD-13",
  on: IOMMUFD_OPERATIONS,
  applies: (m) => m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null) return null;
    for (let dev = 0; dev < m.facts.functions; dev++)
      for (let c = 0; c < m.after.columns; c++) {
        const named = seen.handleNames(dev, c) - 1;
        if (named < 0 || seen.attached(named, c) !== NO_TABLE) continue;
        const pasid = c === 0 ? 0 : c === m.column ? m.pasid : null;
        const bound = seen.context(named) !== 0;
        const rest = { device: named, pasid, seen: bound ? "detached" : "unbound" };
        return found(bound ? "detached" : "unbound", { ...rest, wanted: "attached" });
      }
    return null;
  },
};
