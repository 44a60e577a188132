/**
 * The functions that can come and go while the machine runs, and the scan that finds one that has
 * come (drivers/pci/probe.c pci_scan_slot, next_fn, next_ari_fn; docs/reference/choices.md,
 * Hot-plug).
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
 * The function through which the scan finds this one: function 0 of its device, which with ARI is
 * that of the bus. Null where it needs none: it is function 0, or a VF.
 */
export function foundThrough(functions: readonly PciFunction[], dev: number): number | null {
  const f = functions[dev];
  if (f === undefined || f.kind === "vf" || f.devfn === 0) return null;
  if (hasAri(f)) {
    const first = at(functions, f, 0);
    if (first !== null && hasAri(functions[first])) return first;
  }
  return (f.devfn & 7) === 0 ? null : at(functions, f, f.devfn & ~7);
}

/** ARI works below a bridge only: on a root bus nothing forwards it. */
function hasAri(f: PciFunction | undefined): boolean {
  return f !== undefined && isEndpoint(f) && f.ari && f.parent !== null;
}

function at(functions: readonly PciFunction[], beside: PciFunction, devfn: number): number | null {
  const { bus, segment } = beside;
  const dev = functions.findIndex(
    (g) => g.kind !== "vf" && g.devfn === devfn && g.bus === bus && g.segment === segment,
  );
  return dev < 0 ? null : dev;
}

/**
 * Whether pci_scan_slot() comes as far as this function: its function 0 is there (`present` says
 * so) and is marked multifunction; where both have ARI function 0 need only be there.
 */
export function scanFinds(
  functions: readonly PciFunction[],
  dev: number,
  present: (dev: number) => boolean,
): boolean {
  const zero = foundThrough(functions, dev);
  if (zero === null) return true;
  const listed = hasAri(functions[dev]) && hasAri(functions[zero]);
  return present(zero) && (listed || functions[zero]?.multifunction === true);
}

/**
 * The VFs in the slot of a function that comes. pci_scan_slot() marks every function above 0 that
 * it passes as multifunction, and VFs too, of which drivers/pci/iov.c has said that they never are:
 * those below the function before it is grouped, those above it afterwards.
 */
export function vfsPassed(
  functions: readonly PciFunction[],
  dev: number,
  present: (dev: number) => boolean,
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const f = functions[dev];
  const zero = f === undefined ? null : at(functions, f, f.devfn & ~7);
  const first = f === undefined ? null : at(functions, f, 0);
  // Where function 0 has ARI, the scan goes along its list, and no VF is in that.
  const listed = first !== null && (first === dev || present(first)) && hasAri(functions[first]);
  if (f === undefined || zero === null || listed || functions[zero]?.multifunction !== true)
    return NONE_PASSED;
  const passed = functions.flatMap((g, i) => {
    const here = g.kind === "vf" && g.bus === f.bus && g.segment === f.segment;
    return here && g.devfn >> 3 === f.devfn >> 3 && (g.devfn & 7) > 0 ? [i] : [];
  });
  const below = (i: number): boolean => (functions[i]?.devfn ?? 0) < f.devfn;
  return { before: passed.filter(below), after: passed.filter((i) => !below(i)) };
}

const NONE_PASSED = Object.freeze({ before: [], after: [] });

/**
 * The first function that cannot be absent at boot, or cannot be there, and why; null if there is
 * none. Who can be plugged may be absent, and a function 0 only with all that are found through it.
 */
export function wronglyAbsent(
  all: readonly PciFunction[],
): { readonly path: string; readonly message: string } | null {
  if (all.every(isThereAtBoot)) return null;
  for (const [dev, f] of all.entries()) {
    const path = `functions[${dev}].absent`;
    if (f.absent === true && !canBePlugged(all, dev)) return { path, message: ONLY_LEAVES };
    const zero = foundThrough(all, dev);
    if (f.absent !== true && zero !== null && all[zero]?.absent === true)
      return { path, message: `functions[${zero}], its function 0, is absent` };
  }
  return null;
}

const ONLY_LEAVES =
  "no bridge, VF, PF with VFs, nor a function as whom another emits, can be absent";
