/**
 * The requester IDs under which a function's DMA can appear at the root (drivers/pci/search.c
 * pci_for_each_dma_alias, semantics 3.1). Two functions that emit one ID cannot be told apart
 * there.
 */
import {
  type Bridge,
  isBridge,
  type PciFunction,
  requesterId,
  type Topology,
} from "../vocabulary/topology/topology.js";

/**
 * A requester ID with its segment: segment << 16 | bus << 8 | devfn (as a number, not a 32-bit
 * one).
 */
export type EmittedId = number;

function withSegment(segment: number, bus: number, devfn: number): EmittedId {
  return segment * 0x1_0000 + requesterId(bus, devfn);
}

/** All IDs that the function may be seen under, its own first. */
export function emittedIds(t: Topology, dev: number): readonly EmittedId[] {
  const named = t.functions[dev];
  if (named === undefined) return [];
  const f = named.realDma === null ? named : t.functions[named.realDma];
  if (f === undefined) return [];
  const ids = [withSegment(f.segment, f.bus, f.devfn)];
  for (const alias of f.aliases) ids.push(withSegment(f.segment, f.bus, alias));
  for (let above = parentOf(t, f); above !== null; above = parentOf(t, above)) {
    if (above.xlateRoot) break;
    const id = bridgeAlias(above);
    if (id !== null) ids.push(id);
  }
  return ids;
}

function parentOf(t: Topology, f: PciFunction): Bridge | null {
  const parent = f.parent === null ? undefined : t.functions[f.parent];
  return parent !== undefined && isBridge(parent) ? parent : null;
}

/** The ID that a bridge may put in place of those from below; null if it passes them on. */
function bridgeAlias(bridge: Bridge): EmittedId | null {
  switch (bridge.kind) {
    case "root-port":
    case "upstream-port":
    case "downstream-port":
      return null;
    case "pcie-to-pci-bridge":
      return bridge.noAlias ? null : withSegment(bridge.segment, bridge.secondary, 0);
    case "pci-to-pcie-bridge":
      return withSegment(bridge.segment, bridge.bus, bridge.devfn);
    case "pci-bridge":
      return bridge.pcieAlias
        ? withSegment(bridge.segment, bridge.secondary, 0)
        : withSegment(bridge.segment, bridge.bus, bridge.devfn);
    default:
      return bridge satisfies never;
  }
}

/** An ID that both functions emit; null if there is none. */
export function sharedId(a: readonly EmittedId[], b: readonly EmittedId[]): EmittedId | null {
  return a.find((id) => b.includes(id)) ?? null;
}
