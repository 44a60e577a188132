/**
 * CLAIM-20: if siblings share a table, their drivers cannot have spaces of PASIDs of their own: a
 * number that is free in the one is taken in the other.
 */
import { NO_DOMAIN } from "../../../model/vocabulary/operation/domain.js";
import type { UserObservation } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found, sameGroup } from "../finding.js";
import type { StepInvariant, StepInput } from "../invariant.js";

export const allocatedPasidAttachable: StepInvariant = {
  name: "allocated-pasid-attachable",
  sentence:
    "A PASID that an allocator gives out for one function is not in use for a sibling's driver.",
  ids: ["CLAIM-20", "INV-44"],
  severity: "bookkeeping",
  seededFault: soundBut({ allocator: "per-driver" }),
  on: ["allocate-pasid"],
  applies: (m) => m.before.users !== null,
  broken: (m) => {
    const seen = m.before.users;
    if (seen === null || m.outcome.ok || m.outcome.errno !== "EBUSY") return null;
    if (m.before.blocked(m.dev)) return null;
    const c = lowestFree(m, seen);
    if (m.before.recorded(m.dev, c) === NO_DOMAIN || seen.holders(m.dev, c) !== 0) return null;
    for (let dev = 0; dev < m.facts.functions; dev++)
      if (dev !== m.dev && sameGroup(m.before, dev, m.dev) && seen.holders(dev, c) !== 0)
        return found("taken-by-sibling", {
          device: m.dev,
          other: dev,
          pasid: c,
          seen: "-EBUSY",
          wanted: "0",
        });
    return null;
  },
};

/**
 * The column of the number that the contract's allocator gives out: the lowest that is free in the
 * space of this driver, or of this function. Column 0 if there is none, or the space is for all.
 */
function lowestFree(m: StepInput, seen: UserObservation): number {
  if (m.op.op !== "allocate-pasid" || m.contract.allocator === "global") return 0;
  const driver = 1 << (m.op.driver - 1);
  for (let c = 1; c < m.after.columns; c++) {
    const own = seen.holders(m.dev, c) !== 0;
    const held = m.contract.allocator === "per-device" ? own : heldBy(m, seen, driver, c);
    if (!held) return c;
  }
  return 0;
}

function heldBy(m: StepInput, seen: UserObservation, driver: number, c: number): boolean {
  for (let dev = 0; dev < m.facts.functions; dev++)
    if ((seen.holders(dev, c) & driver) !== 0) return true;
  return false;
}
