/**
 * Defines the list of all deliberate rule changes.
 */
import { ofGroups } from "./of-groups.js";
import { ofMoving } from "./of-moving.js";
import { ofOperations } from "./of-operations.js";
import { ofUsers } from "./of-users.js";
import type { RuleChange } from "./rule-change.js";

export const ruleChanges: readonly RuleChange[] = [
  ...ofGroups,
  ...ofOperations,
  ...ofMoving,
  ...ofUsers,
];
