/**
 * The reference, run by tests on operations above the core: like rows.ts, and the cells of the user
 * observation are told too. `1:5` is PASID 5 of the function with index 1, PASID 0 is the RID.
 */
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { IOASES_MAX } from "../../model/vocabulary/operation/iommufd.js";
import { MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import {
  TABLES_MAX,
  ownerText,
  tableText,
  type Tenancy,
} from "../../model/vocabulary/design/user-observation.js";
import { prepare, referenceSeat, type Seat } from "../run/instance.js";
import type { Ran } from "./rows.js";
import { REGIONS_MAX } from "../../model/vocabulary/topology/topology.js";

/** Runs the reference under a contract, Linux 7.3's unless another is named. */
export function runAbove(
  machine: string,
  operations: string,
  contract: Contract = LINUX_7_3,
): Ran & { readonly death: string | null } {
  const read = readScenario(`pasidcheck scenario 1\n${machine.trim()}\n----\n${operations.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const prepared = prepare(read.value, null);
  const seat = referenceSeat(prepared, contract);
  const functions = read.value.topology.functions.length;
  const outcomes = read.value.operations.map((op) => {
    seat.step(op, op.dev % functions);
    return outcomeText(seat.outcome);
  });
  const before = cells(seat.before, prepared.columns);
  const changed = cells(seat.after, prepared.columns).filter((cell) => !before.includes(cell));
  const death = seat.machine.deathForetold?.() ?? null;
  return { outcomes: outcomes.join(" "), calls: calls(seat), changed, death };
}

/** How the last operation ended. */
export function last(machine: string, operations: string, contract?: Contract): string {
  return runAbove(machine, operations, contract).outcomes.split(" ").at(-1) ?? "";
}

function calls(seat: Seat): readonly string[] {
  return Array.from({ length: seat.calls.length }, (_, i) => {
    const { dev, pasid, domain, told, status } = seat.calls.at(i);
    const refused = status === 0 ? "" : ` !${status}`;
    return `${dev}:${pasid} ${domainText(domain)}<-${domainText(told)}${refused}`;
  });
}

function cells(o: Observation, pasids: readonly number[]): readonly string[] {
  const { tenancy } = o;
  if (tenancy === null) throw new Error("nothing is done above the core here");
  const devs = Array.from({ length: o.functions }, (_, dev) => dev);
  const tables = devs.flatMap((dev) =>
    pasids.flatMap((pasid, column) => [
      `hardware ${dev}:${pasid} ${domainText(o.hardware(dev, column))}`,
      `recorded ${dev}:${pasid} ${domainText(o.recorded(dev, column))}`,
      `handle ${dev}:${pasid} h${o.handle(dev, column)}`,
      `attached ${dev}:${pasid} ${tableText(tenancy.attached(dev, column))}`,
      `names ${dev}:${pasid} ${tenancy.handleNames(dev, column) - 1}`,
      `holders ${dev}:${pasid} ${tenancy.holders(dev, column)}`,
    ]),
  );
  return [...devs.map((dev) => use(tenancy, dev)), ...bonds(tenancy, devs), ...tables].concat(
    objects(tenancy),
  );
}

function use(t: Tenancy, dev: number): string {
  const owner = `function ${dev} of ${ownerText(t.owner(dev))} count ${t.ownerCount(dev)}`;
  const context = t.context(dev) === 0 ? "" : `, bound to C${t.context(dev)}`;
  return owner + (t.driverBound(dev) ? ", driver" : "") + context;
}

function bonds(t: Tenancy, devs: readonly number[]): readonly string[] {
  const mms = Array.from({ length: MMS_MAX }, (_, i) => i + 1);
  const pasids = mms.map((mm) => `M${mm} has ${t.mmPasid(mm)}`);
  return [
    ...pasids,
    ...devs.flatMap((dev) => mms.map((mm) => `bonds ${dev} M${mm} ${t.bonds(dev, mm)}`)),
  ];
}

function regions(bits: number): string {
  return Array.from({ length: REGIONS_MAX }, (_, i) => i + 1)
    .filter((region) => (bits & (1 << (region - 1))) !== 0)
    .join(",");
}

function objects(t: Tenancy): readonly string[] {
  const ioases = Array.from({ length: IOASES_MAX }, (_, i) => i + 1).map(
    (a) =>
      `A${a} of C${t.ioasContext(a)} maps (${regions(t.mapped(a))})` +
      ` reserves (${regions(t.reserved(a))})`,
  );
  const tables = Array.from({ length: TABLES_MAX }, (_, i) => i + 1).map((id) => {
    const { ioas, forPasids, nestParent, parent, users } = t.table(id);
    const flags = (forPasids ? " for-pasids" : "") + (nestParent ? " nest-parent" : "");
    return `${tableText(id)} of A${ioas}${flags} on ${tableText(parent)}, ${users} users`;
  });
  return [...ioases, ...tables];
}
