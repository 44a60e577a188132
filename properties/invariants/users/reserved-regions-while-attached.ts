/**
 * INV-14: a reserved region of a function is kept free in the IO address space that its RID is
 * attached to, and only there (LEAD-1, BUG-29).
 */
import { IOMMUFD_OPERATIONS } from "../../../model/vocabulary/operation/operation.js";
import { IOASES_MAX } from "../../../model/vocabulary/operation/iommufd.js";
import {
  NO_TABLE,
  regionsText,
  type UserObservation,
} from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

export const reservedRegionsWhileAttached: StepInvariant = {
  name: "reserved-regions-while-attached",
  sentence:
    "An IO address space reserves a region just while a function that needs it is attached there.",
  ids: ["INV-14", "LEAD-1", "BUG-29"],
  severity: "safety",
  seededFault: soundBut({ fdUndo: "strips" }),
  catches: "LEAD-1",
  on: IOMMUFD_OPERATIONS,
  applies: (m) => m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null) return null;
    for (let ioas = 1; ioas <= IOASES_MAX; ioas++) {
      const finding = judge(m, seen, ioas);
      if (finding !== null) return finding;
    }
    return null;
  },
};

function judge(m: StepInput, seen: UserObservation, ioas: number): Finding | null {
  const needed = neededIn(m, seen, ioas);
  const reserved = seen.reserved(ioas);
  if (needed === reserved) return null;
  const lost = (needed & ~reserved) !== 0;
  const rest = { device: m.dev, pasid: 0, seen: reservesText(ioas, reserved) };
  return found(lost ? "lost" : "left", { ...rest, wanted: reservesText(ioas, needed) });
}

/** The regions of all functions whose RID is attached to a table of this IOAS. */
function neededIn(m: StepInput, seen: UserObservation, ioas: number): number {
  let bits = 0;
  m.facts.topology.functions.forEach((f, dev) => {
    const table = seen.attached(dev, 0);
    if (table === NO_TABLE || seen.table(table).ioas !== ioas) return;
    for (const region of f.reserved ?? []) bits |= 1 << (region - 1);
  });
  return bits;
}

function reservesText(ioas: number, bits: number): string {
  return `A${ioas} reserves ${regionsText(bits)}`;
}
