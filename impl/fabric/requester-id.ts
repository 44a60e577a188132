/**
 * The requester IDs under which the DMA of a function can appear at the IOMMU, segment included,
 * and who emits one that nobody else does: drivers/pci/search.c pci_for_each_dma_alias(),
 * docs/reference/semantics.md 3.1.
 */
import {
  isBridge,
  requesterId,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { FLAG, ROOT, type Facts } from "./facts.js";

/** A requester ID with its segment in one number. */
export type RequesterId = number;

function inSegment(segment: number, bus: number, devfn: number): RequesterId {
  return segment * 0x1_0000 + requesterId(bus, devfn);
}

/** Puts the requester IDs of a function in place of what `into` held. */
export function requesterIds(facts: Facts, dev: number, into: RequesterId[]): void {
  const { functions, flags, parent } = facts;
  const real = functions[dev]!.realDma ?? dev;
  const { segment, bus, devfn, aliases } = functions[real]!;
  into.length = 0;
  into.push(inSegment(segment, bus, devfn));
  for (const alias of aliases) into.push(inSegment(segment, bus, alias));
  for (let t = parent[real]!; t !== ROOT; t = parent[t]!) {
    if ((flags[t]! & FLAG.XLATE_ROOT) !== 0) return;
    if ((flags[t]! & FLAG.BRIDGE_ALIAS) !== 0) into.push(bridgeAlias(functions[t]!));
  }
}

/**
 * PCIe-to-PCI bridges put their secondary bus number on what they forward, others their own
 * requester ID.
 */
function bridgeAlias(f: PciFunction): RequesterId {
  const toPci = f.kind === "pcie-to-pci-bridge" || (f.kind === "pci-bridge" && f.pcieAlias);
  return toPci && isBridge(f)
    ? inSegment(f.segment, f.secondary, 0)
    : inSegment(f.segment, f.bus, f.devfn);
}

const SHARED = -1;

/**
 * Per function 1 iff no other function of the topology, grouped or not, emits any of its
 * requester IDs and its DMA is not redirected to another function.
 */
export function soleRequesters(facts: Facts): Uint8Array {
  const owner = new Map<RequesterId, number>();
  const ids: RequesterId[] = [];
  for (let dev = 0; dev < facts.count; dev++) {
    requesterIds(facts, dev, ids);
    for (const id of ids) {
      const other = owner.get(id);
      if (other !== dev) owner.set(id, other === undefined ? dev : SHARED);
    }
  }
  const sole = new Uint8Array(facts.count);
  for (let dev = 0; dev < facts.count; dev++) {
    requesterIds(facts, dev, ids);
    const alone = facts.functions[dev]!.realDma === null;
    sole[dev] = alone && ids.every((id) => owner.get(id) === dev) ? 1 : 0;
  }
  return sole;
}
