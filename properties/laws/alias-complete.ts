/** I26: functions that emit a common requester ID are in one group (B25, B26, F4, F5, F7). */
import type { EmittedId } from "../../model/fabric/requester.js";
import type { Facts } from "../../model/fabric/facts.js";
import { requesterId, slotOf } from "../../model/vocabulary/topology.js";
import { soundBut } from "./canaries.js";
import { apart, found } from "./finding.js";
import type { BootLaw } from "./law.js";

export const aliasComplete: BootLaw = {
  name: "alias-complete",
  sentence: "Two functions that can appear under one requester ID are in one group.",
  ids: ["I26", "B25", "B26", "C2", "F4", "F5", "F7"],
  severity: "safety",
  canary: soundBut({ grouping: "linux" }),
  kills: "B25",
  on: "boot",
  applies: (m) => m.facts.sharingPairs().length > 0,
  broken: (m) =>
    apart(m.after, (device, other) => {
      const id = m.facts.sharedId(device, other);
      if (id === null) return null;
      const rest = { device, other, seen: "two groups", wanted: "one group" };
      return found(kindOfAlias(m.facts, device, other, id), rest);
    }),
};

/** How the common ID comes about. */
function kindOfAlias(facts: Facts, a: number, b: number, id: EmittedId): string {
  const t = facts.topology;
  const x = t.functions[a];
  const y = t.functions[b];
  if (x === undefined || y === undefined) return "alias";
  if (x.realDma !== null || y.realDma !== null) return "real-dma";
  const own = (f: typeof x): boolean => id === f.segment * 0x1_0000 + requesterId(f.bus, f.devfn);
  const mask = x.aliases.length > 0 || y.aliases.length > 0;
  if (!own(x) && !own(y)) return mask && (id & 0xff00) === x.bus << 8 ? "ghost" : "bridge-id";
  if (!mask) return "bridge-id";
  if (t.probe.scan === "hot" || t.probe.order !== null) return "late-linker";
  if (x.kind === "vf" || y.kind === "vf") return "vf";
  if ((id & 0xff) === 0xff) return "alias-of-ff.7";
  return slotOf(x) === slotOf(y) ? "alias-in-slot" : "alias-across-slots";
}
