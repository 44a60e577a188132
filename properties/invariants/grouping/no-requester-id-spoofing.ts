/**
 * INV-25 with spoof = any: without Source Validation a function can lie about its requester ID
 * (BUG-24, FLAW-11).
 */
import { acsFlagsEnabled } from "../../../model/fabric/acs.js";
import { canSpoof } from "../../../model/fabric/spoofing.js";
import { ACS, ACS_ISOLATED } from "../../../model/vocabulary/topology/acs.js";
import { acsOf, type Topology } from "../../../model/vocabulary/topology/topology.js";
import { soundBut } from "../seeded-fault.js";
import { apart, found } from "../finding.js";
import type { BootInvariant } from "../invariant.js";

export const noRequesterIdSpoofing: BootInvariant = {
  name: "no-requester-id-spoofing",
  sentence:
    "No function below a port can use the requester ID of another group: some port validates it.",
  ids: ["INV-25", "BUG-24", "FLAW-11"],
  severity: "advisory",
  seededFault: soundBut({ grouping: "linux" }),
  catches: "BUG-24",
  on: "boot",
  groupsOnly: true,
  applies: (m) => m.facts.functions > 1,
  broken: (m) => {
    const t = m.scenario.topology;
    return apart(m.after, (a, b) => {
      const liar = canSpoof(t, a, b) ? a : canSpoof(t, b, a) ? b : null;
      if (liar === null) return null;
      const rest = {
        device: liar,
        other: liar === a ? b : a,
        seen: "two groups",
        wanted: "one group",
      };
      return found(lacksOnlySv(t, liar) ? "sv-not-implemented" : "sv-off", rest);
    });
  },
};

/**
 * Whether every port above passes Linux' test for SV RR CR UF although it has no SV: "not
 * implemented" counts as on.
 */
function lacksOnlySv(t: Topology, dev: number): boolean {
  for (let i = t.functions[dev]?.parent ?? null; i !== null; i = t.functions[i]?.parent ?? null) {
    const f = t.functions[i];
    if (f?.kind !== "root-port" && f?.kind !== "downstream-port") continue;
    const acs = acsOf(f);
    if (acs === null || (acs.cap & ACS.SV) !== 0 || !acsFlagsEnabled(acs, ACS_ISOLATED))
      return false;
  }
  return true;
}
