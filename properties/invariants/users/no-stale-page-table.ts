/**
 * INV-29, INV-33 for users' page tables: when one is free, no function translates with it any more
 * (LEAD-15).
 */
import { NO_DOMAIN, domainText } from "../../../model/vocabulary/operation/domain.js";
import {
  NO_TABLE,
  TABLES_MAX,
  domainOfTable,
  type UserObservation,
} from "../../../model/vocabulary/design/user-observation.js";
import { soundBut } from "../seeded-fault.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";
import { USER_DETACHES } from "./user-operations.js";

export const noStalePageTable: StepInvariant = {
  name: "no-stale-page-table",
  sentence: "A page table that nobody has attached any more translates for no function.",
  ids: ["INV-29", "INV-33", "LEAD-15"],
  severity: "safety",
  seededFault: soundBut({ directPlug: "unless-blocked" }),
  catches: "LEAD-15",
  on: ["fd-replace", "vfio-attach", "vfio-attach-pasid", "fd-destroy", ...USER_DETACHES],
  applies: (m) => m.driverSound && m.after.users !== null,
  broken: (m) => {
    const seen = m.after.users;
    if (seen === null) return null;
    for (let table = NO_TABLE + 1; table <= TABLES_MAX; table++) {
      const finding = isAttached(m, seen, table) ? null : stale(m, table);
      if (finding !== null) return finding;
    }
    return null;
  },
};

function isAttached(m: StepInput, seen: UserObservation, table: number): boolean {
  for (let dev = 0; dev < m.facts.functions; dev++)
    for (let c = 0; c < m.after.columns; c++) if (seen.attached(dev, c) === table) return true;
  return false;
}

function stale(m: StepInput, table: number): Finding | null {
  const domain = domainOfTable(table);
  for (let dev = 0; dev < m.facts.functions; dev++)
    // What is left of those that have gone is another invariant's business (unplug-leaves-nothing).
    for (let c = 0; c < m.after.columns && m.after.present(dev); c++) {
      if (m.after.hardware(dev, c) !== domain) continue;
      const rest = { device: dev, pasid: c === 0 ? 0 : null, seen: domainText(domain) };
      return found(c === 0 ? "rid" : "pasid", { ...rest, wanted: domainText(NO_DOMAIN) });
    }
  return null;
}
