/**
 * INV-10: the old domain that a driver callback is told is the one that the hardware has (BUG-2,
 * LEAD-3; for releases semantics 15).
 */
import {
  BLOCKED,
  NO_DOMAIN,
  domainText,
  svaDomain,
  type DomainId,
} from "../../../model/vocabulary/operation/domain.js";
import type { DriverCall } from "../../../model/vocabulary/design/hardware.js";
import { DRIVING_OPERATIONS } from "../../../model/vocabulary/operation/operation.js";
import { soundBut } from "../seeded-fault.js";
import { halfDone } from "../directions.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const oldDomainToldToDriver: StepInvariant = {
  name: "old-domain-told-to-driver",
  sentence:
    "Each driver callback is told the old domain that is really there, and removes only that.",
  ids: ["INV-10", "BUG-1", "BUG-2", "LEAD-3"],
  severity: "bookkeeping",
  seededFault: soundBut({ removal: "told-nothing" }),
  catches: "BUG-2",
  direction: halfDone,
  on: DRIVING_OPERATIONS,
  applies: (m) => m.calls.length > 0 && m.driverSound && !isRobbed(m),
  broken: (m) => {
    for (let i = 0; i < m.calls.length; i++) {
      const finding = judge(m, m.calls.at(i));
      if (finding !== null) return finding;
    }
    return null;
  },
};

function judge(m: StepInput, call: DriverCall): Finding | null {
  const rest = {
    device: call.dev,
    pasid: call.pasid,
    seen: domainText(call.told),
    wanted: domainText(call.was),
  };
  if (visible(call, call.told) !== visible(call, call.was))
    return found(releases(m, call) ? "release-wrong-old" : "wrong-old", rest);
  const removesNothing =
    call.pasid !== 0 &&
    call.domain === BLOCKED &&
    call.was === NO_DOMAIN &&
    call.told === NO_DOMAIN &&
    m.domain !== BLOCKED;
  return removesNothing ? found("removes-nothing", rest) : null;
}

/** The RID of a function that goes, or is not taken in after all. */
function releases(m: StepInput, call: DriverCall): boolean {
  return call.pasid === 0 && (m.op.op === "unplug" || m.op.op === "plug");
}

/** A PASID on the blocked domain and a PASID with nothing look alike in hardware. */
function visible(call: DriverCall, domain: DomainId): DomainId {
  return call.pasid !== 0 && domain === BLOCKED ? NO_DOMAIN : domain;
}

/** Somebody else has detached what a bond now detaches: it was not its to give. */
function isRobbed({ op, before, dev }: StepInput): boolean {
  if (op.op !== "sva-unbind") return false;
  for (let c = 1; c < before.columns; c++)
    if (before.recorded(dev, c) === svaDomain(op.mm)) return false;
  return true;
}
