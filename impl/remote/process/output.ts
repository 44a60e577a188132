/**
 * The things that a driver prints beside the protocol: the part that is kept, and the lines of it
 * that are told when it crashes.
 */

/** As much is kept, from the end. */
const KEPT_BYTES = 64 * 1024;
/** What the kernel's driver prints before the end of its log (impl/linux/driver/answer). */
const LOG = "==== the kernel's log ====";
/** Lines of a kernel that say why it died; the first one is told with what follows it. */
const FATAL = ["BUG:", "kernel BUG", "INFO: task", "Kernel panic", "RIP:", "Oops", "UBSAN:"]
  .concat(["general protection", "refcount_t:", "list_add corruption", "list_del corruption"])
  .concat(["possible circular locking", "possible recursive locking", "suspicious RCU"]);
/** The same of a kernel that only warned. */
const WARNING = ["WARNING:"];
/**
 * Lines that say nothing to a reader, though a kernel prints them when it dies: registers, words of
 * the stack, frames of our driver and below it.
 */
const NOISE = new RegExp(
  [
    "^R[A-Z0-9]{2}: [0-9a-f]{16}|^RSP: |^Stack:$|^$",
    "^(?: [0-9a-f]{8,16})+$",
    "\\] (?:\\? )?(?:pck_|serve_ioctl|sys_ioctl|do_sys_openat2|handle_syscall)",
    "\\] (?:\\? )?(?:userspace|um_[gs]et_)",
  ].join("|"),
);
const TOLD_LINES_TELLING = 21;
/** Of a log, in which tasks and locks are listed. */
const TOLD_LINES_LOG = 40;
const TOLD_LINES = 10;
const TOLD_LINE_MAX = 200;

export class Output {
  private kept = "";

  add(chunk: Buffer): void {
    this.kept = (this.kept + chunk.toString("latin1")).slice(-KEPT_BYTES);
  }

  /** The most telling lines: from the first that names a kernel's failure, or else the last. */
  telling(): readonly string[] {
    const { lines, isLog } = this.lines();
    const first = [FATAL, WARNING]
      .map((words) => lines.findIndex((line) => words.some((word) => line.includes(word))))
      .find((at) => at >= 0);
    if (first === undefined) return lines.slice(-TOLD_LINES);
    if (!isLog) return lines.slice(first, first + TOLD_LINES_TELLING);
    const telling = lines.slice(first).filter((line) => !NOISE.test(line));
    return telling.slice(0, TOLD_LINES_LOG);
  }

  /** Why a kernel that left its log died, in one line; null: it left none. */
  headline(): string | null {
    const { lines, isLog } = this.lines();
    if (!isLog) return null;
    const find = (pattern: RegExp): string | undefined => lines.find((line) => pattern.test(line));
    const panic = find(/Kernel panic - not syncing: /)?.replace(/^.*?not syncing: /, "");
    const [, at] = /RIP: [^:]*:(\S+)/.exec(find(/RIP: /) ?? "") ?? [];
    const report = find(/BUG: |INFO: task |refcount_t: |list_(?:add|del) corruption/);
    const where = at === undefined ? "" : ` in ${at}`;
    if (report !== undefined) return report.trim();
    return panic === undefined ? null : `${panic}${where}`;
  }

  private lines(): { readonly lines: readonly string[]; readonly isLog: boolean } {
    const log = this.kept.lastIndexOf(LOG);
    const text = log < 0 ? this.kept : this.kept.slice(log + LOG.length);
    const lines = text.split("\n").map(printable);
    while (lines.at(-1) === "") lines.pop();
    return { lines, isLog: log >= 0 };
  }
}

/** Without colours and other control characters, nor the level of a kernel's message. */
function printable(line: string): string {
  // oxlint-disable-next-line no-control-regex
  const plain = line.replaceAll(/\u001B\[[0-9;?]*[A-Za-z]|[^\u0020-\u007E]/g, "");
  return plain
    .replace(/^<\d+>/, "")
    .trimEnd()
    .slice(0, TOLD_LINE_MAX);
}
