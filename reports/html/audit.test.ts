// The page of an audit has what the text says, and a drawing, and no text in it is markup.
import { expect, test } from "vitest";
import { auditText } from "../audit/audit.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { exampleAudit } from "../testing/audited.js";
import { HOSTILE, SMUGGLED, tags } from "../testing/tags.js";
import { auditPage } from "./audit.js";
import { framed } from "../../cli/output/page-frame.js";

const COMMAND = "npx pasidcheck audit --lspci docs/example/lspci.txt";
const plain = framed(auditPage(exampleAudit(), COMMAND));

/** As a reader sees it: without tags, on one line. */
function read(html: string): string {
  return html
    .replaceAll(/<(style|script)[^>]*>.*?<\/\1>/gs, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&gt;", ">")
    .replaceAll(/\s+/g, " ");
}

test("it says what the text says", () => {
  const text = auditText(exampleAudit(), PLAIN_LOOK);
  const [, ...sections] = text.split(/\n\n/);
  const said = sections
    .slice(1)
    .flatMap((section) => section.split("\n"))
    .filter((line) => line.startsWith("  ") && !line.startsWith("        "))
    .filter((line) => !/^ {2,}(?:before|no longer:|new:)| {3}\d+$/.test(line));
  const page = read(plain);
  expect(said.length).toBeGreaterThan(20);
  expect(said.filter((line) => !page.includes(line.trim()))).toEqual([]);
});

test("the drawing: groups, titles, what can and what is in the way", () => {
  expect(plain.match(/<svg /g)).toHaveLength(2);
  expect(plain).toContain('class="mark"');
  expect(plain).toContain("PASID can be enabled");
  expect(plain).toContain("Ethernet controller: Example");
});

test("hostile text makes no tag and no attribute that was not there", () => {
  const known = new Set(tags(plain));
  const hostile = framed(auditPage(exampleAudit(HOSTILE), COMMAND + HOSTILE));
  expect(tags(hostile).filter((tag) => !known.has(tag))).toEqual([]);
  expect(tags(hostile).filter((tag) => tag.startsWith("script"))).toEqual(["script type"]);
  expect(hostile).toContain("&lt;img src=x onerror=alert(1)&gt;");
  for (const smuggled of SMUGGLED) expect(hostile).not.toContain(smuggled);
});
