/**
 * The slots of a machine in which a card would be grouped with nothing but itself: below ports
 * whose whole way up isolates (drivers/iommu/iommu.c pci_device_group; docs/reference/semantics.md
 * 4.1, step B).
 */
import { firstFailing } from "../../model/fabric/acs.js";
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { isBridge, type PciFunction } from "../../model/vocabulary/topology/topology.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import { deviceOf, groupWith, readingsOf, wayUp, type ShownMachine } from "./shown-machine.js";

export interface Slot {
  readonly port: number;
  /** What stands directly below it now. */
  readonly occupied: readonly number[];
}

/** So many slots are named; empty ones first. */
const SLOTS_MAX = 3;

/**
 * The slots for a card, and who must go with the function there as well, for its whole device
 * moves. What is integrated cannot be moved.
 */
export function otherSlots(
  m: ShownMachine,
  dev: number,
): { readonly slots: readonly Slot[]; readonly left: readonly number[] } {
  const { functions } = m.topology;
  const own = wayUp(functions, dev);
  if (!isCard(functions, dev)) return { slots: [], left: [] };
  const left = siblingsLeft(m, dev);
  const ports = [...functions.keys()].filter((port) => !own.includes(port) && isSlot(m, port));
  const slots = ports.map((port) => ({
    port,
    occupied: [...functions.keys()].filter((one) => functions[one]?.parent === port),
  }));
  slots.sort((a, b) => a.occupied.length - b.occupied.length || a.port - b.port);
  return { slots: slots.slice(0, SLOTS_MAX), left };
}

/** As far as it is shown: an endpoint below a port, and no chip with ports of its own. */
function isCard(functions: readonly PciFunction[], dev: number): boolean {
  const f = functions[dev];
  const above = f === undefined || f.parent === null ? undefined : functions[f.parent];
  if (f?.kind !== "endpoint" && f?.kind !== "legacy-endpoint") return false;
  if (above?.kind !== "root-port" && above?.kind !== "downstream-port") return false;
  return !deviceOf(functions, dev).some((one) => isBridgeAt(functions, one));
}

function isBridgeAt(functions: readonly PciFunction[], dev: number): boolean {
  const f = functions[dev];
  return f !== undefined && isBridge(f);
}

/** A port that is shown, and above which everything isolates in every reading. */
function isSlot(m: ShownMachine, port: number): boolean {
  const kind = m.topology.functions[port]?.kind;
  if (kind !== "root-port" && kind !== "downstream-port") return false;
  // Behind a VMD its DMA would be that of the VMD.
  if (m.functions[port]?.shown === false) return false;
  if ((m.topology.functions[port]?.realDma ?? null) !== null) return false;
  return readingsOf(m).every(
    (functions) => firstFailing(booted(functions), port, ACS_ISOLATED) === null,
  );
}

/** The functions of its own device with which it is grouped wherever the device stands. */
function siblingsLeft(m: ShownMachine, dev: number): readonly number[] {
  const { functions } = m.topology;
  const device = deviceOf(functions, dev);
  const alone = device.flatMap((one) => {
    const f = functions[one];
    return f === undefined ? [] : [{ ...f, parent: null, realDma: null }];
  });
  const group = groupWith(linuxGrouped(booted(alone)), device.indexOf(dev));
  return group.flatMap((i) => {
    const one = device[i];
    return one === undefined || one === dev || m.functions[one]?.shown === false ? [] : [one];
  });
}
