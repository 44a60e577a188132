/**
 * What tests see of a machine, in words: its driver calls, and a line for every cell of an
 * observation. Functions are named by their index, `1:5` is PASID 5 of the second, PASID 0 is the
 * RID.
 */
import type { Hardware } from "../../model/vocabulary/design/hardware.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import {
  TABLES_MAX,
  ownerText,
  tableText,
  type UserObservation,
} from "../../model/vocabulary/design/user-observation.js";
import { MMS_MAX } from "../../model/vocabulary/operation/allocation.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import { IOASES_MAX } from "../../model/vocabulary/operation/iommufd.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import { REGIONS_MAX } from "../../model/vocabulary/topology/topology.js";

/**
 * The driver calls of the last operation: `1:5 D1<-none`, the refused ones with their errno
 * number.
 */
export function callTexts({ calls }: Hardware): readonly string[] {
  return Array.from({ length: calls.length }, (_, i) => {
    const { dev, pasid, domain, told, status } = calls.at(i);
    const refused = status === 0 ? "" : ` !${status}`;
    return `${dev}:${pasid} ${domainText(domain)}<-${domainText(told)}${refused}`;
  });
}

/**
 * Everything that can be seen, a line each: `function 1 in group 2`, `hardware 1:5 D1`,
 * `handle 1:5 h2`, `h2 of D1`, and of the users, where they are observed.
 */
export function cellTexts(o: Observation, pasids: readonly number[]): readonly string[] {
  const { users } = o;
  const devs = Array.from({ length: o.functions }, (_, dev) => dev);
  const tables = devs.flatMap((dev) =>
    pasids.flatMap((pasid, column) => [
      `hardware ${dev}:${pasid} ${domainText(o.hardware(dev, column))}`,
      `recorded ${dev}:${pasid} ${domainText(o.recorded(dev, column))}`,
      `handle ${dev}:${pasid} h${o.handle(dev, column)}`,
      ...(users === null ? [] : attached(users, dev, pasid, column)),
    ]),
  );
  const handles = Array.from({ length: HANDLES_MAX }, (_, i) => i + 1);
  return [
    ...devs.map((dev) => `function ${dev} ${standing(o, dev)}`),
    ...(users === null ? [] : devs.map((dev) => use(users, dev))),
    ...(users === null ? [] : bonds(users, devs)),
    ...tables,
    ...handles.map((h) => `h${h} of ${domainText(o.handleDomain(h))}`),
    ...(users === null ? [] : objects(users)),
  ];
}

function standing(o: Observation, dev: number): string {
  if (!o.present(dev)) return "absent";
  const group = o.group(dev);
  return (group === 0 ? "without group" : `in group ${group}`) + (o.blocked(dev) ? ", reset" : "");
}

function attached(
  t: UserObservation,
  dev: number,
  pasid: number,
  column: number,
): readonly string[] {
  return [
    `attached ${dev}:${pasid} ${tableText(t.attached(dev, column))}`,
    `names ${dev}:${pasid} ${t.handleNames(dev, column) - 1}`,
    `holders ${dev}:${pasid} ${t.holders(dev, column)}`,
  ];
}

function use(t: UserObservation, dev: number): string {
  const owner = `function ${dev} of ${ownerText(t.owner(dev))} count ${t.ownerCount(dev)}`;
  const context = t.context(dev) === 0 ? "" : `, bound to C${t.context(dev)}`;
  return owner + (t.driverBound(dev) ? ", driver" : "") + context;
}

function bonds(t: UserObservation, devs: readonly number[]): readonly string[] {
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

function objects(t: UserObservation): readonly string[] {
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
