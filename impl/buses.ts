/**
 * Defines which functions are on one bus (struct pci_dev.bus): those below one bridge, those of
 * one root bus, and the VFs of one virtual bus (drivers/pci/iov.c virtfn_add_bus), which is found
 * by its number.
 */
import type { PciFunction } from "../model/vocabulary/topology.js";

export interface BusNumbers {
  /** Per function the number of its bus, from 0. */
  readonly bus: Int16Array;
  readonly buses: number;
}

const UNKNOWN = -1;

/** Numbers the buses of a topology by first use. */
export function busNumbers(functions: readonly PciFunction[]): BusNumbers {
  const count = functions.length;
  const bus = new Int16Array(count);
  const below = new Int16Array(count).fill(UNKNOWN);
  const bridgeless: number[] = [];
  let buses = 0;
  for (let i = 0; i < count; i++) {
    const f = functions[i]!;
    const onBusOfPf = f.kind === "vf" && f.bus === functions[f.pf]!.bus;
    let number = UNKNOWN;
    if (onBusOfPf) number = bus[f.pf]!;
    else if (f.parent !== null && f.kind !== "vf") number = below[f.parent]!;
    else number = sameBus(functions, bus, bridgeless, f);
    if (number === UNKNOWN) {
      number = buses++;
      if (f.parent !== null && f.kind !== "vf") below[f.parent] = number;
      else bridgeless.push(i);
    }
    bus[i] = number;
  }
  return { bus, buses };
}

/**
 * The bus without a bridge that has this function's segment and bus number, if there is one
 * already.
 */
function sameBus(
  functions: readonly PciFunction[],
  bus: Int16Array,
  bridgeless: readonly number[],
  f: PciFunction,
): number {
  for (const i of bridgeless) {
    const other = functions[i]!;
    if (other.bus === f.bus && other.segment === f.segment) return bus[i]!;
  }
  return UNKNOWN;
}
