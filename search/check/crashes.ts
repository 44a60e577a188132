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

export async function crashesOf(
  designs: readonly string[],
  sum: Pick<Totals, "crashed">,
  hangs: readonly Hang[],
  pool: Pool,
  { saveTo }: { readonly saveTo: string },
): Promise<readonly Crash[]> {
  const fileOf = (id: string): string => relative(process.cwd(), join(saveTo, `crash-${id}.txt`));
  const threw = await Promise.all(
    sum.crashed.map(async (crashed): Promise<Crash> => {
      const design = designs[crashed.design] ?? "";
      const { scenario, message } = (await shrunk(design, crashed, pool)) ?? crashed;
      return { design, kind: "threw", message, scenario, file: fileOf(digest(design, scenario)) };
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
): Promise<ShrunkCrash | null> {
  const ended = await pool.run<CrashShrinking>({ kind: "shrink-crash", design, scenario });
  return ended.how === "done" ? ended.answer : null;
}
