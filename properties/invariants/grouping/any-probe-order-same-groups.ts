/**
 * INV-22, strong form: no order of probing, and no hot scan, changes the partition (FLAW-4, FLAW-7,
 * BUG-22).
 */
import { soundBut } from "../seeded-fault.js";
import { addNew, found } from "../finding.js";
import type { BootInvariant, Finding } from "../invariant.js";
import { anyOrders, firstDifference } from "./probe-orders.js";

export const anyProbeOrderSameGroups: BootInvariant = {
  name: "any-probe-order-same-groups",
  sentence: "No order of probing changes the groups, be functions there at boot or added later.",
  ids: ["INV-22", "CLAIM-10", "FLAW-4", "FLAW-7"],
  severity: "bookkeeping",
  seededFault: soundBut({ grouping: "linux" }),
  on: "boot",
  variants: anyOrders,
  applies: (m) => m.variants.length > 0,
  broken: (m) => {
    const findings: Finding[] = [];
    for (const variant of m.variants) {
      const pair = firstDifference(m.after, [variant]);
      if (pair === null) continue;
      const [device, other] = pair;
      const scans = [m.scenario.topology.probe.scan, variant.topology.probe.scan];
      const failureMode = scans[0] === scans[1] ? `order-in-${scans[0]}` : "boot-against-hot";
      const rest = { device, other, seen: "differs", wanted: "the same in every order" };
      addNew(findings, found(failureMode, rest));
    }
    return findings;
  },
};
