/**
 * The real Linux kernel as a design: a User-Mode Linux process with the driver of
 * impl/linux/driver, asked through the driver protocol (impl/remote/protocol.md).
 */
import type { Design } from "../../model/vocabulary/design/design.js";
import type { Command } from "../remote/process/command.js";
import { remoteDesign } from "../remote/design.js";
import { fitToLinux } from "./fit.js";
import { kernelFolder, type KernelFolder } from "./kernel-folder.js";

/**
 * `time-travel=inf-cpu` makes the kernel's sleeps free (SR-IOV waits for a second). `loglevel=5`
 * lets warnings through; an oops ends the kernel, so that its last words end its output.
 */
const PARAMETERS = [
  "rootfstype=hostfs",
  "rw",
  "init=/init",
  "con=null",
  "ssl=null",
  "loglevel=5",
  "panic=-1",
  "oops=panic",
  "time-travel=inf-cpu",
];

/** A kernel that watches itself takes its time, also on a busy machine. */
const DEBUG_ANSWER_MS = 30_000;

/**
 * A fault out of nowhere makes the kernel show where it is; where it survives that (the last fault
 * was one that it can mend), an illegal instruction makes it panic at least.
 */
const TELL_BY = ["SIGSEGV", "SIGILL"] as const;

/** The kernel in that folder; for an empty path the newest that was built. Throws if it is none. */
export function linuxDesign(path: string): Design {
  return remoteDesign(linuxCommand(kernelFolder(path)), { fit: fitToLinux });
}

export function linuxCommand({ linux, root, debug }: KernelFolder): Command {
  const watching = debug ? ["mem=256M", "kasan_multi_shot"] : ["mem=64M"];
  const args = [...PARAMETERS, ...watching, `rootflags=${root}`];
  const patience = debug ? { answerMs: DEBUG_ANSWER_MS } : {};
  return { file: linux, args, channel: "fd3", tellBy: TELL_BY, ...patience };
}
