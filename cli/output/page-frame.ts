/**
 * The frame of a page: one file that asks nothing of the network, and a policy that lets run what
 * was written here and nothing else, whatever might have slipped into the text.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Page } from "../../reports/html/elements.js";
import { STYLE } from "../../reports/html/style.js";
import { Markup, markup } from "../../reports/text/markup.js";

/** Where the compiler leaves reports/html/browser/; also for what runs from the sources. */
const FOLDER = import.meta.url.endsWith(".ts") ? "../../dist/reports/" : "../../reports/";
const SCRIPT = readFileSync(new URL(`${FOLDER}html/browser/page.js`, import.meta.url), "utf8");

const POLICY = [
  "default-src 'none'",
  `script-src '${hashOf(SCRIPT)}'`,
  `style-src '${hashOf(STYLE)}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

export function framed({ title, body }: Page): string {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${Markup.trusted(STYLE)}</style>
</head>
<body>
${body}
<script type="module">${Markup.trusted(SCRIPT)}</script>
</body>
</html>
`.text;
}

/** As a policy names it: of all that stands between the tags. */
function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
