/**
 * The input of invariants before anything has happened, which a run fills in operation by
 * operation.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Precision } from "../../model/vocabulary/design/design.js";
import { NO_DOMAIN } from "../../model/vocabulary/operation/domain.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { Answer, StepInput } from "../invariants/invariant.js";
import type { Prepared } from "./instance.js";

/** Shows the design that has been booted: an answer, and what could be seen before it. */
export function firstInput(
  p: Prepared,
  contract: Contract,
  precision: Precision,
  shown: Answer & { readonly before: Observation },
): StepInput {
  return {
    scenario: p.scenario,
    facts: p.facts,
    earlier: p.facts,
    contract,
    index: 0,
    op: { op: "pasid-disable", dev: 0 },
    dev: 0,
    pasid: 0,
    column: 0,
    domain: NO_DOMAIN,
    handle: 0,
    outcome: shown.outcome,
    before: shown.before,
    after: shown.after,
    calls: shown.calls,
    unprepared: null,
    driverSound: true,
    warnings: null,
    precision,
    expected: null,
    agrees: true,
    twin: null,
  };
}
