/**
 * Features that are drawn when the tree of buses stands: DMA aliases (Linux drivers/pci/quirks.c),
 * end-end prefixes, functions that no IOMMU serves, direct mappings.
 */
import { ACS, ACS_ISOLATED, type AcsRule } from "../../../model/vocabulary/topology/acs.js";
import {
  isBridge,
  isExpress,
  isPort,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";
import type { PlainFunction } from "../../../model/vocabulary/topology/plain-function.js";
import { weighted, type Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";

type Functions = readonly PlainFunction<PciFunction>[];

/**
 * Absent devfns: a function of the first slot, other slots, and ff.7, which a bitmap of 255 cannot
 * hold (BUG-25).
 */
const GHOSTS = [0x01, 0x07, 0x08, 0x80, 0x81, 0xfe, 0xff, 0xff];
/** The one that a bitmap of 255 bits forgets (BUG-25). */
const LAST_DEVFN = 0xff;
const EDGES = weighted([
  [1, 5],
  [2, 2],
  [3, 1],
]);

export function drawAliases(d: Draw, k: Knobs, functions: Functions): void {
  if (!d.chance(k.aliasPercent)) return;
  const edges = d.pick(EDGES);
  for (let n = 0; n < edges; n++) {
    if (n === 0 && aliasOfLast(d, functions)) continue;
    const f = d.pick(functions);
    const peers = functions.filter((g) => g !== f && sameBus(f, g));
    const peer = peers.length === 0 ? null : d.pick(peers);
    if (peer !== null && !d.chance(k.ghostPercent)) {
      addAlias(f, peer.devfn);
      continue;
    }
    const ghost = d.pick(GHOSTS);
    addAlias(f, ghost);
    // Two functions that emit one requester ID which nobody owns (docs/reference/semantics.md 4,
    // FLAW-5).
    if (peer !== null && d.chance(60)) addAlias(peer, ghost);
  }
}

/** Where devfn ff.7 is there, another function of its bus mostly has it as alias. */
function aliasOfLast(d: Draw, functions: Functions): boolean {
  const last = functions.find((g) => g.devfn === LAST_DEVFN && g.kind !== "vf");
  if (last === undefined || !d.chance(70)) return false;
  const peers = functions.filter((g) => g !== last && sameBus(g, last));
  if (peers.length === 0) return false;
  addAlias(d.pick(peers), LAST_DEVFN);
  return true;
}

function sameBus(a: PciFunction, b: PciFunction): boolean {
  return a.bus === b.bus && a.segment === b.segment;
}

function addAlias(f: PlainFunction<PciFunction>, devfn: number): void {
  if (f.devfn === devfn || f.aliases.includes(devfn)) return;
  f.aliases = [...f.aliases, devfn].sort((a, b) => a - b);
}

/** Mostly everywhere; sometimes everywhere but on one function, which is enough to refuse PASID. */
export function drawPrefixes(d: Draw, k: Knobs, functions: Functions): void {
  const roll = d.below(100);
  const complete = roll < k.prefixCompletePercent;
  const short = !complete && roll < k.prefixCompletePercent + k.prefixShortPercent;
  for (const f of functions) if (isExpress(f)) f.prefix = complete || short || d.chance(50);
  if (!short) return;
  const bridges = functions.filter((f) => isExpress(f) && isBridge(f));
  const f = bridges.length > 0 && d.chance(75) ? d.pick(bridges) : d.pick(functions);
  if (isExpress(f)) f.prefix = false;
}

/** As drivers/pci/quirks.c has them: isolated, AMD's south bridges, and a definite no. */
const RULES: readonly AcsRule[] = [
  { claims: ACS_ISOLATED, mask: 0x7f },
  { claims: ACS.RR | ACS.CR, mask: ACS.RR | ACS.CR | ACS.EC | ACS.DT },
  { claims: 0, mask: 0x7f },
];

/** Rules speak of ports and of devices, never of the bridges to conventional buses. */
function mayHaveRule(f: PciFunction): boolean {
  return f.kind !== "vf" && (isPort(f) || !isBridge(f));
}

/** Regions that a function reserves: mostly one, and mostly the same. */
const RESERVED: readonly (readonly number[])[] = [[1], [1], [1], [2], [3], [1, 2], [2, 4]];

export function drawFlags(d: Draw, k: Knobs, functions: Functions): void {
  for (const f of functions) {
    f.iommu = !d.chance(isBridge(f) ? k.noIommuPercent : k.noIommuPercent / 4);
    f.directMap = d.chance(k.directMapPercent);
    if (d.chance(k.reservedPercent)) f.reserved = d.pick(RESERVED);
    if (d.chance(k.acsRulePercent) && mayHaveRule(f)) f.acsRule = d.pick(RULES);
  }
}
