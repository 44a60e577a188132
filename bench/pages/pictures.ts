/**
 * `npm run pictures` opens the pages of a check and of an audit in chromium, and writes the
 * pictures of them that the documents show.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { auditPage } from "../../reports/html/audit.js";
import { framed } from "../../cli/output/page-frame.js";
import { verdictId } from "../../reports/html/ids.js";
import { htmlReport } from "../../reports/html/report.js";
import { withoutIdleInvariants } from "../../reports/terminal/matrix.js";
import { exampleAudit } from "../../reports/testing/audited.js";
import { chromiumPath, openBrowser } from "./browser.js";
import { checkedData } from "./page.js";

const FOLDER = "docs/pages";
const RUNS = 20_000;
const WIDTH = 1280;
/** A short counterexample with a port, a group and a path that is not complete. */
const SHOWN = { invariant: "pasid-stays-local", design: "linux-7.3" };

if (chromiumPath === null) throw new Error("install chromium: apt-get install chromium");
mkdirSync(FOLDER, { recursive: true });
const temporary = mkdtempSync(join(tmpdir(), "pasidcheck-pictures-"));
const browser = await openBrowser(chromiumPath);
try {
  const data = await checkedData(RUNS);
  const { invariants, designs } = withoutIdleInvariants(data.result.report);
  const invariant = invariants.findIndex(({ name }) => name === SHOWN.invariant);
  const verdict = verdictId(invariant, designs.indexOf(SHOWN.design));
  const html = framed(htmlReport(data));
  const command = "npx pasidcheck audit --lspci docs/example/lspci.txt";
  await picture("matrix", html, "", 800);
  await picture("counterexample", html, `#${verdict}`, 1150);
  await picture("audit", framed(auditPage(exampleAudit(), command)), "", 900);
} finally {
  await browser.close();
  rmSync(temporary, { recursive: true, force: true });
}

async function picture(name: string, html: string, at: string, height: number): Promise<void> {
  const file = join(temporary, `${name}.html`);
  writeFileSync(file, html);
  const page = await browser.newPage({ viewport: { width: WIDTH, height } });
  await page.goto(pathToFileURL(file).href + at);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await page.close();
  console.log(`${FOLDER}/${name}.png`);
}
