/**
 * The folder in which built kernels and what they are built from are kept: under $XDG_CACHE_HOME,
 * or ~/.cache (XDG Base Directory Specification 0.8: a relative path there is ignored).
 */
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

export type Environment = Readonly<Record<string, string | undefined>>;

function cacheFolder(env: Environment): string {
  const named = env["XDG_CACHE_HOME"] ?? "";
  const home = env["HOME"] ?? "";
  const base = isAbsolute(named) ? named : join(home === "" ? homedir() : home, ".cache");
  return join(base, "pasidcheck");
}

/** One folder a kernel, named by its digest. */
export function kernelsFolder(env: Environment): string {
  return join(cacheFolder(env), "kernel");
}

/** One folder a source tree: a copy of what a build needs, and the objects of the last build. */
export function worksFolder(env: Environment): string {
  return join(cacheFolder(env), "kernel-work");
}
