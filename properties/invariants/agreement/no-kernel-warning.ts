/**
 * What runs below a design complains (a kernel WARN, lockdep) only where its caller or its driver
 * misbehaved in a way that the source itself says is theirs: docs/reference/errno-table.md sections
 * 1, 3 and 4, the rows marked "warning".
 */
import { BLOCKED, IDENTITY } from "../../../model/vocabulary/operation/domain.js";
import { SOUND } from "../../../impl/designs/contracts.js";
import { driverRefused, found, hasSibling, sameGroup } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";
import { OPERATION_NAMES } from "../../../model/vocabulary/operation/operation.js";

export const noKernelWarning: StepInvariant = {
  name: "no-kernel-warning",
  sentence: "The kernel below a design complains only of what its caller or driver did wrong.",
  ids: ["INV-48"],
  severity: "bookkeeping",
  seededFault: {
    claims: SOUND,
    does: SOUND,
    warns: "this design's platform warns at every attach",
  },
  on: OPERATION_NAMES,
  applies: (m) => m.warnings !== null,
  broken: (m) => {
    const all = m.warnings ?? [];
    const first = all.find((text) => !isWarn(text)) ?? all[0];
    if (first === undefined || (isWarn(first) && misuse(m))) return null;
    return found(m.op.op, { device: m.dev, pasid: m.pasid, seen: first, wanted: "silence" });
  },
};

/** How reports begin that are no WARN, and texts of WARNs that no caller is to blame for. */
const GRAVE = [
  /\b(?:BUG|UBSAN|ODEBUG|INFO|KCSAN|KFENCE): /,
  /refcount_t: |list_(?:add|del) corruption/,
  /^(?:possible|suspicious|bad unlock|lost unlock|held lock|inconsistent lock|lock)/,
];

/** A WARN may check its caller; a sanitizer, lockdep, a check of lists and refcounts does not. */
function isWarn(text: string): boolean {
  return !GRAVE.some((pattern) => pattern.test(text));
}

/** WARN_ON()s that check the caller, and callbacks that must not fail but were told to. */
function misuse(m: StepInput): boolean {
  if (!m.driverSound) return true;
  const { op } = m.op;
  if (op === "pasid-enable") return m.before.enabled(m.dev);
  if (op === "pasid-disable") return !m.before.enabled(m.dev);
  if (op === "device-detach") return hasSibling(m.before, m.dev);
  // The first attach of a group must not fail (iommu_setup_default_domain).
  if (op === "plug") return driverRefused(m.calls);
  // The last member of a group goes while a domain is attached.
  if (op === "unplug")
    return !hasSibling(m.before, m.dev) && m.before.recorded(m.dev, 0) !== IDENTITY;
  // LEAD-15: the core cannot block who demands a direct mapping; no-stale-page-table says so.
  if (op === "fd-detach" || op.startsWith("vfio-") || op === "rid-detach") return cannotBlock(m);
  if (op === "reset-done") return !m.before.blocked(m.dev);
  // Row 7: the handle that is installed there already.
  return op === "pasid-replace" && m.handle !== 0 && m.before.handle(m.dev, m.column) === m.handle;
}

/** A member demands a direct mapping, and the group is on the blocking domain. */
function cannotBlock(m: StepInput): boolean {
  const blocked = m.after.recorded(m.dev, 0) === BLOCKED;
  const { functions } = m.facts.topology;
  return blocked && functions.some((f, dev) => f.directMap && sameGroup(m.after, dev, m.dev));
}
