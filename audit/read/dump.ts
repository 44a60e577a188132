/**
 * The dump of a machine as its reader leaves it: a record of each function, what kinds of text
 * these came from, and what was met on the way that a user should know of.
 */
import type { Address } from "../../model/vocabulary/topology/address.js";
import type { FunctionRecord } from "./record.js";

/** The kinds of text that show functions. */
export type Form =
  /** All fields of the capabilities. */
  | "lspci -vv"
  /** Names of capabilities, or not even these (no root). */
  | "lspci -v"
  /** Bytes of configuration space. */
  | "lspci -x"
  /** A line a function. */
  | "lspci"
  /** The tree, which has all bus numbers. */
  | "lspci -t"
  /** The path of bridges in front of each address. */
  | "lspci -P"
  /** For programs: -m, -mm, -vm, -vmm. */
  | "lspci -m"
  /** FreeBSD's. */
  | "pciconf";

/** A note of the reader: `at` is the function that it concerns, null: the machine. */
export interface ReadNote {
  readonly reason: string;
  readonly at: Address | null;
}

/** A bus of a segment. */
export interface BusNumber {
  readonly segment: number;
  readonly bus: number;
}

export interface Dump {
  /** In the order of the text; one a function, however many runs there are. */
  readonly records: readonly FunctionRecord[];
  readonly forms: ReadonlySet<Form>;
  /** False where it shows bridges, and of none of them the bus behind it. */
  readonly busNumbers: boolean;
  /** Buses that the text shows to be root buses, as its trees and paths do; others may be. */
  readonly roots: readonly BusNumber[];
  /**
   * What runs were merged, which lines look like a function and are not understood, and where the
   * text begins or ends within a function.
   */
  readonly notes: readonly ReadNote[];
}
