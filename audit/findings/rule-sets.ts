/**
 * The rule sets whose groups can be laid side by side: the grouping and the enable check of a
 * design of the catalog, or one grouping of its own with the check of Linux 7.3.
 */
import { factsOf } from "../../impl/fabric/facts.js";
import { catalog, KERNEL_OF_TODAY } from "../../impl/designs/catalog.js";
import { grouperOf } from "../../impl/grouping/grouping.js";
import { Facts } from "../../model/fabric/facts.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import type { Contract, Grouping } from "../../model/vocabulary/design/contract.js";
import { POLICIES } from "../../model/vocabulary/design/policies.js";
import { meant } from "../../model/vocabulary/reading/nearest.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { grouped } from "./boot-groups.js";

/** What somebody proposed, shipped or specifies; seeded faults are none of these. */
export type RuleGrouping = Exclude<Grouping, "first-come" | "isolated-splits-inverted">;

export interface RuleSet {
  readonly name: string;
  readonly grouping: RuleGrouping;
  readonly enableCheck: Contract["enableCheck"];
}

const GROUPINGS = POLICIES.grouping.filter(isRuleGrouping);

function isRuleGrouping(grouping: Grouping): grouping is RuleGrouping {
  return grouping !== "first-come" && grouping !== "isolated-splits-inverted";
}

const SETS: readonly RuleSet[] = setsOf();

function setsOf(): readonly RuleSet[] {
  const designs = catalog.flatMap(({ name, contract: { grouping, enableCheck } }) =>
    isRuleGrouping(grouping) ? [{ name, grouping, enableCheck }] : [],
  );
  const own = GROUPINGS.map((name): RuleSet => {
    return { name, grouping: name, enableCheck: "acs-path" };
  });
  return [...designs, ...own];
}

/** The rules of Linux 7.3, with which all others are compared. */
const RULES_OF_TODAY = SETS.find(({ name }) => name === KERNEL_OF_TODAY) ?? {
  name: KERNEL_OF_TODAY,
  grouping: "linux",
  enableCheck: "acs-path",
};

export function ruleSetNames(): readonly string[] {
  return SETS.map(({ name }) => name);
}

/** The rule sets of `proposal-v3,fabric`, those of today before them, none twice. */
export function readRuleSets(text: string): Reading<readonly RuleSet[]> {
  const sets = [RULES_OF_TODAY];
  for (const word of text.split(",")) {
    const name = word.trim();
    const known = SETS.find((set) => set.name === name);
    if (known === undefined) return unreadable(noRules(name));
    if (!sets.includes(known)) sets.push(known);
  }
  return readable(sets);
}

function noRules(name: string): string {
  const all = `there are ${ruleSetNames().join(", ")}`;
  if (name === "") return `a name is missing; ${all}`;
  const hint = meant(name, ruleSetNames());
  return `there are no rules '${name}'${hint === "" ? `; ${all}` : hint}`;
}

/** So many functions are grouped by what asks every pair, for some seconds. */
const PAIRS_FUNCTIONS_MAX = 1000;

/** Why a machine of so many functions cannot be held against these rules; null if it can. */
export function whyTooLarge(sets: readonly RuleSet[], functions: number): string | null {
  const asksPairs = sets.find(({ grouping }) => grouping === "fabric-validated");
  if (asksPairs === undefined || functions <= PAIRS_FUNCTIONS_MAX) return null;
  const most = `at most ${PAIRS_FUNCTIONS_MAX} functions, and there are ${functions}`;
  return `${asksPairs.name} asks every pair of ${most}; leave it out`;
}

/** The groups by these rules on a machine as it boots, in the order in which they are made. */
export function groupsBy({ grouping }: RuleSet, t: Topology): readonly (readonly number[])[] {
  switch (grouping) {
    case "linux":
    case "proposal-v3":
    case "fabric":
      return grouped(grouperOf(grouping).atBoot(factsOf(t))).groups;
    case "linux-slot-aliases":
    case "linux-function-0":
    case "linux-255-aliases":
    case "fabric-validated":
    case "fabric-late-acs":
      return formGroups(new Facts(t, DEFAULT_IOMMU), grouping);
    default:
      return grouping satisfies never;
  }
}
