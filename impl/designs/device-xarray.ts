/**
 * The design that keeps one PASID table a device: "or move the xarray to the device?" A PASID
 * operation reads, writes and programs the device that it names and no other. The RID's domain and
 * its handle stay with the group, because functions of one group can share a requester ID.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import { Prepared, type Storage } from "../machine.js";
import { Tables } from "../state/pasid-tables.js";

/** Makes a design of this kind. Throws if the contract has policies that make no sense with it. */
export function deviceXArray(name: string, sentence: string, contract: Contract): Design {
  const { table, programs, zero } = contract;
  if (table !== "device") throw new Error(`${name}: table ${table} is not one a device`);
  if (programs !== "own-device")
    throw new Error(`${name}: programs ${programs} would write more than the device's table says`);
  if (zero !== "refused")
    throw new Error(`${name}: zero ${zero} would let a device's table claim the group's RID`);
  const prepared = new Prepared(contract);
  return { name, sentence, contract, boot: (given) => prepared.boot(given, oneTableADevice) };
}

const oneTableADevice: Storage = {
  slots: ({ count }) => {
    const slots = new Int32Array(count);
    for (let dev = 0; dev < count; dev++) slots[dev] = dev;
    return slots;
  },
  tables: (facts, partition) => ({
    pasids: new Tables(facts.count),
    rids: new Tables(partition.groups + 1),
  }),
};
