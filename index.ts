/**
 * The public interface of the package: whatever is exported here stays, everything else is internal
 * and may change.
 */
export { audit } from "./audit/findings/audit.js";
export { catalog as designs } from "./impl/designs/catalog.js";
export type { Contract, Grouping } from "./model/vocabulary/design/contract.js";
export type { Design, BootInput, Machine } from "./model/vocabulary/design/design.js";
export type { DomainName } from "./model/vocabulary/operation/domain.js";
export type { Errno, Outcome } from "./model/vocabulary/operation/outcome.js";
export type { Hardware } from "./model/vocabulary/design/hardware.js";
export type { Observation } from "./model/vocabulary/design/observation.js";
export type { Operation } from "./model/vocabulary/operation/operation.js";
export type { Iommu, Scenario } from "./model/vocabulary/scenario/scenario.js";
export { printScenario, readScenario } from "./model/vocabulary/scenario/text/text.js";
export type { PciFunction, Topology } from "./model/vocabulary/topology/topology.js";
export type { Step, Trace } from "./model/vocabulary/design/trace.js";
export type {
  Counterexample,
  ReplayAnswer,
} from "./properties/results/counterexample/counterexample.js";
export { check, type CheckOptions, type CheckOutcome } from "./search/check/check.js";
export type { Progress } from "./search/check/watch.js";
export { gate, type GateOptions } from "./search/gate/gate.js";
export type { Baseline, BaselineProblem, KnownBreak } from "./properties/results/baseline.js";
export type { GatePart, GateResult, MustCatch } from "./properties/results/gate-report.js";
export { exhaust, type ExhaustOptions } from "./search/exhaustive/exhaust.js";
export type { ExhaustOutcome, ExhaustReport } from "./properties/results/exhaust-report.js";
export { replay, type Replayed } from "./search/check/replay.js";
export { invariants } from "./properties/invariants/all.js";
export type {
  BootInvariant,
  Finding,
  Invariant,
  Severity,
  StepInvariant,
} from "./properties/invariants/invariant.js";
export type { Evidence, Report, Stats, Tag, Verdict } from "./properties/results/report.js";
