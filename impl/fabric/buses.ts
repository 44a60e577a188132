/**
 * The functions on one bus (struct pci_dev.bus): those below one bridge, those of one root bus, and
 * the VFs of one virtual bus (drivers/pci/iov.c virtfn_add_bus), which is found by its number.
 */
import type { PciFunction } from "../../model/vocabulary/topology/topology.js";

export interface BusNumbers {
  /** Per function the number of its bus, from 0. */
  readonly bus: Int32Array;
  readonly buses: number;
}

const UNKNOWN = -1;

/** Numbers the buses of a topology by first use. */
export function busNumbers(functions: readonly PciFunction[]): BusNumbers {
  const count = functions.length;
  const bus = new Int32Array(count);
  const below = new Int32Array(count).fill(UNKNOWN);
  const bridgeless = new Map<number, number>();
  let buses = 0;
  for (let i = 0; i < count; i++) {
    const f = functions[i]!;
    const onBusOfPf = f.kind === "vf" && f.bus === functions[f.pf]!.bus;
    let number = UNKNOWN;
    if (onBusOfPf) number = bus[f.pf]!;
    else if (f.parent !== null && f.kind !== "vf") number = below[f.parent]!;
    else number = bridgeless.get(numberOf(f)) ?? UNKNOWN;
    if (number === UNKNOWN) {
      number = buses++;
      if (f.parent !== null && f.kind !== "vf") below[f.parent] = number;
      else bridgeless.set(numberOf(f), number);
    }
    bus[i] = number;
  }
  return { bus, buses };
}

/** The number by which a bus without a bridge is found. */
function numberOf({ segment, bus }: PciFunction): number {
  return segment * 256 + bus;
}
