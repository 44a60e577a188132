/** A page without its frame: what a reader sees. Whoever writes the file frames it. */
import type { Markup } from "../text/markup.js";

export interface Page {
  readonly title: string;
  readonly body: Markup;
}
