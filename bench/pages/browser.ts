/**
 * The browser in which pages are opened, for tests, figures and pictures: Debian's chromium, where
 * it is installed.
 */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Null where there is none. */
export const chromiumPath: string | null = PLACES.find((path) => existsSync(path)) ?? null;

/** In a container root may not have a sandbox; what is opened here is our own. */
export function openBrowser(path: string): Promise<Browser> {
  return chromium.launch({ executablePath: path, args: ["--no-sandbox"] });
}
