/**
 * The files of a kernel tree that a build for User-Mode Linux needs: of what it never compiles only
 * what kbuild reads (Kconfig, Makefile, Kbuild), and nothing that a build leaves behind. Linux 7.3
 * shrinks from 1.6 GB in 96,000 files to 0.35 GB in 33,000.
 */

/**
 * Folders of which ARCH=um compiles nothing, the large ones. A folder that is not named here is
 * taken whole: too much costs seconds, too little a build.
 */
const FOLDERS: readonly string[] = [
  "Documentation",
  "samples",
  "sound",
  "tools/perf",
  "tools/testing",
  ...["alpha", "arc", "arm", "arm64", "csky", "hexagon", "loongarch", "m68k", "microblaze"]
    .concat(["mips", "nios2", "openrisc", "parisc", "powerpc", "riscv", "s390", "sh", "sparc"])
    .concat(["xtensa"])
    .map((arch) => `arch/${arch}`),
  ...["accel", "clk", "comedi", "crypto", "gpu", "hid", "hwmon", "iio", "infiniband", "input"]
    .concat(["md", "media", "mtd", "net", "pinctrl", "scsi", "staging", "usb", "video"])
    .map((drivers) => `drivers/${drivers}`),
];

/** What is left out of these folders. Kconfig.x and Makefile.x have none of these endings. */
const ENDINGS: readonly string[] = ["c", "h", "S", "rst", "yaml", "dts", "dtsi", "dtso", "json"]
  .concat(["sh", "txt", "py", "pkt", "tc", "rs", "svg", "log"])
  .map((ending) => `.${ending}`);

/** Folders that a build makes in a tree; with them there, `make O=` refuses. */
const GENERATED_FOLDER = /^(?:include\/(?:config|generated)|arch\/[^/]+\/include\/generated)$/;

const PRODUCT_ENDINGS = new Set(
  ["o", "a", "ko", "so", "cmd", "d", "mod", "order", "symvers", "dtb", "dtbo", "tmp", "i", "s"]
    .concat(["lst", "su", "gcno", "gcda", "gz", "xz", "zst", "ll", "orig", "rej", "swp", "pyc"])
    .map((ending) => `.${ending}`),
);

/** What stands at the top of a tree that was built in place. */
const PRODUCT_AT_TOP = /^(?:vmlinux.*|linux|System\.map|modules\.builtin.*|tags|TAGS|cscope.*)$/;

/** Names that begin with a dot (.git, .config, .x.o.cmd) are never read by a build. */
const HIDDEN = /^\./;

/** Whether a folder of the tree is looked into; `path` is relative to the tree. */
export function folderMatters(path: string): boolean {
  return !HIDDEN.test(nameOf(path)) && !GENERATED_FOLDER.test(path);
}

/** Whether a file of the tree is copied, and counts for its identity. */
export function fileMatters(path: string): boolean {
  const name = nameOf(path);
  const ending = endingOf(name);
  if (HIDDEN.test(name) || name.endsWith("~")) return false;
  if (PRODUCT_ENDINGS.has(ending) || name.endsWith(".mod.c")) return false;
  if (PRODUCT_AT_TOP.test(path)) return false;
  return !(ENDINGS.includes(ending) && FOLDERS.some((folder) => path.startsWith(`${folder}/`)));
}

/**
 * The same for tar, which unpacks what a distribution packed: nothing of a build is in there. `top`
 * is the folder in the archive that holds the tree.
 */
export function tarExcludes(top: string): readonly string[] {
  return [
    "--anchored",
    "--wildcards",
    "--wildcards-match-slash",
    ...FOLDERS.flatMap((folder) =>
      ENDINGS.map((ending) => `--exclude=${top}/${folder}/*${ending}`),
    ),
  ];
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function endingOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot < 0 ? "" : name.slice(dot);
}
