/**
 * INV-25, Safe(P) of semantics 5.4: functions that can reach each other, or look alike, are in one
 * group (BUG-26, BUG-27).
 */
import { components } from "../../../model/fabric/ideal-groups.js";
import { isThereAtBoot } from "../../../model/vocabulary/topology/topology.js";
import { soundBut } from "../seeded-fault.js";
import { meetings } from "../directions.js";
import { apart, found } from "../finding.js";
import type { BootInvariant, BootedInput } from "../invariant.js";
import { meetingOf } from "./peer-to-peer.js";
import { bridgesManaged } from "./probe-orders.js";

export const p2pPeersInOneGroup: BootInvariant = {
  name: "p2p-peers-in-one-group",
  sentence:
    "Functions that reach each other untranslated, or emit one requester ID, are in one group.",
  ids: ["INV-25", "BUG-26", "BUG-27", "CLAIM-8", "CLAIM-9", "CLAIM-12"],
  severity: "safety",
  seededFault: soundBut({ grouping: "isolated-splits-inverted" }),
  catches: "BUG-27",
  direction: meetings,
  on: "boot",
  groupsOnly: true,
  // What other orders, and bridges without IOMMU, do to groups is said by
  // any-probe-order-same-groups and aliases-in-one-group.
  applies: ({ scenario: { topology: t } }) =>
    t.functions.length > 1 && t.probe.order === null && bridgesManaged(t),
  broken: (m) => {
    const rest = { seen: "two groups", wanted: "one group" };
    const direct = apart(m.after, (device, other) => {
      const failureMode = meetingOf(m.facts, device, other);
      return failureMode === null ? null : found(failureMode, { ...rest, device, other });
    });
    if (direct.length > 0) return direct;
    const group = presentIdeal(m);
    return apart(m.after, (device, other) =>
      group(device) === group(other) ? found("through-others", { ...rest, device, other }) : null,
    );
  },
};

/** Labels of the ideal groups; a function that is absent connects nobody. */
function presentIdeal({ facts }: BootedInput): (dev: number) => number {
  const { functions } = facts.topology;
  if (functions.every(isThereAtBoot)) return (dev) => facts.idealGroup(dev);
  const there = (dev: number): boolean => functions[dev]?.absent !== true;
  const label = components(facts.functions, (a, b) => there(a) && there(b) && facts.meet(a, b));
  return (dev) => label[dev] ?? dev;
}
