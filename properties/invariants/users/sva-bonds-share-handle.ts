/**
 * INV-23: all bonds of an address space in one table share one entry, which stays until the last of
 * them is gone (BUG-15).
 */
import { NO_DOMAIN, domainText, svaDomain } from "../../../model/vocabulary/operation/domain.js";
import type { UserObservation } from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found, inRecovery, sameGroup } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const svaBondsShareHandle: StepInvariant = {
  name: "sva-bonds-share-handle",
  sentence:
    "A further bond of an address space succeeds, and it translates until the last one is undone.",
  ids: ["INV-23", "BUG-15"],
  severity: "bookkeeping",
  seededFault: soundBut({ sva: "forgets" }),
  catches: "BUG-15",
  on: ["sva-bind", "sva-unbind"],
  applies: (m) => m.driverSound && !inRecovery(m.before, m.dev) && bonded(m) && leftAlone(m),
  broken: (m) => {
    if (m.op.op === "sva-bind") return refusedTwice(m);
    const seen = m.after.users;
    return seen === null || !m.outcome.ok ? null : undoneEarly(m, seen);
  },
};

/** Whether a function with which this one shares its table has a bond already, or still. */
function bonded(m: StepInput): boolean {
  const seen = m.op.op === "sva-bind" ? m.before.users : m.after.users;
  return seen !== null && bondsOf(m, seen) > 0;
}

/** Whether nobody takes PASIDs away by their number, whosever they are. */
function leftAlone({ scenario }: StepInput): boolean {
  return scenario.operations.every(({ op }) => op !== "pasid-detach" && op !== "pasid-replace");
}

function bondsOf(m: StepInput, seen: UserObservation): number {
  if (m.op.op !== "sva-bind" && m.op.op !== "sva-unbind") return 0;
  let bonds = seen.bonds(m.dev, m.op.mm);
  if (m.contract.table === "group")
    for (let dev = 0; dev < m.facts.functions; dev++)
      if (dev !== m.dev && sameGroup(m.after, dev, m.dev)) bonds += seen.bonds(dev, m.op.mm);
  return bonds;
}

function refusedTwice(m: StepInput): Finding | null {
  if (m.outcome.ok || m.outcome.errno !== "EBUSY") return null;
  return found("refused", { device: m.dev, seen: "-EBUSY", wanted: "0" });
}

function undoneEarly(m: StepInput, seen: UserObservation): Finding | null {
  if (m.op.op !== "sva-unbind") return null;
  const pasid = seen.mmPasid(m.op.mm);
  for (let c = 1; c < m.after.columns; c++)
    if (m.before.hardware(m.dev, c) === svaDomain(m.op.mm))
      if (m.after.hardware(m.dev, c) === NO_DOMAIN) {
        const rest = { device: m.dev, pasid, seen: domainText(NO_DOMAIN) };
        return found("early", { ...rest, wanted: domainText(svaDomain(m.op.mm)) });
      }
  return null;
}
