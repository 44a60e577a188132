/**
 * INV-22, weak form: with all functions present, parent-first orders of probing give one partition
 * (CLAIM-10).
 */
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { BootInvariant } from "../invariant.js";
import { bridgesManaged, firstDifference, parentFirstOrders } from "./probe-orders.js";

export const parentsFirstSameGroups: BootInvariant = {
  name: "parents-first-same-groups",
  sentence: "All orders of probing in which parents come first give the same groups.",
  ids: ["INV-22", "CLAIM-10"],
  severity: "bookkeeping",
  seededFault: soundBut({ grouping: "first-come" }),
  on: "boot",
  variants: (t, choice) =>
    t.probe.scan === "boot" && t.probe.order === null ? parentFirstOrders(t, choice) : [],
  applies: (m) => m.variants.length > 0,
  broken: (m) => {
    const pair = firstDifference(m.after, m.variants);
    if (pair === null) return [];
    const [device, other] = pair;
    const managed = bridgesManaged(m.scenario.topology);
    const failureMode = managed ? "order" : "unmanaged-bridge";
    return [
      found(failureMode, { device, other, seen: "differs", wanted: "the same in every order" }),
    ];
  },
};
