/**
 * All conjectures that a kernel can be asked. `kernel record` asks them;
 * docs/answers/kernel-answers.md tells what came out.
 */
import type { Conjecture } from "./conjecture.js";
import { ofGroups } from "./grouping.js";
import { ofOperations } from "./core.js";
import { ofUsers } from "./users.js";

export const conjectures: readonly Conjecture[] = [
  ...ofGroups,
  ...ofOperations,
  ...ofUsers,
].toSorted((a, b) => Number(a.id.slice(1)) - Number(b.id.slice(1)));
