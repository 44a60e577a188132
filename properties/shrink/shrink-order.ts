/**
 * The total order on scenarios that says which of two is simpler: fewer functions, then fewer
 * operations, then the smaller sum of what is unusual about each field, then the smaller text.
 * Minimising only ever steps down in it. A shortlex order, as the reducer of Hypothesis has one
 * (MacIver and Donaldson, "Test-Case Reduction via Test-Case Generation", ECOOP 2020), but on the
 * scenario itself and not on the choices that made it.
 */
import { ACS, ACS_BITS, ACS_ISOLATED, type Acs } from "../../model/vocabulary/topology/acs.js";
import { stableText } from "../../model/vocabulary/reading/stable-text.js";
import { DOMAIN_NAMES } from "../../model/vocabulary/operation/domain.js";
import { isIoas, objectNumber, type ObjectName } from "../../model/vocabulary/operation/iommufd.js";
import {
  OPERATION_NAMES,
  isUserOperationName,
  type Operation,
} from "../../model/vocabulary/operation/operation.js";
import {
  DEFAULT_IOMMU,
  type Iommu,
  type Scenario,
} from "../../model/vocabulary/scenario/scenario.js";
import {
  isBridge,
  isEndpoint,
  isExpress,
  type Kind,
  type PciFunction,
  type Probe,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";

/** From plain to unusual. */
export const KINDS_SIMPLEST_FIRST: readonly Kind[] = [
  "endpoint",
  "root-port",
  "downstream-port",
  "upstream-port",
  "rciep",
  "pci-device",
  "legacy-endpoint",
  "pcie-to-pci-bridge",
  "pci-bridge",
  "vf",
  "rcec",
  "pci-to-pcie-bridge",
];

/** The width that plain PASID capabilities have. */
export const PLAIN_WIDTH = 8;
/** PASIDs up to here count by their value; those above are all alike. */
const SMALL_PASID_MAX = 16;

export interface ShrinkOrder {
  readonly functions: number;
  readonly operations: number;
  readonly score: number;
}

export function shrinkOrder(s: Scenario): ShrinkOrder {
  let score = iommuScore(s.iommu) + probeScore(s.topology.probe);
  for (const f of s.topology.functions) {
    score += functionScore(f);
    // A virtual bus is one thing more to know.
    if (f.kind === "vf" && s.topology.functions[f.pf]?.bus !== f.bus) score += NOTICE;
  }
  for (const op of s.operations) score += operationScore(op);
  return { functions: s.topology.functions.length, operations: s.operations.length, score };
}

/** Negative: `a` is simpler. Zero: only the text can tell. */
export function compareShrinkOrder(a: ShrinkOrder, b: ShrinkOrder): number {
  return a.functions - b.functions || a.operations - b.operations || a.score - b.score;
}

/** The total order. */
export function compareScenarios(a: Scenario, b: Scenario): number {
  const order = compareShrinkOrder(shrinkOrder(a), shrinkOrder(b));
  if (order !== 0) return order;
  const x = orderText(a);
  const y = orderText(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** The stable text, with numbers of one length, so that 8 comes before 16. */
export function orderText(s: Scenario): string {
  let topology = topologyTexts.get(s.topology);
  if (topology === undefined) {
    topology = padded(s.topology);
    topologyTexts.set(s.topology, topology);
  }
  return `${topology} ${padded([s.operations, s.iommu])}`;
}

/** Most candidates share their topology with the scenario that they are made from. */
const topologyTexts = new WeakMap<Topology, string>();

function padded(value: unknown): string {
  return stableText(value).replace(/\d+/g, (digits) => digits.padStart(7, "0"));
}

/**
 * Reading a field that is not plain costs a reader this much; a field with more to read costs more.
 */
const NOTICE = 4;

function functionScore(f: PciFunction): number {
  let score = KINDS_SIMPLEST_FIRST.indexOf(f.kind) + f.bus + (f.devfn >> 3) + (f.devfn & 7);
  if (f.segment !== 0) score += NOTICE;
  // Where any bridge would do, few readers have ever met this one.
  if (f.kind === "pci-to-pcie-bridge") score += NOTICE;
  if (f.multifunction) score += NOTICE;
  if (f.realDma !== null) score += 2 * NOTICE;
  if (!f.iommu) score += 2 * NOTICE;
  if (f.directMap) score += NOTICE;
  if (f.acsRule !== undefined) score += 4 * NOTICE;
  if (f.absent === true) score += 2 * NOTICE;
  if (f.reserved !== undefined) score += f.reserved.reduce((sum, region) => sum + region, NOTICE);
  score += f.aliases.length * 2 * NOTICE;
  if (isExpress(f)) score += acsScore(f.acs, f.kind) + (f.prefix ? NOTICE : 0);
  if (isEndpoint(f)) {
    if (f.pasid !== null) score += NOTICE + widthScore(f.pasid.width);
    if (f.pasid?.exec === true) score += 1;
    if (f.pasid?.priv === true) score += 1;
    if (f.pasidNoTlp) score += 3 * NOTICE;
    if (f.ari) score += 2 * NOTICE;
    if (f.ats === true) score += NOTICE;
  }
  if (isBridge(f) && f.xlateRoot) score += 2 * NOTICE;
  if (f.kind === "pcie-to-pci-bridge" && f.noAlias) score += 2 * NOTICE;
  if (f.kind === "pci-bridge" && f.pcieAlias) score += 2 * NOTICE;
  return score;
}

function widthScore(width: number): number {
  if (width === PLAIN_WIDTH) return 0;
  // More than any PASID costs, so that of "256 of 8 bits" and "1 of 0 bits" the first is the plain
  // one.
  return width === 20 ? 1 : SMALL_PASID_MAX + 4;
}

/** All that a function of this kind has by default, where it has ACS at all. */
export function fullAcs(kind: Kind): Acs {
  const port = kind === "root-port" || kind === "downstream-port";
  const bits = port ? ACS_ISOLATED : ACS.RR | ACS.CR;
  return { cap: bits, ctrl: bits, egress: [] };
}

/** None is plain, then the full set all on, then each bit that differs from it. */
export function acsScore(acs: Acs | null, kind: Kind): number {
  if (acs === null) return 0;
  const full = fullAcs(kind);
  const unlike = bitCount(acs.cap ^ full.cap) * 2 + bitCount((acs.ctrl ^ full.ctrl) & full.cap);
  return NOTICE + unlike + bitCount(acs.ctrl & ~full.cap) + acs.egress.length;
}

function bitCount(bits: number): number {
  return ACS_BITS.filter((name) => (bits & ACS[name]) !== 0).length;
}

function iommuScore(iommu: Iommu): number {
  let score = 0;
  if (iommu.blocking !== DEFAULT_IOMMU.blocking) score += iommu.blocking === "rid" ? 4 : 5;
  if (iommu.strict !== DEFAULT_IOMMU.strict) score += NOTICE;
  if (iommu.pasidBits === null) score += NOTICE;
  // As for a width: of "PASID 256 of 8 bits" and "PASID 1 of 0 bits" the first is the plain one.
  else if (iommu.pasidBits !== DEFAULT_IOMMU.pasidBits) score += SMALL_PASID_MAX + 4;
  return score;
}

function probeScore(probe: Probe): number {
  return (probe.scan === "hot" ? NOTICE : 0) + (probe.order === null ? 0 : 3 * NOTICE);
}

export function operationScore(op: Operation): number {
  let score = KIND_SCORES.get(op.op) ?? 0;
  if ("pasid" in op)
    score += isUserOperationName(op.op) ? userPasidScore(op.pasid) : pasidScore(op.pasid);
  if ("domain" in op) score += domainScore(DOMAIN_NAMES.indexOf(op.domain));
  if ("handle" in op && op.handle !== undefined) score += NOTICE + op.handle;
  if ("features" in op && op.features !== undefined) score += NOTICE + op.features;
  if (op.op === "acs-set") score += NOTICE + bitCount(op.ctrl ^ ACS_ISOLATED);
  if (isUserOperationName(op.op)) score += userScore(op);
  if ("fail" in op && op.fail !== undefined)
    score += NOTICE + op.fail.call + (op.fail.errno === "ENOMEM" ? 0 : 1);
  return score;
}

/** Attach is simpler than replace, the group's RID than iommu_attach_device(). */
const KIND_SCORES = new Map(
  OPERATION_NAMES.map((name) => [
    name,
    name.includes("replace") || name.includes("device") ? 3 : 0,
  ]),
);

/** iommufd's own operations are simpler than VFIO's, a page table simpler than an IOAS. */
function userScore(op: Operation): number {
  let score = op.op.startsWith("vfio") ? NOTICE : 0;
  if ("target" in op) score += objectScore(op.target);
  if ("object" in op) score += objectScore(op.object);
  if ("hwpt" in op) score += objectScore(op.hwpt) + (isIoas(op.of) ? 0 : NOTICE);
  if ("ioas" in op) score += objectScore(op.ioas);
  for (const flag of ["forPasids", "nestParent", "copyFault"]) if (flag in op) score += 2;
  if ("region" in op) score += op.region - 1;
  if ("owner" in op) score += op.owner - 1;
  if ("context" in op) score += op.context - 1;
  if ("driver" in op) score += op.driver - 1;
  if ("mm" in op) score += op.mm - 1;
  return score;
}

function objectScore(name: ObjectName): number {
  return objectNumber(name) - 1 + (isIoas(name) ? 1 : 0);
}

/** Of what a user attaches the RID is the plain thing. */
function userPasidScore(pasid: number): number {
  return pasid === 0 ? 0 : pasidScore(pasid) + 1;
}

function pasidScore(pasid: number): number {
  if (pasid === 0) return SMALL_PASID_MAX + 2;
  return pasid <= SMALL_PASID_MAX ? pasid - 1 : SMALL_PASID_MAX + 1;
}

/** D1 is plain, D2.. less so; B, I, N1 and F1 are unusual. */
function domainScore(index: number): number {
  const paging = index - DOMAIN_NAMES.indexOf("D1");
  return paging >= 0 && paging < 8 ? paging : NOTICE + 8 + index;
}
