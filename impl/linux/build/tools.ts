/** The programs that a build needs, and those of them that are missing, found all at once. */
import { delimiter, isAbsolute, join } from "node:path";
import type { Environment } from "./cache/cache-folder.js";
import { runToEnd } from "./process.js";
import { Refused, type Tool } from "./refusal.js";
import { isProgram } from "./program.js";

/**
 * What `make ARCH=um` runs that is not on every Debian: found by building with nothing else there.
 * It needs no libelf (there is no objtool on User-Mode Linux), no perl, no python.
 */
const TO_BUILD: readonly Tool[] = [
  { name: "gcc", debian: "gcc" },
  { name: "ld", debian: "binutils" },
  { name: "make", debian: "make" },
  { name: "flex", debian: "flex" },
  { name: "bison", debian: "bison" },
  { name: "bc", debian: "bc" },
  { name: "flock", debian: "util-linux" },
];

const TO_UNPACK: readonly Tool[] = [
  { name: "tar", debian: "tar" },
  { name: "xz", debian: "xz-utils" },
];

const STATIC_LIBC: Tool = { name: "a static libc", debian: "libc6-dev" };

/** The full path of a program, or null. */
export function programAt(name: string, env: Environment): string | null {
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find((path) => isProgram(path)) ?? null;
}

/** The programs that are not there. `fetching` says whether a source package is to be unpacked. */
function missingTools(fetching: boolean, env: Environment): readonly Tool[] {
  const needed = fetching ? [...TO_BUILD, ...TO_UNPACK] : TO_BUILD;
  return needed.filter(({ name }) => programAt(name, env) === null);
}

/** What a build runs with: nothing of the user's make, kbuild or compiler settings gets in. */
export function buildEnvironment(env: Environment): Environment {
  const kept: Record<string, string> = { LC_ALL: "C" };
  for (const name of ["PATH", "HOME", "TMPDIR", "CCACHE_DIR", "CCACHE_DISABLE"]) {
    const value = env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/**
 * The compiler's name and version: the first line of `gcc --version`. Throws Refused if anything
 * is missing.
 */
export async function checkTools(
  fetching: boolean,
  env: Environment,
  signal: AbortSignal,
): Promise<string> {
  const missing = missingTools(fetching, env);
  const hasCompiler = !missing.some(({ name }) => name === "gcc");
  const gcc = async (arg: string): Promise<string> => {
    const run = { command: "gcc", args: [arg], cwd: "/", env: buildEnvironment(env), signal };
    return (await runToEnd(run)).stdout.split("\n")[0]?.trim() ?? "";
  };
  const libc = hasCompiler ? await gcc("-print-file-name=libc.a") : "";
  const all = isAbsolute(libc) ? missing : [...missing, STATIC_LIBC];
  if (all.length > 0) throw new Refused({ why: "tools", missing: all });
  return gcc("--version");
}
