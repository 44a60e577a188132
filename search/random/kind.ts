/**
 * Random search as a kind of campaign: how a batch is asked for, how it is done again without a
 * design that hangs, and how it is performed.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import { onDefaultMachines } from "../../properties/invariants/on-default-machines.js";
import { invariantSet } from "../../properties/run/invariant-set.js";
import type { CampaignKind } from "../campaign/campaign.js";
import type { Search } from "../campaign/search.js";
import { subjectNamed } from "../designs/named.js";
import type { Performer } from "../pool/task.js";
import { runBatch, type BatchResult } from "./batch.js";
import { BATCH_SCENARIOS, eachScenario, type BatchRequest } from "./draw.js";

export interface BatchTask {
  readonly kind: "batch";
  readonly designs: readonly string[];
  readonly invariants: readonly string[];
  readonly like: string | null;
  readonly request: BatchRequest;
}

interface BatchWork {
  readonly task: BatchTask;
  readonly answer: BatchResult;
}

export const performBatch: Performer<BatchWork> = (task, beat) => {
  const named = task.invariants.flatMap((name) => invariantNamed(name) ?? []);
  const chosen = task.request.defaultMachines === true ? named.map(onDefaultMachines) : named;
  const subjects = task.designs.flatMap((name) => subjectNamed(name, task.like) ?? []);
  return runBatch(task.request, subjects, invariantSet(chosen), beat);
};

export const random: CampaignKind<BatchRequest, BatchResult> = {
  requestOf,
  run: (pool, request, asked) => pool.run<BatchWork>({ kind: "batch", ...asked, request }),
  cut: (pool) => pool.cut("batch"),
  realigned,
  scenarioAt,
};

/**
 * Only a search of one invariant is guided: where many take turns there is nothing to be gained.
 */
function requestOf(search: Search, batch: number): BatchRequest {
  const { seed, machines, invariants, defaultMachines } = search;
  const [guidedBy, ...others] = invariants;
  const restricted = defaultMachines === true ? { defaultMachines } : {};
  const plain = { seed, batch, machines, ...restricted };
  return guidedBy === undefined || others.length > 0 ? plain : { ...plain, guidedBy };
}

function realigned(
  result: BatchResult,
  ran: readonly string[],
  all: readonly string[],
): BatchResult {
  if (ran.length === all.length) return result;
  const at = (name: string): number => ran.indexOf(name);
  const place = (design: number): number => all.indexOf(ran[design] ?? "");
  const invariants = result.applied[0]?.length ?? 0;
  const none = Array.from({ length: invariants }, () => 0);
  return {
    ...result,
    judged: all.map((name) => result.judged[at(name)] ?? 0),
    applied: all.map((name) => result.applied[at(name)] ?? none),
    found: result.found.map((f) => ({ ...f, design: place(f.design) })),
    flaky: result.flaky.map((design) => place(design)),
    crashed: result.crashed.map((c) => ({ ...c, design: place(c.design) })),
    notAsked: all.map((name) => result.notAsked[at(name)] ?? 0),
    foretold: all.map((name) => result.foretold[at(name)] ?? 0),
  };
}

/** Generates a batch again up to one of its runs. */
function scenarioAt(request: BatchRequest, wanted: number): Scenario {
  let at: Scenario | null = null;
  eachScenario(request, (scenario, run) => {
    at = scenario;
    return run < wanted;
  });
  if (at === null) throw new Error(`a batch has no run ${wanted} of ${BATCH_SCENARIOS}`);
  return at;
}
