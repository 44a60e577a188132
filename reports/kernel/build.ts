/** The words about a kernel build: how far it is, what was built, and why it was not. */
import { match } from "ts-pattern";
import type { CompilerError } from "../../impl/linux/build/compiler-error.js";
import type { BuiltKernel } from "../../impl/linux/build/cache/kernels.js";
import type { Progress } from "../../impl/linux/build/progress.js";
import type { Lacks, Refusal, Tree } from "../../impl/linux/build/refusal.js";
import { isKnown, KNOWN_RELEASES } from "../../impl/linux/build/releases.js";
import { listed, printable } from "../text/words.js";

/** What is being done, without how long it has taken. */
export function phaseText(progress: Progress): string {
  return match(progress)
    .with({ phase: "reading" }, ({ tree }) => `reading ${printable(tree)}`)
    .with({ phase: "asking" }, () => "asking Debian for linux-source packages")
    .with({ phase: "fetching" }, ({ source }) => `fetching ${printable(source)} (about 170 MB)`)
    .with({ phase: "unpacking" }, ({ source }) => `unpacking ${printable(source)}`)
    .with({ phase: "copying" }, ({ tree }) => `copying what changed in ${printable(tree)}`)
    .with({ phase: "waiting" }, () => "waiting for another build in the same folder")
    .with({ phase: "configuring" }, ({ release }) => `configuring Linux ${printable(release)}`)
    .with({ phase: "compiling" }, ({ release }) => `compiling Linux ${printable(release)}`)
    .with({ phase: "linking" }, ({ release }) => `linking Linux ${printable(release)}`)
    .exhaustive();
}

/** The rewritten line: `34 s  compiling Linux 7.3.4  212 objects`. */
export function progressText(progress: Progress, seconds: number): string {
  const objects = progress.phase === "compiling" ? `  ${objectsText(progress)}` : "";
  return `${Math.floor(seconds)} s  ${phaseText(progress)}${objects}`;
}

/** `212 of about 640 objects (33 %)`; `3 objects` where only what changed is compiled. */
export function objectsText({ objects, of }: Progress & { readonly phase: "compiling" }): string {
  if (of === null) return `${objects} objects`;
  const percent = Math.min(99, Math.floor((100 * objects) / of));
  return `${objects} of about ${of} objects (${percent} %)`;
}

/** `1 min 42 s`, `3.1 s`. */
function took(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** What was built, where it is, and what to do with it. */
export function builtText(
  { folder, record }: BuiltKernel,
  how: {
    readonly cached: boolean;
    readonly seconds: number;
    readonly out: string | null;
    readonly name?: string | null;
  },
): string {
  const place = quoted(how.out ?? folder);
  const chosen = how.name ?? null;
  const short = chosen ?? place;
  const debug = record.debug ? ", watching itself (--debug)" : "";
  const lines = [
    `Linux ${printable(record.release)} from ${printable(record.source)}${debug}`,
    `${how.cached ? "found in the cache in" : "built in"} ${took(how.seconds)}: ${place}`,
    ...(isKnown(record.release) ? [] : [`note: known to work: ${known()}`]),
    `next: pasidcheck check --design linux:${short}`,
    `      pasidcheck kernel check${chosen === null ? "" : ` --kernel ${chosen}`}`,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** One line: what, where, what to do. */
export function refusalText(refusal: Refusal): string {
  return match(refusal)
    .with({ why: "host" }, hostText)
    .with({ why: "tools" }, ({ missing }) => {
      const packages = [...new Set(missing.map(({ debian }) => debian))];
      const names = missing.map(({ name }) => name).join(", ");
      return `missing tools: ${names}; on Debian: apt-get install ${packages.join(" ")}`;
    })
    .with(
      { why: "installation" },
      ({ path }) => `cannot read ${printable(path)}, a part of pasidcheck; install it again`,
    )
    .with({ why: "no-tree" }, ({ path, lacks }) => noTreeText(path, lacks))
    .with({ why: "overlay" }, ({ file, line, tree }) =>
      [
        `no place for the driver in ${named(tree)}: ${file} has no line '${line}'`,
        worksWith(),
      ].join("; "),
    )
    .with({ why: "options" }, ({ off, tree }) => {
      const options = listed(off.map((option) => `CONFIG_${option}`));
      return `${named(tree)} does not let ${options} be switched on; ${worksWith()}`;
    })
    .with({ why: "compile" }, compileText)
    .with({ why: "release" }, ({ wanted, there }) => {
      const all = listed(there);
      return `Debian has no linux-source-${printable(wanted)} now; it has ${all}; ${worksWith()}`;
    })
    .with(
      { why: "mirror" },
      ({ mirror }) =>
        `PASIDCHECK_DEBIAN_MIRROR is '${printable(mirror)}'; it is an address such as ` +
        "http://deb.debian.org/debian",
    )
    .with(
      { why: "unavailable" },
      ({ what }) =>
        `the kernel's source package cannot be had: ${printable(what)}; ` +
        "name a tree of your own with --source DIR",
    )
    .with({ why: "out" }, ({ path, is }) =>
      is === "not-a-folder"
        ? `--out ${printable(path)} is a file; name a folder`
        : `--out ${printable(path)} has files in it that are not ours; name a new folder`,
    )
    .with(
      { why: "space" },
      ({ path }) =>
        `no space left in ${printable(path)}; a build needs about 1 GB in XDG_CACHE_HOME`,
    )
    .with(
      { why: "file" },
      ({ path, code }) => `cannot use ${printable(path)}: ${REASONS.get(code) ?? printable(code)}`,
    )
    .with({ why: "stopped" }, () => "stopped; nothing was built")
    .exhaustive();
}

const REASONS = new Map([
  ["EACCES", "permission denied; XDG_CACHE_HOME can name another cache"],
  ["EPERM", "permission denied; XDG_CACHE_HOME can name another cache"],
  ["EROFS", "the file system is read-only; XDG_CACHE_HOME can name another cache"],
  ["ENOENT", "a part of the path is not there"],
  ["ENOTDIR", "a part of the path is a file, not a folder"],
  ["EEXIST", "a part of the path is a file, not a folder"],
]);

function hostText({ platform, arch }: Refusal & { readonly why: "host" }): string {
  return `a kernel is built on Linux on x86_64 only, this is ${platform} on ${arch}`;
}

function noTreeText(path: string, lacks: Lacks): string {
  const why = {
    folder: "there is no such folder",
    makefile: "it has no Makefile with a VERSION",
    iommu: "it has no drivers/iommu",
  }[lacks];
  return `${printable(path)} is no kernel tree: ${why}; name the topmost folder of one`;
}

function compileText({ error, driver, tree, log }: Refusal & { readonly why: "compile" }): string {
  const what = driver ? `the driver does not compile in ${named(tree)}` : `${named(tree)} does not`;
  const said = `${what}${driver ? "" : " compile"}: ${errorText(error)}`;
  return [said, ...(driver ? [worksWith()] : []), `all that was said: ${printable(log)}`].join(
    "; ",
  );
}

function errorText({ file, line, message }: CompilerError): string {
  return printable(file === null ? message : `${file}:${line}: ${message}`);
}

function named({ release, source }: Tree): string {
  return `Linux ${printable(release)} (${printable(source)})`;
}

function worksWith(): string {
  return `known to work: Linux ${known()}`;
}

function known(): string {
  return listed(KNOWN_RELEASES);
}

/** A path as a shell takes it. */
function quoted(path: string): string {
  return /^[\w@%+=:,./~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
