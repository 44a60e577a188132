/**
 * The search for the seeded faults: for each invariant the design that is made to break it. A law
 * that does not catch its canary proves nothing by holding.
 */
import type { MustCatch } from "../../properties/results/gate-report.js";
import { HANG_MS_MAX, withPool, type Lending } from "../pool/pool.js";

/** A canary that lives through so many random scenarios is not caught. */
const RUNS_MAX = 20_000;

export interface CanariesOptions extends Pick<Lending, "pool"> {
  readonly laws: readonly string[];
  readonly seed: number;
  readonly workers: number;
  readonly onProgress: (done: number, total: number) => void;
  readonly signal: AbortSignal;
}

export async function checkCanaries(options: CanariesOptions): Promise<readonly MustCatch[]> {
  const { laws, seed } = options;
  let done = 0;
  return withPool(options, HANG_MS_MAX, (pool) =>
    Promise.all(
      laws.map(async (law): Promise<MustCatch> => {
        const design = `canary:${law}`;
        const limits = { seed, seeds: 1, runs_max: RUNS_MAX, shrink: false, aimed: false };
        const ended = await pool.run({ kind: "hunt", design, law, mechanism: null, ...limits });
        options.onProgress(++done, laws.length);
        const runs = ended.how === "done" && ended.answer.kind === "hunt" && ended.answer.result;
        if (ended.how === "stopped" || runs === false) return of(law, "unknown");
        return of(law, runs.runs[0] === null ? "missed" : "caught");
      }),
    ),
  );
}

function of(law: string, state: MustCatch["state"]): MustCatch {
  return { kind: "canary", id: law, law, state };
}
