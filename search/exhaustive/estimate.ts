/**
 * The cost of an exhaustive search, told before it begins: how many topologies there are, and how
 * many states one machine can have.
 */
import type { Machines, Scan } from "../../properties/generators/enumerate/shapes.js";
import type { Sizes } from "./views.js";

/** Topologies of 1, 2, ... functions; the test beside this file counts them. */
export const TOPOLOGIES = {
  boot: [5, 150, 2958, 55_796, 892_471],
  hot: [5, 267, 7585, 209_589],
} as const;

/** The same of default machines. */
export const DEFAULT_TOPOLOGIES = {
  boot: [5, 43, 321, 2577, 21_066, 177_347],
  hot: [5, 62, 608, 6511, 69_036],
} as const;

/** Each further function makes so many times more. */
const GROWTH = { any: { boot: 17, hot: 30 }, default: { boot: 9, hot: 11 } } as const;

export const TOPOLOGIES_MAX = 2_000_000;
/** States of one machine: some 100 bytes each. */
export const STATES_MAX = 3_000_000;

export interface Estimate {
  readonly topologies: number;
  /** Of the largest machine, names that can be exchanged counted once; at most. */
  readonly states: number;
}

/**
 * The smaller bound: how many functions there are at most where they are added one by one, and
 * where an invariant compares a topology with others. Both multiply the topologies, and what they
 * show is there with one function less.
 */
export function functionsHot(functions: number): number {
  return Math.max(1, functions - 1);
}

export function estimate(sizes: Sizes, machines: Machines = "any"): Estimate {
  const { functions } = sizes;
  const hot = functionsHot(functions);
  return {
    topologies: sumTo(functions, machines, "boot") + sumTo(hot, machines, "hot"),
    states: statesOf(sizes),
  };
}

function sumTo(functions: number, machines: Machines, scan: Scan): number {
  const counts: readonly number[] = (machines === "any" ? TOPOLOGIES : DEFAULT_TOPOLOGIES)[scan];
  let sum = 0;
  let last = 0;
  for (let n = 1; n <= functions; n++) {
    last = counts[n - 1] ?? last * GROWTH[machines][scan];
    sum += last;
  }
  return sum;
}

/**
 * An entry is nothing, or a domain with a handle or without; the RID has one too. Two functions
 * with all PASIDs are the largest machine, or one with everything.
 */
function statesOf({ pasids, domains, handles, functions }: Sizes): number {
  const entry = 1 + domains * (1 + handles);
  const table = 2 * entry ** pasids;
  const alike = factorial(pasids) * factorial(domains) * factorial(handles);
  const two = functions > 1 ? table ** 2 / 2 : 0;
  return Math.ceil(Math.max(two, table * entry ** 2) / alike);
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}
