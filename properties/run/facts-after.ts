/**
 * Changes that an operation makes to the facts that invariants ask for: ACS control is written, and
 * is as at boot once the function has gone.
 */
import type { Facts } from "../../model/fabric/facts.js";
import { acsControl } from "../../model/vocabulary/topology/acs-control.js";
import type { Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";

export function factsAfter(
  before: Facts,
  booted: Facts,
  op: Operation,
  dev: number,
  outcome: Outcome,
): Facts {
  if (!outcome.ok) return before;
  if (op.op === "acs-set") return before.withAcsControl(dev, op.ctrl);
  if (op.op !== "unplug" || before === booted) return before;
  return before.withAcsControl(dev, acsControl(booted.topology, dev));
}
