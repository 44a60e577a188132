/** The reasons why no kernel can be built, as data; reports/kernel/build.ts says them. */
import type { CompilerError } from "./compiler-error.js";

/** A program or library that is needed, and the Debian package that has it. */
export interface Tool {
  readonly name: string;
  readonly debian: string;
}

export type Refusal =
  /** Not Linux on x86_64. */
  | { readonly why: "host"; readonly platform: string; readonly arch: string }
  | { readonly why: "tools"; readonly missing: readonly Tool[] }
  /** A file of pasidcheck itself is not where it belongs. */
  | { readonly why: "installation"; readonly path: string }
  | { readonly why: "no-tree"; readonly path: string; readonly lacks: Lacks }
  /** The line of the tree's file after or before which the driver is entered is not there. */
  | { readonly why: "overlay"; readonly file: string; readonly line: string; readonly tree: Tree }
  /** Options that are needed and cannot be switched on in this tree. */
  | { readonly why: "options"; readonly off: readonly string[]; readonly tree: Tree }
  /** The build failed. `driver` says whether at our own files. */
  | {
      readonly why: "compile";
      readonly error: CompilerError;
      readonly driver: boolean;
      readonly tree: Tree;
      readonly log: string;
    }
  /** Debian has no such source package at the moment. */
  | { readonly why: "release"; readonly wanted: string; readonly there: readonly string[] }
  | { readonly why: "mirror"; readonly mirror: string }
  /** The source package cannot be had: that says nothing about the kernel. */
  | { readonly why: "unavailable"; readonly what: string }
  | { readonly why: "out"; readonly path: string; readonly is: "not-a-folder" | "not-ours" }
  | { readonly why: "space"; readonly path: string }
  | { readonly why: "file"; readonly path: string; readonly code: string }
  /** Ctrl-C. */
  | { readonly why: "stopped" };

/** What a folder lacks to be a kernel tree. */
export type Lacks = "folder" | "makefile" | "iommu";

/** The kernel tree that was tried. */
export interface Tree {
  /** As `make kernelversion` says it: `7.3.4`. */
  readonly release: string;
  /** The package and its version, or the folder that the user named. */
  readonly source: string;
}

/** Ends a build from within; buildKernel() answers with its reason. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.why);
    this.name = "Refused";
    this.refusal = refusal;
  }
}

/** What a failed call of the file system means for the user; anything else is a bug, and thrown. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof Refused) return error.refusal;
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
  const path = "path" in error && typeof error.path === "string" ? error.path : "";
  const full = "dest" in error && typeof error.dest === "string" ? error.dest : path;
  if (error.code === "ENOSPC" || error.code === "EDQUOT") return { why: "space", path: full };
  if (!/^E[A-Z]+$/.test(error.code)) throw error;
  return { why: "file", path, code: error.code };
}
