/**
 * The report of designs that threw or never returned: the first scenario of each, with the file it
 * is saved in.
 */
import { join, relative } from "node:path";
import { digest } from "../../model/vocabulary/scenario/digest.js";
import type { Crash } from "../../properties/results/report.js";
import type { Crashed, Hang } from "../campaign/break.js";
import { isRemote } from "../designs/named.js";
import type { Pool } from "../pool/pool.js";
import type { CrashShrinking, ShrunkCrash } from "../random/shrink-crash.js";
import type { Totals } from "../random/totals.js";
import { patienceText } from "../pool/watchdog.js";

export interface CrashOptions {
  readonly saveTo: string;
  /** Crashing scenarios stay default machines when they are shrunk. */
  readonly defaultMachines: boolean;
  /** When shrinking ends, in ms since 1970. */
  readonly until: number;
}

/** What is to be said of a scenario that was not shrunk as usual. */
export const NOT_TO_THE_END = "not shrunk to the end, the time was up; this is the smallest so far";
export const NOT_AGAIN =
  "does not come again when it is run alone in a new process; saved as it was found";

export async function crashesOf(
  designs: readonly string[],
  sum: Pick<Totals, "crashed">,
  hangs: readonly Hang[],
  pool: Pool,
  options: CrashOptions,
): Promise<readonly Crash[]> {
  const fileOf = (id: string): string =>
    relative(process.cwd(), join(options.saveTo, `crash-${id}.txt`));
  const threw = await Promise.all(
    sum.crashed.map(async (crashed): Promise<Crash> => {
      const design = designs[crashed.design] ?? "";
      const small = await shrunk(design, crashed, pool, options);
      const { scenario, message, step } = small ?? crashed;
      const note = small === null ? NOT_AGAIN : small.complete ? null : NOT_TO_THE_END;
      const file = fileOf(digest(design, scenario));
      const told = note === null ? {} : { note };
      const at = step < 0 ? {} : { step };
      return { design, kind: "threw", message, scenario, file, ...at, ...told };
    }),
  );
  const hung = designs.flatMap((design): Crash[] => {
    const first = hangs.find((hang) => hang.design === design);
    if (first === undefined) return [];
    const message = `did not return within ${patienceText(isRemote(design))}`;
    const file = fileOf(digest(design, first.scenario));
    return [{ design, kind: "hung", message, scenario: first.scenario, file }];
  });
  return [...threw, ...hung];
}

/** The smallest scenario on which it crashes; null where it did not crash again. */
async function shrunk(
  design: string,
  { scenario }: Crashed,
  pool: Pool,
  { defaultMachines, until }: CrashOptions,
): Promise<ShrunkCrash | null> {
  const task = { kind: "shrink-crash", design, scenario, defaultMachines, until } as const;
  const ended = await pool.run<CrashShrinking>(task);
  return ended.how === "done" ? ended.answer : null;
}
