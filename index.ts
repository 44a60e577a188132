/**
 * Defines the public interface of the package: what is exported here stays, everything else is
 * internal and may change.
 */
export { audit } from "./properties/audit/audit.js";
export { catalog as designs } from "./impl/catalog.js";
export type { Contract, Grouping } from "./model/vocabulary/contract.js";
export type { Design, Given, Machine } from "./model/vocabulary/design.js";
export type { DomainName } from "./model/vocabulary/domain.js";
export type { Errno, Outcome } from "./model/vocabulary/errno.js";
export type { Hardware } from "./model/vocabulary/hardware.js";
export type { Observation } from "./model/vocabulary/observation.js";
export type { Operation } from "./model/vocabulary/operation.js";
export type { Iommu, Scenario } from "./model/vocabulary/scenario.js";
export { printScenario, readScenario } from "./model/vocabulary/scenario-text.js";
export type { PciFunction, Topology } from "./model/vocabulary/topology.js";
export type { Step, Trace } from "./model/vocabulary/trace.js";
export type { Counterexample, ReplayAnswer } from "./properties/counterexample.js";
export {
  check,
  type CheckOptions,
  type CheckOutcome,
  type Progress,
} from "./properties/engines/check.js";
export { gate, type GateOptions } from "./properties/engines/gate.js";
export type { Baseline, BaselineProblem, KnownBreak } from "./properties/baseline.js";
export type { GatePart, GateResult, MustCatch } from "./properties/gate-report.js";
export { exhaust, type ExhaustOptions } from "./properties/engines/exhaustive/exhaust.js";
export type { ExhaustOutcome, ExhaustReport } from "./properties/exhaust-report.js";
export { replay, type Replayed } from "./properties/engines/recorded.js";
export { laws } from "./properties/laws/all.js";
export type { BootLaw, Finding, Law, Severity, StepLaw } from "./properties/laws/law.js";
export type { Evidence, Report, Stats, Tag, Verdict } from "./properties/report.js";
