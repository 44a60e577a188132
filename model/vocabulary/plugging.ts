/**
 * Defines which functions can come and go while the machine runs, and how a scan finds one that
 * has come (drivers/pci/probe.c pci_scan_slot, next_fn, next_ari_fn; docs/choices.md, Hot-plug).
 */
import { isBridge, isEndpoint, isThereAtBoot, type PciFunction } from "./topology.js";

/**
 * Whether the function may be plugged, unplugged and absent at boot: no bridge, no VF, no PF with
 * VFs, and no function as whom another emits.
 */
export function canBePlugged(functions: readonly PciFunction[], dev: number): boolean {
  const f = functions[dev];
  if (f === undefined || isBridge(f) || f.kind === "vf") return false;
  return !functions.some((g) => g.realDma === dev || (g.kind === "vf" && g.pf === dev));
}

/**
 * The function through which the scan finds this one: function 0 of its device. Null where it
 * needs none: it is function 0, a VF, or an ARI function of a device that lists no function 0.
 */
export function foundThrough(functions: readonly PciFunction[], dev: number): number | null {
  const f = functions[dev];
  if (f === undefined || f.kind === "vf") return null;
  const devfn = isEndpoint(f) && f.ari ? 0 : f.devfn & ~7;
  if (f.devfn === devfn) return null;
  const zero = functions.findIndex(
    (g) => g.kind !== "vf" && g.devfn === devfn && g.bus === f.bus && g.segment === f.segment,
  );
  return zero < 0 ? null : zero;
}

/**
 * Whether pci_scan_slot() comes as far as this function: its function 0 is there (`present` says
 * so) and is marked multifunction; with ARI function 0 need only be there.
 */
export function scanFinds(
  functions: readonly PciFunction[],
  dev: number,
  present: (dev: number) => boolean,
): boolean {
  const zero = foundThrough(functions, dev);
  if (zero === null) return true;
  const f = functions[dev];
  const ari = f !== undefined && isEndpoint(f) && f.ari;
  return present(zero) && (ari || functions[zero]?.multifunction === true);
}

/**
 * The first function that cannot be absent at boot, or cannot be there, and why; null if there is
 * none. Who can be plugged may be absent, and a function 0 only with all that are found through it.
 */
export function wronglyAbsent(
  all: readonly PciFunction[],
): { readonly dev: number; readonly message: string } | null {
  if (all.every(isThereAtBoot)) return null;
  for (const [dev, f] of all.entries()) {
    if (f.absent === true && !canBePlugged(all, dev)) return { dev, message: ONLY_LEAVES };
    const zero = foundThrough(all, dev);
    if (f.absent !== true && zero !== null && all[zero]?.absent === true)
      return { dev, message: `functions[${zero}], its function 0, is absent` };
  }
  return null;
}

const ONLY_LEAVES =
  "no bridge, VF, PF with VFs, nor a function as whom another emits, can be absent";
