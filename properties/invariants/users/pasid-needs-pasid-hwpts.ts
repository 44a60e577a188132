/**
 * INV-45 and INV-47: page tables that were not made for PASIDs and PASIDs keep away from each
 * other, and so an IO address space is no target for a PASID.
 */
import {
  NO_TABLE,
  tableText,
  type UserObservation,
} from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found, isOrJoins } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";
import { USER_ATTACHES } from "./user-operations.js";

export const pasidNeedsPasidHwpts: StepInvariant = {
  name: "pasid-needs-pasid-hwpts",
  sentence: "While a user has a PASID attached, all page tables of the group are made for PASIDs.",
  ids: ["INV-45", "INV-47"],
  severity: "bookkeeping",
  seededFault: soundBut({ fdCompat: "unchecked" }),
  on: USER_ATTACHES,
  applies: (m) => m.outcome.ok && m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null || !hasPasid(m, seen)) return null;
    for (let dev = 0; dev < m.facts.functions; dev++) {
      const finding = isOrJoins(m.after, dev, m.dev) ? unfit(m, seen, dev) : null;
      if (finding !== null) return finding;
    }
    return null;
  },
};

function hasPasid(m: StepInput, seen: UserObservation): boolean {
  for (let dev = 0; dev < m.facts.functions; dev++)
    for (let c = 1; c < m.after.columns && isOrJoins(m.after, dev, m.dev); c++)
      if (seen.attached(dev, c) !== NO_TABLE) return true;
  return false;
}

function unfit(m: StepInput, seen: UserObservation, dev: number): Finding | null {
  for (let c = 0; c < m.after.columns; c++) {
    const table = seen.attached(dev, c);
    if (table === NO_TABLE || seen.table(table).forPasids) continue;
    const pasid = c === 0 ? 0 : c === m.column ? m.pasid : null;
    const rest = { device: dev, pasid, seen: tableText(table), wanted: "one made for PASIDs" };
    return found(c === 0 ? "rid" : "pasid", rest);
  }
  return null;
}
