/** Findings as invariants write them down: `found` fills in what one leaves out. */
import { NO_GROUP, type Observation } from "../../model/vocabulary/design/observation.js";
import type { Facts } from "../../model/fabric/facts.js";
import type { CallLog } from "../../model/vocabulary/design/hardware.js";
import type { Finding } from "./invariant.js";

export function found(failureMode: string, rest: Partial<Omit<Finding, "failureMode">>): Finding {
  return { failureMode, device: null, other: null, pasid: null, seen: "", wanted: "", ...rest };
}

type Judge = (a: number, b: number) => Finding | null;

/**
 * What `wrong` finds about pairs of grouped functions in different groups, the first of each
 * failure mode.
 */
export function apart(after: Observation, wrong: Judge): readonly Finding[] {
  return amongPairs(after, (a, b) => (after.group(a) === after.group(b) ? null : wrong(a, b)));
}

/** The same about pairs in one group. */
export function together(after: Observation, wrong: Judge): readonly Finding[] {
  return amongPairs(after, (a, b) => (after.group(a) === after.group(b) ? wrong(a, b) : null));
}

function amongPairs(after: Observation, judge: Judge): readonly Finding[] {
  const findings: Finding[] = [];
  for (let a = 0; a < after.functions; a++) {
    if (after.group(a) === NO_GROUP) continue;
    for (let b = a + 1; b < after.functions; b++) {
      const finding = after.group(b) === NO_GROUP ? null : judge(a, b);
      if (finding !== null) addNew(findings, finding);
    }
  }
  return findings;
}

/** Adds a finding unless its failure mode is there already. */
export function addNew(findings: Finding[], finding: Finding): void {
  if (!findings.some((known) => known.failureMode === finding.failureMode)) findings.push(finding);
}

/** Whether the function shares its group with another one. */
export function hasSibling(after: Observation, dev: number): boolean {
  for (let other = 0; other < after.functions; other++)
    if (other !== dev && sameGroup(after, other, dev)) return true;
  return false;
}

/** The function itself, or one that shares its group. */
export function isOrJoins(after: Observation, a: number, b: number): boolean {
  return a === b || sameGroup(after, a, b);
}

/** Whether some member of the function's group is in a reset. */
export function inRecovery(o: Observation, dev: number): boolean {
  for (let other = 0; other < o.functions; other++)
    if (o.blocked(other) && sameGroup(o, other, dev)) return true;
  return false;
}

export function sameGroup(after: Observation, a: number, b: number): boolean {
  return after.group(a) !== NO_GROUP && after.group(a) === after.group(b);
}

/**
 * The smallest non-zero max_pasids among the members of the function's group; 0 if none is capable.
 */
export function groupRange(facts: Facts, after: Observation, dev: number): number {
  let least = 0;
  for (let m = 0; m < facts.functions; m++) {
    const size = facts.maxPasids(m);
    if (size > 0 && sameGroup(after, m, dev) && (least === 0 || size < least)) least = size;
  }
  return least;
}

/** Whether the driver refused one of the callbacks. */
export function driverRefused(calls: CallLog): boolean {
  for (let i = 0; i < calls.length; i++) if (calls.at(i).status !== 0) return true;
  return false;
}

/** Whether a handle is installed somewhere. */
export function isInstalled(o: Observation, handle: number): boolean {
  for (let dev = 0; dev < o.functions; dev++)
    for (let c = 0; c < o.columns; c++) if (o.handle(dev, c) === handle) return true;
  return false;
}
