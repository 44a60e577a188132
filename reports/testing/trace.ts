/**
 * A made-up trace of the sample scenario: the first function is enabled, then both are given PASID
 * 5, as a group table of Linux does it (CLAIM-4).
 */
import { domainId } from "../../model/vocabulary/operation/domain.js";
import { OK } from "../../model/vocabulary/operation/outcome.js";
import { CallLog } from "../../model/vocabulary/design/hardware.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import { pasidColumns } from "../../model/vocabulary/scenario/scenario.js";
import type { Step, Trace } from "../../model/vocabulary/design/trace.js";
import { TWO_FUNCTIONS } from "./sample.js";

const columns = pasidColumns(TWO_FUNCTIONS.operations);
const D1 = domainId("D1");

function observed(like: Observation | null, change: (o: Observation) => void): Observation {
  const made = new Observation(3, columns.length);
  if (like !== null) made.copyFrom(like);
  change(made);
  return made;
}

const booted = observed(null, (o) => {
  [1, 2, 2].forEach((group, dev) => {
    o.setGroup(dev, group);
    o.setFlags(dev, false, false, true);
    o.setHardware(dev, 0, domainId("I"));
    o.setRecorded(dev, 0, domainId("I"));
  });
});
const enabled = observed(booted, (o) => o.setFlags(1, true, false, true));
const attached = observed(enabled, (o) => {
  for (const dev of [1, 2]) {
    o.setHardware(dev, 1, D1);
    o.setRecorded(dev, 1, D1);
  }
  o.setHandle(1, 1, 1);
  o.setHandleDomain(1, D1);
});

const calls = new CallLog();
for (const dev of [1, 2])
  Object.assign(calls.next(), {
    pasid: 5,
    column: 1,
    dev,
    domain: D1,
    told: 0,
    was: dev === 1 ? 0 : D1,
  });

function step(at: number, before: Observation, after: Observation, made: CallLog): readonly Step[] {
  const op = TWO_FUNCTIONS.operations[at];
  return op === undefined ? [] : [{ op, dev: op.dev, outcome: OK, before, after, calls: made }];
}

export const TRACE: Trace = {
  design: "linux-7.3",
  scenario: TWO_FUNCTIONS,
  columns,
  booted,
  steps: [...step(0, booted, enabled, new CallLog()), ...step(1, enabled, attached, calls)],
  crash: null,
};
