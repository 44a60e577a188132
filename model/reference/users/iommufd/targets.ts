/**
 * The object that is attached where a target is named (drivers/iommu/iommufd/device.c
 * iommufd_device_change_pt, iommufd_device_auto_get_domain; semantics 9.3): a page table, or for an
 * IOAS one of iommufd's own.
 */
import { OK, refusal, type Outcome } from "../../../vocabulary/operation/outcome.js";
import { objectNumber, type ObjectName } from "../../../vocabulary/operation/iommufd.js";
import { isAuto } from "../../../vocabulary/design/user-observation.js";
import type { State } from "../../state/state.js";
import { attachTable } from "./attach.js";
import { findIoas, findTable } from "./ioas.js";
import { replaceTable } from "./replace.js";
import { makeAuto } from "./hw-pagetable.js";
import type { PageTable } from "../../state/iommufd.js";

/** iommufd_device_attach. */
export function attachTarget(s: State, dev: number, pasid: number, target: ObjectName): Outcome {
  return changeTo(s, "fd-attach", dev, target, (table) => attachTable(s, dev, pasid, table));
}

/** iommufd_device_replace. */
export function replaceTarget(s: State, dev: number, pasid: number, target: ObjectName): Outcome {
  return changeTo(s, "fd-replace", dev, target, (table) => replaceTable(s, dev, pasid, table));
}

type Change = (table: PageTable) => Outcome;

function changeTo(
  s: State,
  rows: "fd-attach" | "fd-replace",
  dev: number,
  target: ObjectName,
  change: Change,
): Outcome {
  const context = s.users.contexts[dev] ?? 0;
  const table = findTable(s, context, target);
  if (table !== null) return change(table);
  if (findIoas(s, context, target) === null) return s.decide(rows, 1, "ENOENT");
  return changeToIoas(s, context, objectNumber(target), change);
}

/** The first of iommufd's own tables that does not say EINVAL, or a new one. */
function changeToIoas(s: State, context: number, ioas: number, change: Change): Outcome {
  const autos = [...s.users.tables.values()].filter((t) => isAuto(t.id) && t.ioas === ioas);
  for (const auto of autos) {
    const outcome = change(auto);
    if (outcome.ok || outcome.errno !== "EINVAL") return outcome;
  }
  const made = makeAuto(s, context, ioas);
  if (made === null) return refusal("ENOSPC");
  const outcome = change(made);
  if (outcome.ok) return OK;
  s.users.tables.delete(made.id);
  return outcome;
}
