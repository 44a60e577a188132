/**
 * Defines `npm run pictures`: opens the pages of a check and of an audit in chromium, and writes
 * the pictures of them that the documents show.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { auditPage } from "../reports/html/audit.js";
import { htmlReport } from "../reports/html/report.js";
import { exampleAudit } from "../reports/testing/audited.js";
import { chromiumPath, openBrowser } from "./browser.js";
import { checkedData } from "./page.js";

const FOLDER = "docs/pages";
const RUNS = 20_000;
const VIEWPORT = { width: 1280, height: 900 };
const SHOWN_LAW = "pasid-consistent";

if (chromiumPath === null) throw new Error("install chromium: apt-get install chromium");
mkdirSync(FOLDER, { recursive: true });
const temporary = mkdtempSync(join(tmpdir(), "pasidcheck-pictures-"));
const browser = await openBrowser(chromiumPath);
try {
  const html = htmlReport(await checkedData(RUNS));
  const command = "npx pasidcheck audit --lspci docs/example/lspci.txt";
  const law = new RegExp(`id="(verdict-\\d+)-0"`).exec(
    html.slice(html.indexOf(`>${SHOWN_LAW}</h2>`)),
  );
  await picture("matrix", html, "");
  await picture("counterexample", html, `#${law?.[1] ?? ""}-1`);
  await picture("audit", auditPage(exampleAudit(), command), "");
} finally {
  await browser.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function picture(name: string, html: string, at: string): Promise<void> {
  const file = join(temporary, `${name}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: VIEWPORT });
  await page.goto(pathToFileURL(file).href + at);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
  console.log(`${FOLDER}/${name}.png`);
}
