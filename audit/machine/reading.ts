/**
 * One reading of a machine: what a source does not show, taken so that as little as possible is
 * isolated, or so that as much as possible is. The truth lies between the two: isolation by ACS
 * only grows with each bit and each capability.
 */
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import type { Kind } from "../../model/vocabulary/topology/topology.js";
import { STAND_IN_TITLE, type AcsRecord, type FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import { VECTOR_BITS } from "./egress.js";
import { isNamedVf } from "./relations.js";
import type { Unseen } from "../read/unseen.js";

/** How what is unseen is taken: as the notes tell it, or as an extreme. */
export type Stance = "told" | "least" | "most";

const PASID_WIDTH_MAX = 20;

/** What the rest of a machine tells of a record. */
export interface Told {
  /** No sibling shows that its device has several functions. */
  readonly alone: boolean;
  /** The groups that the kernel formed show that Linux finds it isolating. */
  readonly isolates: boolean;
  /** The source shows groups, where it shows more than a title. */
  readonly grouped: boolean;
}

/** What of a function its source does not show, and nothing else tells. */
export function unseenOf(record: FunctionRecord, told: Told): ReadonlySet<Unseen> {
  if (record.title === STAND_IN_TITLE) return new Set<Unseen>(["function"]);
  const { express, acs, pasid, standard, extended, physical, denied } = record;
  const unseen = new Set<Unseen>();
  if (told.grouped && record.group === null && standard === "unseen" && !denied)
    unseen.add("iommu");
  const conventional = express === null && standard === "whole";
  if (conventional || physical !== null) return unseen;
  if ((express?.kind ?? null) === null) unseen.add("kind");
  if (acs === null && extended !== "whole") unseen.add("acs");
  if (acs !== null && (acs.cap === null || acs.ctrl === null)) unseen.add("acs-bits");
  const inUse = ((acs?.ctrl ?? 0) & (acs?.cap ?? 0) & ACS.EC) !== 0;
  if (acs !== null && acs.egress === null && inUse) unseen.add("egress");
  if ((express?.prefix ?? null) === null) unseen.add("prefix");
  // A VF uses the PASID capability of its PF, which is not known.
  if (pasid === null && (extended !== "whole" || isNamedVf(record))) unseen.add("pasid");
  if (pasid !== null && pasid.width === null) unseen.add("pasid-fields");
  if (headerBitMatters(record, told)) unseen.add("multifunction");
  return unseen;
}

/**
 * Whether Linux would ask for the header bit of a function that is alone in its device: only then
 * does it ask for ACS at all (drivers/pci/pci.c pci_acs_enabled). Ports are asked in any case.
 * PASID that is on shows that the path was found good.
 */
function headerBitMatters(record: FunctionRecord, { alone, isolates }: Told): boolean {
  const { multifunction, express, acs, pasid } = record;
  if (multifunction !== null || !alone || isolates || pasid?.enabled === true) return false;
  if (isBridgeRecord(record) && express !== null && express.kind !== null)
    if (express.kind !== "upstream-port") return false;
  const { cap, ctrl } = acs ?? NO_ACS;
  return cap === null || ctrl === null || acs === null || (cap & ACS_ISOLATED & ~ctrl) !== 0;
}

const NO_ACS = { cap: null, ctrl: null };

/** What of a record is unseen, and what is known in spite of that. */
export interface Lacks {
  readonly unseen: ReadonlySet<Unseen>;
  /** Linux finds it isolating, as the groups show. */
  readonly isolates: boolean;
  /** If it has ACS, Linux has switched on all that is implemented. */
  readonly switchedOn: boolean;
  /** The groups show that Linux finds it not isolating. */
  readonly joined: boolean;
}

/** The record with all that is unseen filled in; `kind`: the one that the reading takes. */
export function completed(
  record: FunctionRecord,
  lacks: Lacks,
  kind: Kind | null,
  stance: Stance,
): FunctionRecord {
  const { unseen } = lacks;
  if (unseen.size === 0) return record;
  if (stance === "told") return lacks.isolates ? isolatingRecord(record, unseen, kind) : record;
  const most = stance === "most";
  const here = unseen.has("function");
  const hidden = here || unseen.has("kind");
  const express =
    record.express === null && hidden && kind !== "pci-device" && kind !== "pci-bridge"
      ? { kind: null, prefix: most, port: null, ariForwarding: null }
      : record.express;
  const prefixUnseen = here || unseen.has("prefix");
  const port = kind === "root-port" || kind === "downstream-port";
  return {
    ...record,
    standard: "whole",
    extended: "whole",
    multifunction: unseen.has("multifunction") || (here && !most) ? !most : record.multifunction,
    express: express === null || !prefixUnseen ? express : { ...express, prefix: most },
    acs: express === null ? null : acsIn(record.acs, lacks, port, most),
    pasid: pasidIn(record, here || unseen.has("pasid"), most && express !== null),
  };
}

/** What is told of a port agrees with the groups that the kernel formed. */
function isolatingRecord(
  record: FunctionRecord,
  unseen: ReadonlySet<Unseen>,
  kind: Kind | null,
): FunctionRecord {
  if (record.acs !== null || !(unseen.has("function") || unseen.has("acs"))) return record;
  const port = kind === "root-port" || kind === "downstream-port";
  return { ...record, acs: record.acs ?? leastIsolating(port) };
}

function pasidIn(
  { pasid }: FunctionRecord,
  hidden: boolean,
  most: boolean,
): FunctionRecord["pasid"] {
  if (pasid !== null || !hidden || !most) return pasid;
  return { width: PASID_WIDTH_MAX, exec: false, priv: false, enabled: null };
}

function acsIn(
  acs: AcsRecord | null,
  { unseen, isolates, switchedOn, joined }: Lacks,
  port: boolean,
  most: boolean,
): AcsRecord | null {
  if (unseen.has("function") || unseen.has("acs")) {
    if (most) return joined ? joinedAcs(port) : mostIsolating(port);
    return isolates ? leastIsolating(port) : null;
  }
  if (acs === null) return null;
  if (unseen.has("acs-bits")) {
    const { cap } = acs;
    if (most && cap === null) return mostIsolating(port);
    if (cap !== null && (most || isolates || switchedOn))
      return { ...acs, ctrl: cap & ACS_ISOLATED, egress: [] };
    if (isolates || switchedOn) return leastIsolating(port);
    return { ...acs, cap: cap ?? ACS_ISOLATED, ctrl: 0, egress: [] };
  }
  return unseen.has("egress") ? { ...acs, egress: most ? EVERY_NUMBER : [] } : acs;
}

/** A port that redirects all; a function without peer-to-peer, whose requests cannot get lost. */
function mostIsolating(port: boolean): AcsRecord {
  return port ? REDIRECTS : NOTHING;
}

/** Of those that Linux finds isolating: it counts what is not implemented as on, and asks no EC. */
function leastIsolating(port: boolean): AcsRecord {
  return port ? NOTHING : LETS_THROUGH;
}

/** Of those that Linux finds not isolating, though what the hardware does may be all right. */
function joinedAcs(port: boolean): AcsRecord {
  const ctrl = port ? ACS.RR : 0;
  return { cap: ctrl | ACS.CR, ctrl, egress: [], wide: null };
}

const REDIRECTS: AcsRecord = {
  cap: ACS_ISOLATED | ACS.TB | ACS.DT,
  ctrl: ACS_ISOLATED,
  egress: [],
  wide: null,
};
const NOTHING: AcsRecord = { cap: 0, ctrl: 0, egress: [], wide: null };
const LETS_THROUGH: AcsRecord = {
  cap: ACS.RR | ACS.EC,
  ctrl: ACS.RR | ACS.EC,
  egress: [],
  wide: null,
};

const EVERY_NUMBER: readonly number[] = Array.from({ length: VECTOR_BITS }, (_, n) => n);
