/**
 * Defines how designs that threw or never returned are reported: the first scenario of each, with
 * the file it is saved in.
 */
import { join, relative } from "node:path";
import { digest } from "../../model/vocabulary/canonical.js";
import type { Crash } from "../report.js";
import type { Hang } from "./campaign.js";
import { HANG_MS_MAX } from "./pool.js";
import type { Totals } from "./tally.js";

export function crashesOf(
  designs: readonly string[],
  sum: Totals,
  hangs: readonly Hang[],
  { saveTo }: { readonly saveTo: string },
): readonly Crash[] {
  const fileOf = (id: string): string => relative(process.cwd(), join(saveTo, `crash-${id}.json`));
  const threw = sum.crashed.map(({ design, scenario, message }): Crash => {
    const name = designs[design] ?? "";
    return { design: name, kind: "threw", message, scenario, file: fileOf(digest(name, scenario)) };
  });
  const hung = designs.flatMap((design): Crash[] => {
    const first = hangs.find((hang) => hang.design === design);
    if (first === undefined) return [];
    const message = `did not return within ${HANG_MS_MAX / 1000} s`;
    const file = fileOf(digest(design, first.scenario));
    return [{ design, kind: "hung", message, scenario: first.scenario, file }];
  });
  return [...threw, ...hung];
}
