/**
 * What every search is asked: which designs, which invariants, where chance begins, and who works.
 */
import { invariants as allInvariants } from "../../properties/invariants/all.js";
import type { Invariant } from "../../properties/invariants/invariant.js";
import { designNames } from "../designs/named.js";
import type { SavedNames } from "./saved-names.js";
import type { Lending } from "../pool/pool.js";

/** `Told` is what the search tells of its progress. */
export interface SearchOptions<Told extends readonly unknown[]> extends Lending {
  /** Names of designs; empty: the catalog. */
  readonly designs: readonly string[];
  /** Names of invariants; empty: all. */
  readonly invariants: readonly string[];
  readonly seed: number;
  /** The design of the catalog whose expectations all designs take; absent: each has its own. */
  readonly like?: string;
  readonly onProgress: (...told: Told) => void;
}

/** Options of a search that writes counterexamples. */
export interface Saving {
  /** Folder for new counterexamples. */
  readonly saveTo: string;
  /** Names there that are shared with another search; absent: with none. */
  readonly names?: SavedNames;
}

export function chosenDesigns(names: readonly string[]): readonly string[] {
  return names.length > 0 ? names : designNames();
}

export function chosenInvariants(names: readonly string[]): readonly Invariant[] {
  return names.length === 0
    ? allInvariants
    : allInvariants.filter((invariant) => names.includes(invariant.name));
}
