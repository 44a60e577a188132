/**
 * The operand pool of one scenario: a few functions in focus (mostly neighbours, because neighbours
 * can share a group), and the few PASIDs, domains and handles that its operations name again and
 * again.
 */
import { DOMAIN_NAMES, type DomainName } from "../../../model/vocabulary/operation/domain.js";
import { PASID_MAX } from "../../../model/vocabulary/operation/operands.js";
import type { Iommu } from "../../../model/vocabulary/scenario/scenario.js";
import { canBePlugged } from "../../../model/vocabulary/topology/hot-plug.js";
import {
  acsOf,
  hasAts,
  pasidOf,
  type PciFunction,
} from "../../../model/vocabulary/topology/topology.js";
import { weighted, type Draw } from "../draw.js";
import type { Knobs } from "../knobs.js";

export interface OperandPool {
  /** Indices of all functions, and of those in focus. */
  readonly all: readonly number[];
  readonly focus: readonly number[];
  /** Those in focus that can have PASIDs; if there are none, any that can. May be empty. */
  readonly capable: readonly number[];
  /** Those that can be plugged and unplugged, and those with ATS; in focus if any are. */
  readonly movable: readonly number[];
  readonly resettable: readonly number[];
  /** Those with ACS: on the path of a capable one if any are; may be empty. */
  readonly controlled: readonly number[];
  /** Those that are absent when the first operation is drawn. */
  readonly absent: readonly number[];
  readonly pasids: readonly number[];
  readonly domains: readonly DomainName[];
  readonly handles: number;
}

const FOCUS_MAX = 4;
const PAGING = DOMAIN_NAMES.filter((name) => name.startsWith("D"));
const LOW_PASIDS = weighted([
  [1, 6],
  [5, 4],
  [2, 2],
  [3, 2],
  [7, 1],
  [100, 1],
]);
type Edge = "last" | "limit" | "zero" | "too-many";
const EDGES: readonly Edge[] = weighted<Edge>([
  ["last", 5],
  ["limit", 5],
  ["zero", 3],
  ["too-many", 1],
]);

export function drawOperandPool(
  d: Draw,
  k: Knobs,
  functions: readonly PciFunction[],
  iommu: Iommu,
  leaving: readonly number[],
): OperandPool {
  const all = functions.map((_, i) => i);
  const limits = functions.map((f) => pasidLimit(f, functions, iommu));
  // Where no operation may fail for its PASID, a function that has only PASID 0 does not count.
  const least = k.edgePercent === 0 ? 2 : 1;
  const able = all.filter((i) => (limits[i] ?? 0) >= least);
  const focus = drawFocus(d, functions, able);
  const inFocus = focus.filter((i) => able.includes(i));
  const capable = inFocus.length > 0 ? inFocus : able;
  const rather = (wanted: (i: number) => boolean): readonly number[] => {
    const near = focus.filter(wanted);
    return near.length > 0 ? near : all.filter(wanted);
  };
  return {
    all,
    focus,
    capable,
    movable: rather((i) => canBePlugged(functions, i)),
    resettable: rather((i) => hasAtsAt(functions, i)),
    controlled: controlledOf(functions, capable),
    absent: all.filter((i) => functions[i]?.absent === true || leaving.includes(i)),
    pasids: drawPasids(
      d,
      k,
      capable.map((i) => limits[i] ?? 0),
    ),
    domains: PAGING.slice(0, d.between(1, k.domainsMax)),
    handles: d.between(1, k.handlesMax),
  };
}

function controlledOf(
  functions: readonly PciFunction[],
  capable: readonly number[],
): readonly number[] {
  const paths = new Set<number>();
  for (const dev of capable)
    for (let i: number | null = dev; i !== null; i = functions[i]?.parent ?? null) paths.add(i);
  const controlled = functions.flatMap((f, i) => (acsOf(f) === null ? [] : [i]));
  const near = controlled.filter((i) => paths.has(i));
  return near.length > 0 ? near : controlled;
}

function hasAtsAt(functions: readonly PciFunction[], i: number): boolean {
  const f = functions[i];
  return f !== undefined && hasAts(f);
}

/**
 * The number of PASIDs a function has, whether enabled or not (docs/reference/semantics.md 6:
 * max_pasids).
 */
function pasidLimit(f: PciFunction, functions: readonly PciFunction[], iommu: Iommu): number {
  const owner = f.kind === "vf" ? functions[f.pf] : f;
  const pasid = owner === undefined ? null : pasidOf(owner);
  if (pasid === null || iommu.pasidBits === null) return 0;
  return 2 ** Math.min(pasid.width, iommu.pasidBits);
}

/** Whether a function can have PASIDs, be they enabled or not. */
export function hasPasids(functions: readonly PciFunction[], dev: number, iommu: Iommu): boolean {
  const f = functions[dev];
  return f !== undefined && pasidLimit(f, functions, iommu) > 0;
}

/** One function, rather one with PASID, and its neighbours on the bus; sometimes strangers. */
function drawFocus(d: Draw, functions: readonly PciFunction[], able: readonly number[]): number[] {
  const first = able.length > 0 && d.chance(85) ? d.pick(able) : d.below(functions.length);
  const focus = [first];
  const size = d.between(1, FOCUS_MAX);
  const at = functions[first];
  const near = d.chance(75);
  const start = d.below(functions.length);
  for (let n = 0; n < functions.length && focus.length < size; n++) {
    const i = (start + n) % functions.length;
    const f = functions[i];
    if (i === first || f === undefined || at === undefined) continue;
    if (!near || (f.bus === at.bus && f.segment === at.segment) || d.chance(20)) focus.push(i);
  }
  return focus;
}

function drawPasids(d: Draw, k: Knobs, limits: readonly number[]): number[] {
  const lowest = limits.length === 0 ? 8 : Math.min(...limits);
  const pasids = new Set<number>();
  const count = d.between(1, k.pasidsMax);
  for (let n = 0; n < count; n++) {
    if (k.edgePercent === 0) pasids.add(d.between(1, Math.max(1, Math.min(lowest - 1, 6))));
    else if (limits.length > 0 && d.chance(k.edgePercent)) pasids.add(drawEdge(d, d.pick(limits)));
    else pasids.add(d.pick(LOW_PASIDS));
  }
  return [...pasids];
}

function drawEdge(d: Draw, limit: number): number {
  switch (d.pick(EDGES)) {
    case "last":
      return limit - 1;
    case "limit":
      return limit;
    case "zero":
      return 0;
    case "too-many":
      return PASID_MAX;
  }
}
