// A page is one file that asks nothing of the network, in which no text becomes markup, small
// enough to be sent around.
import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { Observation } from "../../model/vocabulary/design/observation.js";
import { HOSTILE_DATA, PLAIN_DATA } from "../testing/page.js";
import { SMUGGLED, tags } from "../testing/tags.js";
import { TRACE } from "../testing/trace.js";
import type { HtmlData } from "./data.js";
import { htmlReport } from "./report.js";
import { framed } from "../../cli/output/page-frame.js";

const plain = framed(htmlReport(PLAIN_DATA));
const hostile = framed(htmlReport(HOSTILE_DATA));

test("hostile text changes no tag and no attribute", () => {
  expect(tags(hostile)).toEqual(tags(plain));
  expect(tags(plain).length).toBeGreaterThan(300);
});

test("hostile text is there, as text", () => {
  expect(hostile).toContain("&lt;img src=x onerror=alert(1)&gt;");
  for (const smuggled of SMUGGLED) expect(hostile).not.toContain(smuggled);
});

test("a finder of tags that finds what was smuggled in", () => {
  expect(tags("<p><img src=x onerror=alert(1)></p>")).toEqual(["p", "img src onerror", "/p"]);
});

test("the policy lets run what is in the page, and nothing else", () => {
  const hashOf = (tag: string): string => {
    const text = new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "s").exec(plain)?.[1] ?? "";
    return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  };
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(plain)?.[1];
  const rules = policy?.replaceAll("&#39;", "'").split("; ");
  expect(rules).toEqual([
    "default-src 'none'",
    `script-src ${hashOf("script")}`,
    `style-src ${hashOf("style")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ]);
  expect(plain).not.toMatch(/\sstyle="|\son[a-z]+="|src="|@import|url\(|sourceMappingURL/);
  expect(new Set(plain.match(/https?:[^\s"<]*/g))).toEqual(new Set(["http://www.w3.org/2000/svg"]));
});

test("every link leads to a place in the page, and every id is there once", () => {
  const ids = [...plain.matchAll(/\sid="([^"]*)"/g)].map((m) => m[1]);
  const links = [...plain.matchAll(/href="#([^"]*)"/g)].map((m) => m[1]);
  expect(new Set(ids).size).toBe(ids.length);
  expect(links.filter((to) => !ids.includes(to))).toEqual([]);
  expect(links.length).toBeGreaterThan(24);
});

test("40 counterexamples stay under 2 MB", () => {
  const [one] = PLAIN_DATA.told;
  const [invariant] = PLAIN_DATA.invariants;
  if (one === undefined || invariant === undefined) throw new Error("the sample tells nothing");
  const told = Array.from({ length: 40 }, (_, i) => ({
    ...one,
    invariant: invariant.name,
    id: `${i}`.padStart(16, "0"),
  }));
  const large: HtmlData = { ...PLAIN_DATA, told };
  const html = framed(htmlReport(large));
  expect(html.split('<article class="story"').length).toBe(41);
  expect(html.length).toBeLessThan(2_000_000);
});

test("what is told: finding, steps, changes, tables, facts, command", () => {
  expect(plain).toContain("After operation 2: PASID 5 of 01:00.1, beside 01:00.0: has D1");
  expect(plain).toContain("npx pasidcheck explain --design linux-7.3 counterexamples/7c1f.json");
  expect(plain).toContain("set_dev_pasid(D1, 01:00.0, 5, old none) = 0");
  expect(plain).toMatch(/<td class="changed">D1 <small>h1<\/small> <span class="was">was /);
  expect(plain).toContain("Change one of these, and the invariant holds:");
});

test("what an operation changed for users of the core is told as well", () => {
  const [told] = PLAIN_DATA.told;
  const [step] = TRACE.steps;
  if (told === undefined || step === undefined) throw new Error("the sample tells nothing");
  const before = new Observation(3, TRACE.columns.length, true);
  const after = new Observation(3, TRACE.columns.length, true);
  after.users?.setGroup(1, 1, 1);
  const trace = { ...TRACE, steps: [{ ...step, before, after }] };
  const html = framed(
    htmlReport({ ...PLAIN_DATA, told: [{ ...told, story: { ...told.story, trace } }] }),
  );
  expect(html).toContain("<li>owner     01:00.0: nobody -&gt; O1</li>");
  expect(html).toContain('<td class="changed">O1 <span class="was">was nobody</span></td>');
});
