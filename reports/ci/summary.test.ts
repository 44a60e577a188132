/**
 * What the summary and the annotations promise: they say what is not as expected and where, and
 * hostile text becomes neither markup nor a command to GitHub's runner.
 */
import { expect, test } from "vitest";
import { annotations, withoutCommands } from "./annotations.js";
import { gateScreen } from "./gate.js";
import { PLAIN_LOOK } from "../text/paint.js";
import { summaryReport } from "./summary.js";
import { GATE_FAILED, GATE_HOSTILE, GATE_PASSED, HOSTILE } from "../testing/gate-sample.js";

/** What is left of Markdown when code spans are taken out: only our own words. */
function outsideCode(markdown: string): string {
  return markdown.replaceAll(/`[^`\n]*`/g, "");
}

test("the summary says how it ended and what is not as expected", () => {
  expect(summaryReport(GATE_PASSED)).toContain("## pasidcheck: Pass.");
  const failed = summaryReport(GATE_FAILED);
  expect(failed).toContain(
    "## pasidcheck: Fail: 4 not as expected, 1 of them bugs or seeded faults",
  );
  expect(failed).toContain("### Not as expected");
  expect(failed).toContain("| random | not-reached |");
});

test("in a summary hostile text stands in code spans only", () => {
  const text = summaryReport(GATE_HOSTILE);
  expect((text.match(/`/g) ?? []).length % 2).toBe(0);
  expect(outsideCode(text)).toMatch(/^[\w\s#|:,.\-()]*$/);
  const rows = text.split("\n").filter((line) => line.startsWith("|"));
  expect(rows.map((line) => line.split("|").length - 2)).toEqual([4, 4, 4, 2, 2, 2]);
});

test("annotations name the file and the invariant", () => {
  const lines = annotations(GATE_FAILED).trimEnd().split("\n");
  const [, place, title] = /^::error file=(.*?),title=(.*?)::linux-7\.3 was/.exec(lines[0]!) ?? [];
  expect(place).toMatch(/^counterexamples\/a-pasid-[\w-]+\.json$/);
  expect(title).toBe("linux-7.3%3A a-pasid-operation-moves-only-its-device");
  expect(lines.filter((line) => line.startsWith("::warning title="))).not.toEqual([]);
  expect(annotations(GATE_PASSED)).toBe("");
});

test("hostile text ends no annotation and begins none", () => {
  const lines = annotations(GATE_HOSTILE).trimEnd().split("\n");
  for (const line of lines) {
    expect(line).toMatch(/^::(?:error|warning) (?:file=[^:,]*,)?title=[^:,]*::/);
    expect(line.replaceAll(/%(?:25|0A|0D|3A|2C)/g, "")).not.toContain("%");
  }
});

test("on a screen nothing is a command to the runner", () => {
  const screen = withoutCommands(gateScreen(GATE_HOSTILE, { ...PLAIN_LOOK, width: 60 }));
  for (const line of [...screen.split("\n"), ...withoutCommands(HOSTILE).split("\n")]) {
    expect(line.trimStart().startsWith("::")).toBe(false);
    expect(line).not.toContain("##[");
  }
  expect(screen).not.toContain("\u001B");
});

test("the screen is one screen, and ends in one sentence", () => {
  const lines = gateScreen(GATE_FAILED, PLAIN_LOOK).trimEnd().split("\n");
  expect(lines.length).toBeLessThanOrEqual(40);
  expect(lines.slice(-2).join(" ")).toContain("24 verdicts: ");
  expect(gateScreen(GATE_PASSED, PLAIN_LOOK)).toContain("\nPass. 24 verdicts: ");
});
