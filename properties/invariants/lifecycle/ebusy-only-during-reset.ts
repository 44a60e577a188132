/**
 * INV-28: who waits for a reset, waits for one that can end (LEAD-7): of a member that is there;
 * where each device has a table, a PASID operation waits for the device itself only.
 */
import { IDENTITY, NO_DOMAIN } from "../../../model/vocabulary/operation/domain.js";
import { NO_GROUP } from "../../../model/vocabulary/design/observation.js";
import { soundBut } from "../seeded-fault.js";
import { goneInReset } from "../directions.js";
import { driverRefused, found, inRecovery } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const ebusyOnlyDuringReset: StepInvariant = {
  name: "ebusy-only-during-reset",
  sentence:
    "While a function that is there is in a reset, attach and replace are -EBUSY, and no longer.",
  ids: ["INV-28", "INV-32", "LEAD-7"],
  severity: "bookkeeping",
  seededFault: soundBut({ unplug: "leaks" }),
  catches: "LEAD-7",
  direction: goneInReset,
  on: ["device-attach", "rid-attach", "rid-replace", "pasid-attach", "pasid-replace"],
  applies: (m) => m.before.group(m.dev) !== NO_GROUP && (isHeld(m) || isBusy(m)),
  broken: (m) => {
    const who = { device: m.dev, pasid: m.pasid };
    if (isHeld(m)) return letThrough(m) ? found("let-through", { ...who, ...PASSED }) : null;
    return explained(m) ? null : found("stuck", { ...who, seen: "-EBUSY", wanted: "0" });
  },
};

const PASSED: Partial<Finding> = { seen: "0", wanted: "-EBUSY" };

function isBusy(m: StepInput): boolean {
  return !m.outcome.ok && m.outcome.errno === "EBUSY";
}

function isHeld(m: StepInput): boolean {
  if (m.contract.table === "device" && m.op.op.startsWith("pasid")) return m.before.blocked(m.dev);
  return inRecovery(m.before, m.dev);
}

/** Setting the domain that the RID is on already is nothing, and may be done at any time. */
function letThrough(m: StepInput): boolean {
  const nothing = m.op.op.startsWith("pasid") ? false : m.before.recorded(m.dev, 0) === m.domain;
  return m.outcome.ok && !nothing;
}

/** Something is attached already, or the driver says so. */
function explained(m: StepInput): boolean {
  if (driverRefused(m.calls)) return true;
  const { op } = m.op;
  if (op === "pasid-attach")
    return m.pasid === 0 || m.before.recorded(m.dev, m.column) !== NO_DOMAIN;
  if (op !== "rid-attach" && op !== "device-attach") return false;
  const handled = m.handle !== 0 && m.before.handle(m.dev, 0) !== 0;
  return handled || m.before.recorded(m.dev, 0) !== IDENTITY;
}
