/**
 * The size of the page of a whole check, and the time that it takes to write and to open it. The
 * first writing is told by itself: it is what a user waits for.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { htmlReport } from "../../reports/html/report.js";
import { framed } from "../../cli/output/page-frame.js";
import { chromiumPath, openBrowser } from "./browser.js";
import { checkedData } from "./page.js";

const RUNS = 1000;
const ROUNDS = 4;

/** Lines of figures. */
export async function benchHtml(): Promise<string[]> {
  const data = await checkedData(RUNS);
  let html = "";
  const [first = "", ...later] = Array.from({ length: ROUNDS }, () => {
    const started = performance.now();
    const cpu = process.cpuUsage();
    html = framed(htmlReport(data));
    const { user, system } = process.cpuUsage(cpu);
    const wall = (performance.now() - started).toFixed(0);
    return `${wall} ms (CPU ${((user + system) / 1000).toFixed(0)} ms)`;
  });
  const ids = new Set(data.told.map(({ id }) => id));
  const size = `${data.told.length} stories of ${ids.size} counterexamples`;
  return [
    `${size}: ${(Buffer.byteLength(html) / 1e6).toFixed(2)} MB`,
    `written: first ${first}, later ${later.join(", ")}`,
    ...(chromiumPath === null ? ["no chromium here"] : await opened(chromiumPath, html)),
  ];
}

async function opened(chromium: string, html: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "pasidcheck-bench-"));
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  const browser = await openBrowser(chromium);
  try {
    const times: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(file).href);
      const load = "performance.getEntriesByType('navigation')[0].domComplete";
      times.push(Number(await page.evaluate(load)).toFixed(0));
      await page.close();
    }
    return [`opened in chromium, complete after ${times.join(" ")} ms`];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
