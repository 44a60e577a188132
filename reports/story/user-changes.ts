/**
 * The changes that an operation made to users of the core, in lines: owners, who has a function, IO
 * address spaces and page tables, attachments, PASIDs that were given out.
 */
import { MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import { IOASES_MAX } from "../../model/vocabulary/operation/iommufd.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import {
  TABLES_MAX,
  ownerText,
  regionsText,
  tableText,
  type TableSeen,
  type UserObservation,
} from "../../model/vocabulary/design/user-observation.js";
import { change } from "./change-line.js";
import { nameOf } from "../text/finding.js";

export function userLines(
  t: Topology,
  columns: readonly number[],
  before: Observation,
  after: Observation,
): readonly string[] {
  const a = before.users;
  const b = after.users;
  if (a === null || b === null || a.equals(b)) return [];
  return [
    ...t.functions.flatMap((_, dev) => functionLines(nameOf(t, dev), dev, a, b)),
    ...numbers(IOASES_MAX).flatMap((n) => ioasLines(n, a, b)),
    ...numbers(TABLES_MAX).flatMap((id) => tableLines(id, a, b)),
    ...t.functions.flatMap((_, dev) =>
      columns.flatMap((pasid, c) => {
        const where = `${nameOf(t, dev)} ${pasid === 0 ? "RID" : `PASID ${pasid}`}`;
        return cellLines(t, where, dev, c, a, b);
      }),
    ),
    ...numbers(MMS_MAX).flatMap((mm) =>
      change("process", `M${mm}`, a.mmPasid(mm), b.mmPasid(mm), pasidText),
    ),
  ];
}

function functionLines(
  name: string,
  dev: number,
  a: UserObservation,
  b: UserObservation,
): readonly string[] {
  return [
    ...change("owner", name, a.owner(dev), b.owner(dev), ownerText),
    ...change("owners", name, a.ownerCount(dev), b.ownerCount(dev), String),
    ...change("driver", name, a.driverBound(dev), b.driverBound(dev), boundText),
    ...change("user", name, a.context(dev), b.context(dev), contextText),
    ...numbers(MMS_MAX).flatMap((mm) =>
      change("bonds", `${name} M${mm}`, a.bonds(dev, mm), b.bonds(dev, mm), String),
    ),
  ];
}

function ioasLines(n: number, a: UserObservation, b: UserObservation): readonly string[] {
  return [
    ...change("ioas", `A${n}`, a.ioasContext(n), b.ioasContext(n), contextText),
    ...change("mapped", `A${n}`, a.mapped(n), b.mapped(n), regionsText),
    ...change("reserved", `A${n}`, a.reserved(n), b.reserved(n), regionsText),
  ];
}

function tableLines(id: number, a: UserObservation, b: UserObservation): readonly string[] {
  const text = tableSeenText;
  return change("table", tableText(id), text(a.table(id)), text(b.table(id)), String);
}

function tableSeenText(seen: TableSeen): string {
  if (seen.ioas === 0) return "none";
  const on = seen.parent === 0 ? `of A${seen.ioas}` : `on H${seen.parent}`;
  const flags = `${seen.forPasids ? " for-pasids" : ""}${seen.nestParent ? " nest-parent" : ""}`;
  return `${on}${flags}, ${seen.users} users`;
}

function cellLines(
  t: Topology,
  where: string,
  dev: number,
  c: number,
  a: UserObservation,
  b: UserObservation,
): readonly string[] {
  const named = (n: number): string => (n === 0 ? "nobody" : nameOf(t, n - 1));
  return [
    ...change("attached", where, a.attached(dev, c), b.attached(dev, c), tableText),
    ...change("names", where, a.handleNames(dev, c), b.handleNames(dev, c), named),
    ...change("holders", where, a.holders(dev, c), b.holders(dev, c), driversText),
  ];
}

function numbers(max: number): readonly number[] {
  return Array.from({ length: max }, (_, i) => i + 1);
}

function boundText(bound: boolean): string {
  return bound ? "a driver is bound" : "no driver";
}

function contextText(context: number): string {
  return context === 0 ? "none" : `C${context}`;
}

function driversText(bits: number): string {
  return ["nobody", "R1", "R2", "R1 and R2"][bits] ?? String(bits);
}

function pasidText(pasid: number): string {
  return pasid === 0 ? "no PASID" : `PASID ${pasid}`;
}
