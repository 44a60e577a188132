/**
 * The real search behind the interface that the commands ask. This is the only file of cli/ that
 * knows where the search lives; it is loaded when it is first needed, so that --help and --version
 * start at once.
 */
import { catalog } from "../impl/designs/catalog.js";
import { bugs } from "../properties/bugs/all.js";
import { checkBugs } from "../search/gate/bugs.js";
import { subjectNamed, isRemote } from "../search/designs/named.js";
import { halfDesign, whyNoDesign } from "../search/designs/why-not.js";
import { designsOn } from "../search/check/standing.js";
import { breakingOf } from "../search/check/breaking.js";
import { check, searchOf } from "../search/check/check.js";
import { estimate, STATES_MAX, TOPOLOGIES_MAX } from "../search/exhaustive/estimate.js";
import { SAFETY, weakestContracts } from "../search/contracts/contracts.js";
import { exhaust } from "../search/exhaustive/exhaust.js";
import { gate } from "../search/gate/gate.js";
import { judge } from "../properties/run/judge.js";
import { invariantSet } from "../properties/run/invariant-set.js";
import { openBatchLog } from "../search/campaign/batch-log.js";
import { batchLines } from "../search/random/batch-line.js";
import { decisionsOf, factsOf, referenceTraceOf, replay, traceOf } from "../search/check/replay.js";
import { basisOf } from "../properties/expectations/basis.js";
import { reasonFor } from "../properties/expectations/reason.js";
import { readMachine } from "../audit/machine/machine.js";
import { invariants } from "../properties/invariants/all.js";
import type { Engine } from "./engine.js";

const titles = new Map(bugs.map(({ id, title }) => [id, title]));
const everyInvariant = invariantSet(invariants);

/** `bug:BUG-12`, `seeded-fault:INVARIANT`: designs that are made to break an invariant. */
const madeToBreak = (design: string): boolean => /^(?:bug|seeded-fault):/.test(design);

function missing(design: string): never {
  throw new Error(`there is no design ${design}`);
}

export const realEngine: Engine = {
  designs: catalog,
  invariants,
  isDesign: (name) => subjectNamed(name) !== null,
  whyNoDesign,
  halfDesign,
  openLog: (path, search) => openBatchLog(path, searchOf(search), batchLines),
  check,
  checkBugs,
  gate,
  exhaustive: {
    run: exhaust,
    contracts: weakestContracts,
    safety: SAFETY.map(({ name }) => name),
    estimate,
    limits: { topologies: TOPOLOGIES_MAX, states: STATES_MAX },
  },
  bugTitle: (id) => titles.get(id) ?? "",
  replay,
  judge: (design, scenario, like) => {
    const subject = subjectNamed(design, like);
    return judge(scenario, subject ?? missing(design), everyInvariant);
  },
  traceOf,
  referenceTraceOf: (design, scenario) =>
    isRemote(design) ? referenceTraceOf(design, scenario) : null,
  breakingOf,
  designsOn,
  factsOf,
  decisionsOf,
  reasonOf: (design, { invariant, finding: { failureMode }, cause }, like) =>
    madeToBreak(design)
      ? "this design is made to break an invariant"
      : (reasonFor(basisOf(design, like), invariant, { failureMode, cause }) ?? null),
  readLspci: readMachine,
};
