/**
 * Defines the script of a page: browser/page.ts, as the compiler leaves it in dist/. Run from the
 * sources (tests), it is taken from there as well.
 */
import { readFileSync } from "node:fs";

const FOLDER = import.meta.url.endsWith(".ts") ? "../../dist/reports/html/browser/" : "./browser/";

export const SCRIPT = readFileSync(new URL(`${FOLDER}page.js`, import.meta.url), "utf8");
