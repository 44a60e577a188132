/**
 * The answer to one question that a user asks beside the audit: `--device`, `--p2p`, `--against`.
 * Printed as a section, written as one member of the JSON, shown as a section of the page.
 */
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Item } from "./words.js";

export interface Answer {
  /** The name of its member in the JSON. */
  readonly key: string;
  readonly title: string;
  readonly items: readonly Item[];
  readonly json: Json;
}
