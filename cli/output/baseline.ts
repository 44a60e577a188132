/**
 * The baseline that a gate writes: what is not as expected now, accepted until a day. A file that
 * is there already is written again only where it was read as the baseline, or with --force.
 */
import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { baselineText } from "../../properties/results/baseline-file.js";
import {
  acceptedBreaks,
  withBaseline,
  type KnownBreak,
} from "../../properties/results/baseline.js";
import type { GateResult } from "../../properties/results/gate-report.js";
import { printable } from "../../reports/text/words.js";
import { UsageError, type ExitCode } from "../process/exit.js";
import type { Io } from "../process/io.js";
import { outputs } from "./files.js";

export interface BaselineFlags {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  /** The last day of what is accepted; absent: ACCEPTED_DAYS from today. */
  readonly until?: string;
  readonly force: boolean;
}

/** Long enough to mend what is broken, short enough to be remembered. */
const ACCEPTED_DAYS = 30;
const DAY_MS = 86_400_000;

/** Before anything is run. Throws UsageError. */
export async function checkBaselineFlags(flags: BaselineFlags, io: Io): Promise<void> {
  const { baseline, writeBaseline: path, until, force } = flags;
  if (path === undefined) {
    if (until !== undefined) throw new UsageError("--until belongs to --write-baseline FILE");
    return;
  }
  if (until !== undefined && until < io.today())
    throw new UsageError(`--until ${until} is over; name today or a later day`);
  const renews = baseline !== undefined && resolve(baseline) === resolve(path);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (there && !renews && !force)
    throw new UsageError(
      `${printable(path)} is there already; to renew it say --baseline ${printable(path)} too, ` +
        "or --force to replace it",
    );
}

export interface Accepted {
  /** The result as the new baseline explains it. */
  readonly result: GateResult;
  readonly said: string;
  readonly written: ExitCode;
}

/** Writes what is not as expected; null where nothing was asked, or the run was interrupted. */
export async function writeBaseline(
  flags: BaselineFlags,
  known: readonly KnownBreak[],
  result: GateResult,
  io: Io,
): Promise<Accepted | null> {
  const path = flags.writeBaseline;
  if (path === undefined) return null;
  if (result.interrupted) {
    io.err.write(`pasidcheck: interrupted; ${printable(path)} is not written\n`);
    return null;
  }
  const today = io.today();
  const expires = flags.until ?? dayAfter(today, ACCEPTED_DAYS);
  const judged = { report: result.report, problems: result.baseline };
  const accepted = acceptedBreaks(judged, known, today, expires);
  const file = { path, text: baselineText(accepted), replace: true };
  const written = await outputs([file], io);
  const news = accepted.filter((entry) => !known.includes(entry)).length;
  const said =
    `${printable(path)}: ${accepted.length === 1 ? "1 entry" : `${accepted.length} entries`}, ` +
    `${news} of them accepted until ${expires}; mend or explain them before that day.\n`;
  const { report } = withBaseline(result.report, accepted, today, false);
  return { result: { ...result, report, baseline: [] }, said, written };
}

function dayAfter(today: string, days: number): string {
  return new Date(Date.parse(`${today}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}
