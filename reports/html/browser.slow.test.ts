// Pages work in a real browser, opened from file://: they show what was found, can be used by
// keyboard and screen reader, narrow and wide, ask for nothing, and let no text do anything.
// Without Debian's chromium these tests are skipped, and say so.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chromiumPath, openBrowser } from "../../bench/pages/browser.js";
import { exampleAudit } from "../testing/audited.js";
import { HOSTILE_DATA, PLAIN_DATA } from "../testing/page.js";
import { HOSTILE } from "../testing/tags.js";
import { auditPage } from "./audit.js";
import { framed } from "../../cli/output/page-frame.js";
import { htmlReport } from "./report.js";

if (chromiumPath === null)
  process.stderr.write("!! SKIPPED: no chromium here; pages were NOT opened in a browser.\n");

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-html-"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

function file(name: string, html: string): string {
  const path = join(folder, name);
  writeFileSync(path, html);
  return pathToFileURL(path).href;
}

const report = file("report.html", framed(htmlReport(PLAIN_DATA)));
const hostile = file("hostile.html", framed(htmlReport(HOSTILE_DATA)));
const command = "npx pasidcheck audit --lspci docs/example/lspci.txt";
const audit = file("audit.html", framed(auditPage(exampleAudit(), command)));
const hostileAudit = file("hostile-audit.html", framed(auditPage(exampleAudit(HOSTILE), HOSTILE)));

/** What a page must not do. */
interface Watched {
  readonly page: Page;
  readonly trouble: readonly string[];
}

describe.skipIf(chromiumPath === null)("in chromium", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser(chromiumPath ?? "");
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function opened(url: string, options: BrowserContextOptions = {}): Promise<Watched> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const trouble: string[] = [];
    page.on("console", (said) => trouble.push(`console: ${said.text()}`));
    page.on("pageerror", (error) => trouble.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      trouble.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url().split("#")[0] !== url.split("#")[0])
        trouble.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, trouble };
  }

  test("from a cell to its counterexample, through its steps by keys, and back", async () => {
    const { page, trouble } = await opened(report);
    const cell = page.locator(".matrix a.cell", { hasText: "FAIL 7c1f" }).nth(1);
    await cell.click();
    const story = page.locator(".story.open");
    expect(await story.locator("h3").textContent()).toContain("3 functions, 2 operations");
    expect(await story.locator(".finding").first().textContent()).toBe(
      "After operation 2: PASID 5 of 01:00.1, beside 01:00.0: has D1, should have nothing " +
        "(collateral change). Needs a caller that uses PASIDs of a function on which PASID is " +
        "not enabled and ACS control other than Linux' default (pci=config_acs=, setpci).",
    );
    const said = story.locator(".at");
    expect(await said.textContent()).toMatch(/^Step 2 of 2: pasid-attach .* = 0 breaks it$/);
    await page.keyboard.press("ArrowLeft");
    expect(await said.textContent()).toMatch(/^Step 1 of 2: pasid-enable 01:00.0 = 0$/);
    expect(await story.locator(".step.now .changed").allTextContents()).toEqual(["on was off"]);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    expect(await said.textContent()).toBe("Step 0 of 2: boot 3 functions in 2 groups");
    await story.getByRole("button", { name: "Last" }).click();
    expect(await story.locator(".step.now .changed").allTextContents()).toEqual([
      "D1 h1 was none",
      "D1 was none",
    ]);
    expect(await story.locator(".step:not(.now) .state:visible").count()).toBe(0);
    await page.keyboard.press("Escape");
    expect(await page.locator(".invariant:visible").count()).toBe(0);
    const focused = page.locator(":focus");
    expect(await focused.getAttribute("href")).toBe(await cell.getAttribute("href"));
    expect(trouble).toEqual([]);
  });

  test("arrow keys go from cell to cell, Enter opens, the browser's Back returns", async () => {
    const { page, trouble } = await opened(report);
    await page.locator(".matrix a.cell").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.locator(".invariant.open h2").waitFor();
    const row = page.locator(".invariant.open tr.now");
    expect(await row.locator("th").textContent()).toBe("linux-7.3");
    await page.goBack();
    await page.locator(".matrix").waitFor();
    expect(await page.locator(".invariant:visible").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("a command is copied", async () => {
    const { page, trouble } = await opened(report, {
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await page.getByRole("button", { name: "Copy" }).first().click();
    await page.getByText("Copied").waitFor();
    const text = await page.evaluate("navigator.clipboard.readText()");
    expect(text).toBe("npx pasidcheck check --seed 1");
    expect(trouble).toEqual([]);
  });

  test.each([
    ["a report", hostile],
    ["an audit", hostileAudit],
  ])("hostile text in %s is shown, and does nothing", async (_, url) => {
    const { page, trouble } = await opened(url);
    const text = await page.locator("body").innerText();
    expect(text).toContain("<img src=x onerror=alert(1)>");
    expect(await page.locator("img").count()).toBe(0);
    expect(trouble).toEqual([]);
  });

  test("without its script everything is there", async () => {
    const { page } = await opened(report, { javaScriptEnabled: false });
    expect(await page.locator(".story:visible").count()).toBe(PLAIN_DATA.told.length);
    expect(await page.locator(".step .state:visible").count()).toBe(3 * PLAIN_DATA.told.length);
    expect(await page.locator("button.copy:visible").count()).toBe(0);
  });

  test("on paper: the matrix, and every step of what is open", async () => {
    const { page } = await opened(`${report}#verdict-0-1`);
    await page.emulateMedia({ media: "print" });
    expect(await page.locator(".matrix:visible").count()).toBe(1);
    expect(await page.locator(".story:visible").count()).toBe(1);
    expect(await page.locator(".story:visible .state:visible").count()).toBe(3);
    expect(await page.locator("button.copy:visible").count()).toBe(0);
  });

  test.each([
    ["the matrix", "light", 400, report],
    ["the matrix", "dark", 1280, report],
    ["a counterexample", "light", 1800, `${report}#verdict-0-1`],
    ["a counterexample", "dark", 400, `${report}#verdict-0-1`],
    ["an audit", "light", 400, audit],
    ["an audit", "dark", 1280, audit],
  ] as const)("%s can be used by everybody (%s, %i px)", async (_, colorScheme, width, url) => {
    const { page, trouble } = await opened(url, { colorScheme, viewport: { width, height: 900 } });
    const [inner, outer] = ["scrollWidth", "clientWidth"].map(
      (of) => `document.documentElement.${of}`,
    );
    expect(await page.evaluate(`${inner} - ${outer}`)).toBe(0);
    await page.evaluate(axe);
    const { violations } = (await page.evaluate("axe.run()")) as AxeResults;
    const said = violations.map(
      ({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html.slice(0, 200) ?? ""}`,
    );
    expect(said).toEqual([]);
    expect(trouble).toEqual([]);
  });
});
