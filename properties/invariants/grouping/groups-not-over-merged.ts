/**
 * Tight(P) of semantics 5.4: no group is larger than the fabric demands. Not wrong, but isolation
 * is wasted (FLAW-12).
 */
import { soundBut } from "../seeded-fault.js";
import { found, together } from "../finding.js";
import type { BootInvariant } from "../invariant.js";

export const groupsNotOverMerged: BootInvariant = {
  name: "groups-not-over-merged",
  sentence: "Functions that cannot meet, directly or through others, are in different groups.",
  ids: ["FLAW-12", "CLAIM-1"],
  severity: "advisory",
  seededFault: soundBut({ grouping: "linux" }),
  on: "boot",
  groupsOnly: true,
  applies: (m) => m.facts.functions > 1,
  broken: (m) =>
    together(m.after, (device, other) =>
      m.facts.idealGroup(device) === m.facts.idealGroup(other)
        ? null
        : found("too-large", { device, other, seen: "one group", wanted: "two groups" }),
    ),
};
