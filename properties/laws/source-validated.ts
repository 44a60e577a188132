/** I25 with spoof = any: without Source Validation a function can lie about its requester ID (B24, F11). */
import { canForge } from "../../model/fabric/forgery.js";
import { ACS } from "../../model/vocabulary/acs.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology.js";
import { soundBut } from "./canaries.js";
import { found, firstApart } from "./finding.js";
import type { BootLaw } from "./law.js";

export const sourceValidated: BootLaw = {
  name: "source-validated",
  sentence:
    "A function below a port cannot use the requester ID of a function in another group: some port on its way validates it.",
  ids: ["I25", "B24", "F11"],
  severity: "advisory",
  canary: soundBut({ grouping: "linux" }),
  kills: "B24",
  on: "boot",
  applies: (m) => m.facts.functions > 1,
  broken: (m) => {
    const t = m.scenario.topology;
    return firstApart(m.after, (a, b) => {
      const liar = canForge(t, a, b) ? a : canForge(t, b, a) ? b : null;
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

/** Whether every port above has ACS with RR, CR and UF on and no SV to switch on: Linux takes it for isolated. */
function lacksOnlySv(t: Topology, dev: number): boolean {
  for (let i = t.functions[dev]?.parent ?? null; i !== null; i = t.functions[i]?.parent ?? null) {
    const f = t.functions[i];
    if (f?.kind !== "root-port" && f?.kind !== "downstream-port") continue;
    const acs = acsOf(f);
    const rest = ACS.RR | ACS.CR | ACS.UF;
    if (acs === null || (acs.cap & ACS.SV) !== 0 || (acs.ctrl & rest) !== rest) return false;
  }
  return true;
}
