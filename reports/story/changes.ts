/**
 * The changes that an operation made, in lines: the driver calls it made, then who is there and in
 * a reset, PASID enabling, hardware, records and handles, each from what to what.
 */
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import { BLOCKED, NO_DOMAIN, domainText } from "../../model/vocabulary/operation/domain.js";
import { errnoOf, type CallLog, type DriverCall } from "../../model/vocabulary/design/hardware.js";
import { NO_GROUP, type Observation } from "../../model/vocabulary/design/observation.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { Step } from "../../model/vocabulary/design/trace.js";
import { change } from "./change-line.js";
import { nameOf } from "../text/finding.js";
import { userLines } from "./user-changes.js";

/** The lines of one step; empty if it called nothing and changed nothing. */
export function stepLines(t: Topology, columns: readonly number[], step: Step): readonly string[] {
  return [
    ...acsLines(t, step),
    ...callLines(t, step.calls),
    ...changeLines(t, columns, step.before, step.after),
    ...handleLines(step.before, step.after),
    ...userLines(t, columns, step.before, step.after),
  ];
}

/** What is written to a control register stays there, whatever else changes. */
function acsLines(t: Topology, { op, dev, outcome }: Step): readonly string[] {
  const f = t.functions[dev];
  const acs = f === undefined ? null : acsOf(f);
  if (op.op !== "acs-set" || !outcome.ok || acs === null) return [];
  const on = acsBitsText(op.ctrl & acs.cap);
  return [`acs       ${nameOf(t, dev)}: ${on} of ${acsBitsText(acs.cap)}`];
}

export function callLines(t: Topology, calls: CallLog): readonly string[] {
  return Array.from({ length: calls.length }, (_, i) => `driver    ${callText(t, calls.at(i))}`);
}

/** `set_dev_pasid(D1, 01:00.0, 5, old none) = 0`. */
function callText(t: Topology, call: DriverCall): string {
  const domain = domainText(call.domain);
  const dev = nameOf(t, call.dev);
  const old = `old ${domainText(call.told)}`;
  const said =
    call.pasid === 0
      ? `attach_dev(${domain}, ${dev}, ${old})`
      : `set_dev_pasid(${domain}, ${dev}, ${call.pasid}, ${old})`;
  const status = call.status === 0 ? "0" : `-${errnoOf(call.status)}`;
  const wrong = isTrue(call) ? "" : `   hardware had ${domainText(call.was)}`;
  return `${said} = ${status}${wrong}`;
}

/** Whether the driver is told what is there; a PASID on the blocked domain is none in hardware. */
function isTrue({ pasid, told, was }: DriverCall): boolean {
  return told === was || (pasid !== 0 && told === BLOCKED && was === NO_DOMAIN);
}

function changeLines(
  t: Topology,
  columns: readonly number[],
  before: Observation,
  after: Observation,
): readonly string[] {
  return t.functions.flatMap((_, dev) => [
    ...change("presence", nameOf(t, dev), before.present(dev), after.present(dev), thereOrNot),
    ...change("reset", nameOf(t, dev), before.blocked(dev), after.blocked(dev), resetOrNot),
    ...change("group", nameOf(t, dev), before.group(dev), after.group(dev), groupText),
    ...change("enabled", nameOf(t, dev), before.enabled(dev), after.enabled(dev), yesNo),
    ...columns.flatMap((pasid, c) => {
      const where = `${nameOf(t, dev)} ${pasid === 0 ? "RID" : `PASID ${pasid}`}`;
      const hardware = [before.hardware(dev, c), after.hardware(dev, c)] as const;
      const recorded = [before.recorded(dev, c), after.recorded(dev, c)] as const;
      const handle = [before.handle(dev, c), after.handle(dev, c)] as const;
      return [
        ...change("hardware", where, ...hardware, domainText),
        ...change("record", where, ...recorded, domainText),
        ...change("handle", where, ...handle, handleText),
      ];
    }),
  ]);
}

function handleLines(before: Observation, after: Observation): readonly string[] {
  return Array.from({ length: HANDLES_MAX }, (_, i) => i + 1).flatMap((h) => {
    const domains = [before.handleDomain(h), after.handleDomain(h)] as const;
    return change("handle", `${handleText(h)}.domain`, ...domains, domainText);
  });
}

function yesNo(value: boolean): string {
  return value ? "PASID on" : "PASID off";
}

function thereOrNot(present: boolean): string {
  return present ? "there" : "absent";
}

function resetOrNot(blocked: boolean): string {
  return blocked ? "in a reset" : "in no reset";
}

function groupText(group: number): string {
  return group === NO_GROUP ? "none" : String(group);
}

function handleText(handle: number): string {
  return handle === 0 ? "none" : `h${handle}`;
}
