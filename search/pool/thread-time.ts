/**
 * The processor time of a thread, as Linux tells it (proc(5), `/proc/PID/task/TID/stat`). It grows
 * with what the thread does and not with what else the machine does.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** What is seen of a thread at a moment. */
export interface ThreadLook {
  /** Milliseconds of processor time since it began. */
  readonly cpuMs: number;
  /** It waits for something, and not for a processor. */
  readonly asleep: boolean;
}

/** Milliseconds a tick: USER_HZ is 100 wherever Node runs on Linux. */
const TICK_MS = 10;
/** Columns of `stat` after the name of the program, which may have blanks in it: from `state`. */
const STATE = 0;
const UTIME = 11;
const STIME = 12;

/** The number of the thread that asks; 0 where the system does not tell. */
export function ownThread(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return 0;
  }
}

/** Looks at a thread of this process; null where the system does not tell. */
export function lookAtThread(thread: number): ThreadLook | null {
  if (thread === 0) return null;
  try {
    return readStat(readFileSync(`/proc/self/task/${thread}/stat`, "latin1"));
  } catch {
    return null;
  }
}

/** Reads a line of `stat`, of a thread or of a process. */
export function readStat(text: string): ThreadLook {
  const columns = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(columns[UTIME]) + Number(columns[STIME]);
  // D is a wait for a disk, which is busy with others; T is stopped by somebody.
  return { cpuMs: ticks * TICK_MS, asleep: columns[STATE] === "S" };
}
