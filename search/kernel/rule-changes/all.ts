/** The list of all deliberate rule changes. */
import { ofGroups } from "./grouping.js";
import { ofLifecycle } from "./lifecycle.js";
import { ofOperations } from "./core.js";
import { ofUsers } from "./users.js";
import type { RuleChange } from "./rule-change.js";

export const ruleChanges: readonly RuleChange[] = [
  ...ofGroups,
  ...ofOperations,
  ...ofLifecycle,
  ...ofUsers,
];
