/**
 * The search for the seeded faults: for each invariant the design that is made to break it. An
 * invariant that does not catch its seeded fault proves nothing by holding.
 */
import type { MustCatch } from "../../properties/results/gate-report.js";
import type { SearchOptions } from "../campaign/options.js";
import { withPool } from "../pool/pool.js";
import type { FaultSearch, FaultTask } from "./fault-search.js";
import { PATIENCE } from "../pool/watchdog.js";

/** A seeded fault that lives through so many random scenarios is not caught. */
const RUNS_MAX = 20_000;

export type SeededFaultsOptions = Omit<SearchOptions<[done: number, total: number]>, "designs">;

export async function checkSeededFaults(
  options: SeededFaultsOptions,
): Promise<readonly MustCatch[]> {
  const { invariants, seed } = options;
  let done = 0;
  return withPool(options, PATIENCE, (pool) =>
    Promise.all(
      invariants.map(async (invariant): Promise<MustCatch> => {
        const design = `seeded-fault:${invariant}`;
        const limits = { seed, seeds: 1, runs_max: RUNS_MAX, shrink: false, guided: false };
        const task: FaultTask = {
          kind: "fault-search",
          design,
          invariant,
          failureMode: null,
          ...limits,
        };
        const ended = await pool.run<FaultSearch>(task);
        options.onProgress(++done, invariants.length);
        if (ended.how !== "done") return of(invariant, "unknown");
        return of(invariant, ended.answer.runs[0] === null ? "missed" : "caught");
      }),
    ),
  );
}

function of(invariant: string, state: MustCatch["state"]): MustCatch {
  return { kind: "seeded-fault", id: invariant, invariant, state };
}
