/**
 * The design that keeps one PASID table a group, as Linux does: struct iommu_group.pasid_array
 * (drivers/iommu/iommu.c). The handle of the group's RID stands in the same table at PASID 0.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import { Prepared, type Storage } from "../machine.js";
import { Tables } from "../state/pasid-tables.js";

/** Makes a design of this kind. Throws if the contract has policies of another kind. */
export function groupTable(name: string, sentence: string, contract: Contract): Design {
  if (contract.table !== "group")
    throw new Error(`${name}: table ${contract.table} is not one PASID table a group`);
  const prepared = new Prepared(contract);
  return { name, sentence, contract, boot: (given) => prepared.boot(given, oneTableAGroup) };
}

const oneTableAGroup: Storage = {
  slots: (_, partition) => partition.groupOf,
  tables: (_, partition) => {
    const tables = new Tables(partition.groups + 1);
    return { pasids: tables, rids: tables };
  },
};
