/** INV-43: from one space for all, nobody gets a number that another has. */
import { SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies } from "../../../model/vocabulary/design/contract.js";
import { found } from "../finding.js";
import type { StepInvariant } from "../invariant.js";

export const pasidNumberUnique: StepInvariant = {
  name: "pasid-number-unique",
  sentence: "Where one allocator serves all, no PASID has two holders.",
  ids: ["INV-43"],
  severity: "bookkeeping",
  seededFault: { claims: SOUND, does: withPolicies(SOUND, { allocator: "per-device" }) },
  on: ["allocate-pasid", "sva-bind"],
  applies: (m) => m.contract.allocator === "global" && m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null) return null;
    for (let c = 1; c < m.after.columns; c++) {
      let holders = 0;
      for (let dev = 0; dev < m.facts.functions; dev++)
        holders += [0, 1, 1, 2][seen.holders(dev, c)] ?? 0;
      if (holders > 1) return found("two", { pasid: null, seen: `${holders}`, wanted: "1" });
    }
    return null;
  },
};
