/**
 * INV-26: functions that emit a common requester ID are in one group (BUG-25, BUG-26, FLAW-4,
 * FLAW-5, FLAW-7).
 */
import type { EmittedId } from "../../../model/fabric/requester-id.js";
import type { Facts } from "../../../model/fabric/facts.js";
import {
  requesterId,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";
import { soundBut } from "../seeded-fault.js";
import { sharers } from "../directions.js";
import { apart, found } from "../finding.js";
import type { BootInvariant } from "../invariant.js";

export const aliasesInOneGroup: BootInvariant = {
  name: "aliases-in-one-group",
  sentence: "Two functions that can appear under one requester ID are in one group.",
  ids: ["INV-26", "BUG-25", "BUG-26", "CLAIM-2", "FLAW-4", "FLAW-5", "FLAW-7"],
  severity: "safety",
  seededFault: soundBut({ grouping: "linux" }),
  catches: "BUG-25",
  direction: sharers,
  on: "boot",
  groupsOnly: true,
  applies: (m) => m.facts.sharingPairs().length > 0,
  broken: (m) =>
    apart(m.after, (device, other) => {
      const id = m.facts.sharedId(device, other);
      if (id === null) return null;
      const rest = { device, other, seen: "two groups", wanted: "one group" };
      return found(kindOfAlias(m.facts, device, other, id), rest);
    }),
};

/** How the common ID comes about, or why the kernel misses it. */
function kindOfAlias(facts: Facts, a: number, b: number, id: EmittedId): string {
  const t = facts.topology;
  const x = t.functions[a];
  const y = t.functions[b];
  if (x === undefined || y === undefined) return "alias";
  if (x.realDma !== null || y.realDma !== null) return "real-dma";
  const masked = x.aliases.length > 0 || y.aliases.length > 0;
  const own = isOwn(x, id) || isOwn(y, id);
  if (masked && !own && busOf(id) === x.bus) return "ghost";
  if (belowUnmanaged(t, x) || belowUnmanaged(t, y)) return "unmanaged-bridge";
  if (!masked || !own) return "bridge-id";
  if (t.probe.scan === "hot" || t.probe.order !== null) return "late-linker";
  if (x.kind === "vf" || y.kind === "vf") return "late-vf";
  if ((id & 0xff) === 0xff) return "alias-of-ff.7";
  return slotOf(x) === slotOf(y) ? "alias-in-slot" : "alias-across-slots";
}

function isOwn(f: PciFunction, id: EmittedId): boolean {
  return id === f.segment * 0x1_0000 + requesterId(f.bus, f.devfn);
}

function busOf(id: EmittedId): number {
  return (id >> 8) & 0xff;
}

/** A bridge without IOMMU never has a group that those below it could join (FLAW-4). */
function belowUnmanaged(t: Topology, f: PciFunction): boolean {
  for (let i = f.parent; i !== null; i = t.functions[i]?.parent ?? null)
    if (t.functions[i]?.iommu === false) return true;
  return false;
}
