/** What every search is asked: which designs, which laws, where chance begins, and who works. */
import { laws as allLaws } from "../../properties/laws/all.js";
import type { Law } from "../../properties/laws/law.js";
import { designNames } from "../designs/named.js";
import type { SavedNames } from "./saved-names.js";
import type { Lending } from "../pool/pool.js";

/** `Told` is what the search tells of its progress. */
export interface SearchOptions<Told extends readonly unknown[]> extends Lending {
  /** Names of designs; empty: the catalog. */
  readonly designs: readonly string[];
  /** Names of laws; empty: all. */
  readonly laws: readonly string[];
  readonly seed: number;
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

export function chosenLaws(names: readonly string[]): readonly Law[] {
  return names.length === 0 ? allLaws : allLaws.filter((law) => names.includes(law.name));
}
