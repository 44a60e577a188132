/** Tight(P) of semantics 5.4: no group is larger than the fabric demands. Not wrong, but isolation is wasted (F12). */
import { NO_GROUP } from "../../model/vocabulary/observation.js";
import { soundBut } from "./canaries.js";
import { found } from "./finding.js";
import type { BootLaw } from "./law.js";

export const groupsAreTight: BootLaw = {
  name: "groups-are-tight",
  sentence: "Functions that cannot meet, directly or through others, are in different groups.",
  ids: ["F12", "C1"],
  severity: "advisory",
  canary: soundBut({ grouping: "linux" }),
  on: "boot",
  applies: (m) => m.facts.functions > 1,
  broken: (m) => {
    for (let a = 0; a < m.after.functions; a++) {
      if (m.after.group(a) === NO_GROUP) continue;
      for (let b = a + 1; b < m.after.functions; b++) {
        const together = m.after.group(a) === m.after.group(b);
        if (!together || m.facts.idealGroup(a) === m.facts.idealGroup(b)) continue;
        return found("too-large", { device: a, other: b, seen: "one group", wanted: "two groups" });
      }
    }
    return null;
  },
};
