/**
 * One reading of a machine: what a source does not show, taken so that as little as possible is
 * isolated, or so that as much as possible is. The truth lies between the two: isolation by ACS
 * only grows with each bit and each capability.
 */
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import { STAND_IN_TITLE, type AcsRecord, type FunctionRecord } from "../read/record.js";
import { isBridgeRecord } from "./bridge-record.js";
import type { Unseen } from "../read/unseen.js";

/** How what is unseen is taken: as the notes tell it, or as an extreme. */
export type Stance = "told" | "least" | "most";

const ALL_BITS = ACS_ISOLATED | ACS.TB | ACS.DT;
const COMPLETE: AcsRecord = { cap: ALL_BITS, ctrl: ACS_ISOLATED, egress: [], wide: null };
const PASID_WIDTH_MAX = 20;

/** What of a function its source does not show. `alone`: no sibling tells that it has several. */
export function unseenOf(record: FunctionRecord, alone: boolean): ReadonlySet<Unseen> {
  if (record.title === STAND_IN_TITLE) return new Set<Unseen>(["function"]);
  const { express, acs, pasid, standard, extended, multifunction, physical } = record;
  const unseen = new Set<Unseen>();
  const conventional = express === null && standard === "whole";
  if (!conventional && (express?.kind ?? null) === null) unseen.add("kind");
  if (conventional || physical !== null) return unseen;
  if (acs === null && extended !== "whole") unseen.add("acs");
  if (acs !== null && (acs.cap === null || acs.ctrl === null)) unseen.add("acs-bits");
  const inUse = ((acs?.ctrl ?? 0) & (acs?.cap ?? 0) & ACS.EC) !== 0;
  if (acs !== null && acs.egress === null && inUse) unseen.add("egress");
  if ((express?.prefix ?? null) === null) unseen.add("prefix");
  if (pasid === null && extended !== "whole") unseen.add("pasid");
  if (pasid !== null && pasid.width === null) unseen.add("pasid-fields");
  const bitMatters = !isBridgeRecord(record) || express?.kind === "upstream-port";
  if (multifunction === null && alone && acs === null && bitMatters) unseen.add("multifunction");
  return unseen;
}

/** What of a record is unseen, and what is known in spite of that. */
export interface Lacks {
  readonly unseen: ReadonlySet<Unseen>;
  /** The groups that the kernel formed show that Linux finds it isolating. */
  readonly isolates: boolean;
}

/**
 * The record with all that is unseen filled in. The header bit of a function that is alone in its
 * device is left as it is told: that hardly any has it set is an assumption, told with the answer.
 */
export function completed(
  record: FunctionRecord,
  { unseen, isolates }: Lacks,
  stance: Stance,
): FunctionRecord {
  if (stance === "told" || unseen.size === 0) return record;
  const most = stance === "most";
  const here = unseen.has("function");
  const express =
    record.express === null && (here || unseen.has("kind")) && most
      ? { kind: null, prefix: true, port: null, ariForwarding: null }
      : record.express;
  const conventional = express === null;
  const prefixUnseen = here || unseen.has("prefix");
  const pasid =
    record.pasid === null && most && !conventional && (here || unseen.has("pasid"))
      ? { width: PASID_WIDTH_MAX, exec: false, priv: false, enabled: null }
      : record.pasid;
  return {
    ...record,
    standard: "whole",
    extended: "whole",
    express: express === null || !prefixUnseen ? express : { ...express, prefix: most },
    acs: conventional ? null : acsIn(record.acs, { unseen, isolates }, most),
    pasid,
  };
}

function acsIn(
  acs: AcsRecord | null,
  { unseen, isolates }: Lacks,
  most: boolean,
): AcsRecord | null {
  const hidden = unseen.has("function") || unseen.has("acs");
  if (most && hidden) return COMPLETE;
  if (hidden) return isolates ? NOTHING : null;
  if (acs === null) return null;
  if (unseen.has("acs-bits")) {
    const cap = acs.cap ?? ACS_ISOLATED;
    if (most) return acs.cap === null ? COMPLETE : { ...acs, cap, ctrl: cap & ACS_ISOLATED };
    return isolates ? NOTHING : { ...acs, cap, ctrl: 0, egress: [] };
  }
  return unseen.has("egress") ? { ...acs, egress: most ? EVERY_NUMBER : [] } : acs;
}

/** Linux counts what is not implemented as on, and hardware does not: the least that isolates. */
const NOTHING: AcsRecord = { cap: 0, ctrl: 0, egress: [], wide: null };

const EVERY_NUMBER: readonly number[] = Array.from({ length: 256 }, (_, n) => n);
