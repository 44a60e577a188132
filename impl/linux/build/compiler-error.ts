/**
 * The first thing that a failed `make` says: the compiler's first error, or what comes nearest to
 * it.
 */

export interface CompilerError {
  /** Relative to the tree; null where no file is named. */
  readonly file: string | null;
  readonly line: number | null;
  readonly message: string;
}

/** `../drivers/iommu/x.c:12:3: error: ...`, and what the linker says of a line. */
const AT_LINE = /^(\S+?):(\d+):(?:\d+:)? (?:fatal )?(?:error: )?(.+)$/;
const COMPILER = /^\S+?:\d+:(?:\d+:)? (?:fatal )?error: /;
const KCONFIG = /^\S*Kconfig\S*:\d+: (?!warning)/;
const LINKER = /undefined reference to|multiple definition of|undefined symbol/;
const GENERAL = /(?:^|\s)(?:fatal )?error: |^\*\*\* /i;
const MAKE = /^make(?:\[\d+\])?: \*\*\* /;

/** `tree` is the folder of the sources: paths are told relative to it. */
export function firstError(log: string, tree: string): CompilerError {
  const lines = log.split("\n").map((line) => line.trim());
  for (const pattern of [COMPILER, KCONFIG, LINKER, GENERAL, MAKE]) {
    const line = lines.find((text) => pattern.test(text));
    if (line !== undefined) return errorOf(line, tree);
  }
  const last = lines.findLast((line) => line !== "");
  return { file: null, line: null, message: last ?? "it said nothing" };
}

function errorOf(text: string, tree: string): CompilerError {
  const [, path, line, message] = AT_LINE.exec(text) ?? [];
  if (path === undefined || line === undefined || message === undefined)
    return { file: null, line: null, message: text };
  return { file: inTree(path, tree), line: Number(line), message };
}

function inTree(path: string, tree: string): string {
  if (path.startsWith(`${tree}/`)) return path.slice(tree.length + 1);
  return path.replace(/^(?:\.\.?\/)+(?:tree\/)?/, "");
}
