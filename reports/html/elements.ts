/** The small parts of pages: commands to copy, drawings that scroll, lists. */
import { Markup, markup, NOTHING } from "../text/markup.js";

/** A command, and a button that copies it. */
export function commandPart(command: string): Markup {
  return markup`<div class="command"><code>${command}</code>\
<button type="button" class="copy">Copy</button></div>`;
}

/** What may be wider than the page; the keyboard can scroll it. */
export function scrolling(label: string, content: Markup): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}">\
${content}</div>`;
}

export function folded(title: string, text: string): Markup {
  return markup`<details><summary>${title}</summary>\
${scrolling(title, markup`<pre>${text}</pre>`)}</details>`;
}

export function list(items: readonly Markup[]): Markup {
  if (items.length === 0) return NOTHING;
  return markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>`;
}

/** `118,234`. */
export function grouped(n: number): string {
  return n.toLocaleString("en-US");
}

export interface Page {
  readonly title: string;
  readonly body: Markup;
}
