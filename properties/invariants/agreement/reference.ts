/**
 * The invariants that hold a design against the reference under the contract that it claims: same
 * groups, same errno (INV-48: the first failing check in the documented order decides), same
 * tables, same driver calls.
 */
import { LINUX_6_2, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import type { Precision } from "../../../model/vocabulary/design/design.js";
import { outcomeText, type Outcome } from "../../../model/vocabulary/operation/outcome.js";
import type { CallLog } from "../../../model/vocabulary/design/hardware.js";
import { OPERATION_NAMES } from "../../../model/vocabulary/operation/operation.js";
import { withPolicies } from "../../../model/vocabulary/design/contract.js";
import { found } from "../finding.js";
import type { BootInvariant, StepInvariant } from "../invariant.js";
import { firstDifference } from "../grouping/probe-orders.js";

export const sameGroupsAsReference: BootInvariant = {
  name: "same-groups-as-reference",
  sentence: "A design forms the groups that the reference forms under the same contract.",
  ids: ["INV-48"],
  severity: "bookkeeping",
  seededFault: { claims: SOUND, does: withPolicies(SOUND, { grouping: "fabric" }) },
  on: "boot",
  applies: (m) => m.expected !== null,
  broken: (m) => {
    if (m.expected === null) return [];
    const expected = { topology: m.scenario.topology, after: m.expected };
    const pair = firstDifference(m.after, [expected]);
    if (pair === null) return [];
    const [device, other] = pair;
    return [found("groups", { device, other, seen: "differs", wanted: "as the reference" })];
  },
};

export const firstFailingCheckDecides: StepInvariant = {
  name: "first-failing-check-decides",
  sentence: "An operation ends as the first failing check in the documented order says.",
  ids: ["INV-48"],
  severity: "bookkeeping",
  seededFault: { claims: LINUX_7_3, does: LINUX_6_2 },
  on: OPERATION_NAMES,
  applies: (m) => m.expected !== null,
  broken: (m) => {
    if (m.expected === null || sameOutcome(m.outcome, m.expected.outcome, m.precision)) return null;
    const seen = outcomeText(m.outcome);
    const wanted = outcomeText(m.expected.outcome);
    return found(m.op.op, { device: m.dev, pasid: m.pasid, seen, wanted });
  },
};

export const sameTablesAsReference: StepInvariant = {
  name: "same-tables-as-reference",
  sentence: "After every operation hardware, records and driver calls are those of the reference.",
  ids: ["INV-48"],
  severity: "bookkeeping",
  seededFault: { claims: SOUND, does: withPolicies(SOUND, { programs: "own-device" }) },
  on: OPERATION_NAMES,
  applies: (m) => m.expected !== null,
  broken: (m) => {
    if (m.expected === null || m.agrees) return null;
    const rest = { device: m.dev, pasid: m.pasid, seen: "differs", wanted: "as the reference" };
    if (!m.after.sameHardware(m.expected.after)) return found("hardware", rest);
    if (!m.after.equals(m.expected.after)) return found("records", rest);
    return sameCalls(m.calls, m.expected.calls, m.precision) ? null : found("driver-calls", rest);
  },
};

/** Whether two outcomes are equal as far as a design of this precision can be asked. */
export function sameOutcome(a: Outcome, b: Outcome, { outcome }: Precision): boolean {
  return a === b || (outcome === "refusal" && !a.ok && !b.ok);
}

/** Whether the driver callbacks are equal as far as a design of this precision reports them. */
export function sameCalls(a: CallLog, b: CallLog, { calls }: Precision): boolean {
  return calls === "none" || a.equals(b);
}
