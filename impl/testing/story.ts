/**
 * Stories: tests of what users of the core do, an operation a line, in the words of a
 * scenario's text form but with the function's index: `fd-attach 1 pasid 5 to H1 -> 0`.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { Cursor, linesOf } from "../../model/vocabulary/scenario/text/cursor.js";
import { readOperationOn } from "../../model/vocabulary/scenario/text/read-operation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import { tableText, type UserObservation } from "../../model/vocabulary/design/user-observation.js";
import { DEVICE_XARRAY, LINUX_7_3 } from "../designs/contracts.js";
import { deviceXArray } from "../designs/device-xarray.js";
import { groupTable } from "../designs/group-table.js";
import { Bench } from "./bench.js";
import { boot, endpoint, port, width } from "./topologies.js";

/** The PASIDs that stories name; 1 to 4 are also what allocators give out. */
export const STORY_PASIDS = [0, 1, 2, 3, 4, 5, 6];

/**
 * 1 and 2 are one group, and so is 3 if it comes; 5 is one of its own; 6 has no IOMMU; 7 is in the
 * group of 1 and has no PASIDs. 0 and 4 are the ports above. Regions 1, 2 and 3 are reserved,
 * and 1 has ATS, so it can be reset.
 */
export const neighbours = boot([
  port("root-port", [0, 0x08, null], 1),
  endpoint([1, 0, 0], { multifunction: true, reserved: [1], ats: true }),
  endpoint([1, 1, 0], { multifunction: true, reserved: [2] }),
  endpoint([1, 2, 0], { multifunction: true, absent: true }),
  port("root-port", [0, 0x10, null], 2),
  endpoint([2, 0, 4], { reserved: [3], pasid: width(2) }),
  endpoint([0, 0x18, null], { iommu: false }),
  endpoint([1, 3, 0], { multifunction: true, pasid: null }),
]);

/** One table a group, as Linux 7.3 but for what is changed. */
export function group(changed: Partial<Contract> = {}, iommu: Partial<Iommu> = {}): Bench {
  const design = groupTable("under-test", "under test", withPolicies(LINUX_7_3, changed));
  return new Bench(design, neighbours, { iommu, pasids: STORY_PASIDS, withUsers: true });
}

/** One table a device, with the policies of Linux 7.3 where they can be. */
export function device(changed: Partial<Contract> = {}, iommu: Partial<Iommu> = {}): Bench {
  const { table, programs, range } = DEVICE_XARRAY;
  const contract = withPolicies(LINUX_7_3, { table, programs, range, ...changed });
  const design = deviceXArray("under-test", "under test", contract);
  return new Bench(design, neighbours, { iommu, pasids: STORY_PASIDS, withUsers: true });
}

/** The story as it went: what it says after each arrow is what the machine answered. */
export function told(machine: Bench, story: string): string {
  return story.replaceAll(
    /^( *)(\S.*?) -> \S+$/gm,
    (_, indent: string, line: string) => `${indent}${line} -> ${machine.step(said(line))}`,
  );
}

export function usersOf(machine: Bench): UserObservation {
  const { users } = machine.observed;
  if (users === null) throw new Error("a story is one of users of the core");
  return users;
}

/** The page table to which iommufd says that (dev, pasid) is attached. */
export function attachedTo(machine: Bench, dev: number, pasid: number): string {
  return tableText(usersOf(machine).attached(dev, STORY_PASIDS.indexOf(pasid)));
}

/** The operation that a line says. */
export function said(text: string): Operation {
  const [line] = linesOf(text);
  if (line === undefined) throw new Error("a story has no empty lines");
  const cursor = new Cursor(line);
  const devMax = neighbours.functions.length - 1;
  const op = readOperationOn(cursor, () => cursor.number("a function's index", 0, devMax));
  if (op === null) throw new Error(`${text}: ${cursor.problem?.message ?? ""}`);
  return op;
}
