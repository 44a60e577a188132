/**
 * A lock between processes that build in the same folder. The kernel holds it (flock(2)), so it
 * goes when its holder goes, however that ends.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Environment } from "./cache/cache-folder.js";
import { inGroup } from "./process.js";
import { Refused } from "./refusal.js";

/** Who does not get the lock within this time is told to wait. */
const SOON_MS = 500;

export interface LockOptions {
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Called once, if somebody else has it. */
  readonly onWait: () => void;
}

/** Does the work while holding the lock. Throws Refused if the user stops it while it waits. */
export async function withLock<T>(
  file: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  const args = ["--exclusive", file, "sh", "-c", "echo locked; exec cat"];
  const env = { ...options.env };
  const child = spawn("flock", args, { env, detached: true, stdio: ["pipe", "pipe", "ignore"] });
  const release = inGroup(child, options.signal);
  const wait = setTimeout(options.onWait, SOON_MS);
  const ended = once(child, "close");
  try {
    await Promise.race([once(child.stdout, "data"), ended]);
    clearTimeout(wait);
    if (options.signal.aborted) throw new Refused({ why: "stopped" });
    if (child.exitCode !== null) throw new Refused({ why: "file", path: file, code: "EACCES" });
    return await work();
  } finally {
    clearTimeout(wait);
    child.stdin.end();
    await ended.catch(() => {});
    release();
  }
}
