/**
 * "pci_enable_pasid() already demands ACS RR|UF on the upstream path and such a device gets an
 * exclusive group": the first belief of the mail thread of March 2023 (CLAIM-1, CLAIM-3). Where it
 * holds (theorem T2), a PASID table of the group is a table of the device. Advisory: a larger group
 * is not wrong in itself, for a PASID's safety is decided by what the function sends (semantics
 * 5.5); a table of the group then makes it so (pasid-stays-local). A VF sends PASIDs by its PF's
 * leave, so enabling the PF speaks of its VFs as well.
 */
import { soundBut } from "../seeded-fault.js";
import { found, hasSibling, sameGroup } from "../finding.js";
import type { Finding, StepInput, StepInvariant } from "../invariant.js";
import { sharedGroupCause } from "./shared-group-cause.js";

export const pasidEnabledAloneInGroup: StepInvariant = {
  name: "pasid-enabled-alone-in-group",
  sentence: "A function whose PASID is enabled is alone in its group.",
  ids: ["CLAIM-1", "CLAIM-3", "FLAW-13"],
  severity: "advisory",
  seededFault: soundBut({ enableCheck: "none" }),
  on: ["pasid-enable", "plug"],
  applies: (m) => m.outcome.ok && enabledBy(m).length > 0,
  broken: (m) => {
    const dev = enabledBy(m).find((one) => hasSibling(m.after, one));
    if (dev === undefined) return null;
    return m.op.op === "plug" ? joined(m, dev) : shared(m, dev);
  },
};

/** The functions whose PASID is enabled and that the operation can have put beside others. */
function enabledBy({ op, dev, facts, before, after }: StepInput): readonly number[] {
  const all = Array.from({ length: facts.functions }, (_, one) => one);
  const enabled = all.filter((one) => after.present(one) && after.enabled(one));
  if (op.op === "plug") return enabled.filter((one) => !hasSibling(before, one));
  return enabled.filter((one) => one === dev || facts.pasidOwner(one) === dev);
}

function shared(m: StepInput, dev: number): Finding {
  const members = Array.from({ length: m.facts.functions }, (_, one) => one).filter(
    (one) => one !== dev && sameGroup(m.after, one, dev),
  );
  const { failureMode, other } = sharedGroupCause(m, dev, members);
  return found(failureMode, { device: dev, other, ...SHARES });
}

/** It was alone when its PASID was enabled, and nobody asked again. */
function joined(m: StepInput, dev: number): Finding {
  return found("hot-added", { device: dev, other: m.dev, ...SHARES });
}

const SHARES = { seen: "PASID is on, and it shares its group", wanted: "alone in its group" };
