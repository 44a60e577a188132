/**
 * The processor time of a thread or of a driver's processes, as Linux tells it (proc(5),
 * `/proc/PID/stat`). It grows with what they do, and not with what else the machine does.
 */
import { readdirSync, readFileSync } from "node:fs";

/** What is seen of threads or processes at a moment. */
export interface ProcessorLook {
  /** Milliseconds of processor time since they began. */
  readonly cpuMs: number;
  /** They wait for something, and none of them for a processor or a disk. */
  readonly asleep: boolean;
}

/** Milliseconds a tick: USER_HZ is 100 wherever Node runs on Linux. */
const TICK_MS = 10;

/** Columns of `stat`, from the state on: before it stands a name, which may have blanks in it. */
const STATE = 0;
const GROUP = 2;
const SESSION = 3;
const TIMES = { user: 11, system: 12, reapedUser: 13, reapedSystem: 14 } as const;

function columnsOf(stat: string): readonly string[] {
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function lookOf(columns: readonly string[]): ProcessorLook {
  const ticks = Object.values(TIMES).reduce((sum, at) => sum + Number(columns[at]), 0);
  // R runs or waits for a processor, D waits for a disk, which is busy with others.
  const state = columns[STATE] ?? "";
  return { cpuMs: ticks * TICK_MS, asleep: !["R", "D"].includes(state) };
}

/** Looks at a thread of this process; null where the system does not tell. */
export function lookAtThread(thread: number): ProcessorLook | null {
  try {
    return lookOf(columnsOf(readFileSync(`/proc/self/task/${thread}/stat`, "latin1")));
  } catch {
    return null;
  }
}

/** Looks at all processes that a leader began; null where the system does not tell. */
export function lookAtGroup(leader: number): ProcessorLook | null {
  const id = String(leader);
  const looks = processes().flatMap((pid) => {
    const columns = statOf(pid);
    return columns[GROUP] === id || columns[SESSION] === id ? [lookOf(columns)] : [];
  });
  if (looks.length === 0) return null;
  return {
    cpuMs: looks.reduce((sum, { cpuMs }) => sum + cpuMs, 0),
    asleep: looks.every(({ asleep }) => asleep),
  };
}

function processes(): readonly string[] {
  try {
    return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** Empty where the process has gone meanwhile. */
function statOf(pid: string): readonly string[] {
  try {
    return columnsOf(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return [];
  }
}
