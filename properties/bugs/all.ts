/**
 * The historic bugs as data: each is a contract with ONE policy changed, and the invariant that
 * must catch it. The numbers are those of docs/reference/semantics.md section 11: B for bugs that
 * were fixed, L for leads found by reading Linux 7.3.4.
 */
import { USER_BUGS } from "./users.js";
import { LIFECYCLE_BUGS } from "./lifecycle.js";
import type { Bug } from "./bug.js";
import { PASID_BUGS, RID_BUGS } from "./core.js";
import { ENABLE_BUGS } from "./pci.js";
import { GROUPING_BUGS } from "./grouping.js";

/** All of them. */
export const bugs: readonly Bug[] = [
  ...PASID_BUGS,
  ...ENABLE_BUGS,
  ...LIFECYCLE_BUGS,
  ...USER_BUGS,
  ...RID_BUGS,
  ...GROUPING_BUGS,
];
