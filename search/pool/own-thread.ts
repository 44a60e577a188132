/** The number of the thread that asks, as Linux numbers it (proc(5), `/proc/thread-self`). */
import { readlinkSync } from "node:fs";

/** 0 where the system does not tell. */
export function ownThread(): number {
  try {
    return Number(readlinkSync("/proc/thread-self").split("/").at(-1));
  } catch {
    return 0;
  }
}
