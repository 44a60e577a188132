/** The groups that the reference forms under each grouping policy of a contract. */
import { canSpoof } from "../../fabric/spoofing.js";
import { components } from "../../fabric/ideal-groups.js";
import { Facts } from "../../fabric/facts.js";
import { Recent } from "../../vocabulary/reading/recent-cache.js";
import type { Grouping } from "../../vocabulary/design/contract.js";
import type { Topology } from "../../vocabulary/topology/topology.js";
import { linuxGroup } from "./linux.js";
import { Probing, type Group } from "./probing.js";
import { proposalGroup } from "./proposal-v3.js";

export type Groups = readonly (readonly number[])[];

const known = new Recent<Facts, Map<Grouping, Groups>>(2);

/**
 * The members of each group, in the order in which they were probed. Functions without a group are
 * in none. Many contracts share a grouping, so the answer is kept with the facts.
 */
export function formGroups(facts: Facts, grouping: Grouping): Groups {
  let byGrouping = known.get(facts);
  if (byGrouping === undefined) {
    byGrouping = new Map();
    known.set(facts, byGrouping);
  }
  let groups = byGrouping.get(grouping);
  if (groups === undefined) {
    groups = form(facts, grouping);
    byGrouping.set(grouping, groups);
  }
  return groups;
}

function form(facts: Facts, grouping: Grouping): Groups {
  const probing = new Probing(facts.topology);
  probing.run(chooser(probing, facts, grouping));
  return probing.result().map((group) => group.members);
}

export function chooser(
  probing: Probing,
  facts: Facts,
  grouping: Grouping,
): (dev: number) => Group | null {
  switch (grouping) {
    case "linux":
    case "linux-slot-aliases":
    case "linux-function-0":
    case "linux-255-aliases":
    case "isolated-splits-inverted":
      return (dev) => linuxGroup(probing, dev, grouping);
    case "proposal-v3":
      return (dev) => proposalGroup(probing, dev);
    case "fabric":
      return byLabel(probing, (dev) => facts.idealGroup(dev));
    case "fabric-validated": {
      const label = validated(facts);
      return byLabel(probing, (dev) => label[dev] ?? dev);
    }
    case "fabric-late-acs": {
      const early = new Facts(withoutAcs(facts.topology), facts.iommu);
      return byLabel(probing, (dev) => early.idealGroup(dev));
    }
    case "first-come":
      return pairwise(probing);
    default:
      return grouping satisfies never;
  }
}

/**
 * The group of the first function with the same label. Only when ACS has changed can functions of
 * one label be in several groups.
 */
function byLabel(probing: Probing, label: (dev: number) => number): (dev: number) => Group {
  return (dev) => {
    const own = label(dev);
    for (let other = 0; other < probing.topology.functions.length; other++) {
      const group = probing.groupOf(other);
      if (group !== null && label(other) === own) return group;
    }
    return probing.newGroup();
  };
}

/**
 * Ideal groups that do not trust requester IDs: who can spoof another's ID is put together with it.
 */
function validated(facts: Facts): readonly number[] {
  const spoofs = (a: number, b: number): boolean => canSpoof(facts.topology, a, b);
  return components(facts.functions, (a, b) => facts.meet(a, b) || spoofs(a, b) || spoofs(b, a));
}

/** The machine before pci_enable_acs(): all controls are off. */
function withoutAcs({ functions, probe }: Topology): Topology {
  return {
    functions: functions.map((f) =>
      "acs" in f && f.acs !== null && f.acs !== undefined
        ? { ...f, acs: { ...f.acs, ctrl: 0 } }
        : f,
    ),
    probe,
  };
}

/** A seeded fault: every second function joins the one probed before it, so the order decides. */
function pairwise(probing: Probing): (dev: number) => Group {
  let last: Group | null = null;
  return () => {
    const joined: Group = last ?? probing.newGroup();
    last = last === null ? joined : null;
    return joined;
  };
}
