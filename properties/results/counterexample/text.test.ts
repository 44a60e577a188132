/**
 * The text form of a counterexample: what is written is read back, what is not
 * understood is refused with its line, and what is only a comment may say anything.
 */
import { expect, test } from "vitest";
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import { claimsCounterexample, readCounterexampleText, writeCounterexampleText } from "./text.js";
import type { Counterexample } from "./counterexample.js";

const SCENARIO = `pasidcheck scenario 1
00:01.0  endpoint  multifunction  pasid 8
00:01.1  endpoint  pasid 8
----
pasid-attach 00:01.0 pasid 1 domain D1
`;

const TEXT = `# A PASID operation changes no other device.
#
# Breaks: linux-6.2

pasidcheck counterexample 1
invariant     pasid-stays-local
failure-mode  pasid-attach
design        linux-6.2
step          1
where         00:01.1 beside 00:01.0 pasid 1
seen          D1
wanted        none
found         by hand: #1, after a mail
version       0.1.0
digest        018091fc6629d75d

${SCENARIO}`;
const COMMENTS = ["A PASID operation changes no other device.", "", "Breaks: linux-6.2"];

function read(text: string): Counterexample {
  const reading = readCounterexampleText(text);
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

function problemOf(change: (text: string) => string): string {
  const changed = change(TEXT);
  expect(changed).not.toBe(TEXT);
  const reading = readCounterexampleText(changed);
  return reading.ok ? "no problem" : problemText(reading.problem);
}

test("it is read, and written byte for byte as it was", () => {
  const cx = read(TEXT);
  const scenario = readScenario(SCENARIO);
  expect(cx).toEqual({
    schema: "counterexample@2",
    id: "018091fc6629d75d",
    invariant: "pasid-stays-local",
    design: "linux-6.2",
    scenario: scenario.ok ? scenario.value : null,
    step: 0,
    finding: {
      failureMode: "pasid-attach",
      device: 1,
      other: 0,
      pasid: 1,
      seen: "D1",
      wanted: "none",
    },
    provenance: { version: "0.1.0", found: "by hand: #1, after a mail" },
  });
  expect(writeCounterexampleText(cx, COMMENTS)).toBe(TEXT);
});

test("every place of a finding is read back, and a text that is empty is a line less", () => {
  const cx = read(TEXT);
  for (const device of [null, 0, 1])
    for (const other of [null, 1])
      for (const pasid of [null, 0, 1_048_575]) {
        const finding = { failureMode: "x", device, other, pasid, seen: "", wanted: "" };
        const one = { ...cx, step: -1, finding, provenance: { version: "1", found: "" } };
        const text = writeCounterexampleText(one, []);
        expect(read(text)).toEqual(one);
        expect(text).not.toMatch(/^(?:seen|wanted|found)/m);
      }
});

test("a mail may quote it, and a person may comment", () => {
  const quoted = TEXT.split("\n").map((line) => `> ${line}\r\n>   # why?\r\n`);
  expect(read(quoted.join(""))).toEqual(read(TEXT));
  expect(read(TEXT.replace("# Breaks: linux-6.2", "# Breaks: nothing"))).toEqual(read(TEXT));
});

test("what would end its line is written as blanks", () => {
  const design = "./a\nstep 9\u001B[2J\u2028.js";
  const text = writeCounterexampleText({ ...read(TEXT), design }, ["a\npasidcheck scenario 1"]);
  expect(read(text)).toEqual({ ...read(TEXT), design: "./a step 9 [2J .js" });
});

test("what is not understood is refused with its line", () => {
  expect(problemOf(() => SCENARIO)).toBe("1:1: the first line is 'pasidcheck counterexample 1'");
  expect(problemOf((text) => text.replace("example 1", "example 2"))).toBe(
    "5:1: the first line is 'pasidcheck counterexample 1'",
  );
  expect(problemOf((text) => text.replace("invariant ", "invarient "))).toBe(
    "6:1: no such line in a counterexample (did you mean 'invariant'?)",
  );
  expect(problemOf((text) => text.replace("wanted  ", "seen    "))).toBe(
    "12:1: 'seen' is said twice",
  );
  expect(problemOf((text) => text.replace(/^design.*\n/m, ""))).toBe(
    "5:1: there is no line 'design'",
  );
  expect(problemOf((text) => text.replace(/^(wanted).*$/m, "$1"))).toBe(
    "12:1: 'wanted' says nothing",
  );
  expect(problemOf((text) => text.replace("linux-6.2\nstep", `${"x".repeat(101)}\nstep`))).toBe(
    "8:1: 'design' has more than 100 characters",
  );
  expect(problemOf((text) => text.replace("D1\nwanted", "\u001B[2J\nwanted"))).toBe(
    "11:1: 'seen' has control characters",
  );
  expect(problemOf((text) => text.replace(/(step +)1/, "$12"))).toBe(
    "9:1: 'step': expected a number 0..1, 0 for the boot",
  );
  expect(problemOf((text) => text.replace(/(digest +)0/, "$1X"))).toBe(
    "15:1: 'digest': expected 16 hexadecimal digits",
  );
  expect(problemOf((text) => text.replace("beside 00:01.0", "beside 00:02.0"))).toBe(
    "10:1: 'where': there is no function 00:02.0 in the list",
  );
  expect(problemOf((text) => text.replace("beside", "besides"))).toBe(
    "10:1: 'where': expected ADDRESS beside ADDRESS pasid NUMBER",
  );
  expect(problemOf((text) => text.replace("pasid 1\nseen", "pasid 9999999\nseen"))).toMatch(
    /^10:1: 'where': a PASID is a number 0\.\.\d+$/,
  );
});

test("problems of the scenario have the line of the file", () => {
  expect(problemOf((text) => text.replace("00:01.0  endpoint", "00:01.0  endpiont"))).toBe(
    "18:10: 'endpiont' is no kind of function (did you mean 'endpoint'?)",
  );
  expect(problemOf((text) => text.replace(SCENARIO, ""))).toBe(
    "there is no line 'pasidcheck scenario 1' with a scenario",
  );
});

test("a text claims to be one by its first line", () => {
  expect(claimsCounterexample(TEXT)).toBe(true);
  expect(claimsCounterexample(TEXT.replace("example 1", "example 2"))).toBe(true);
  expect(claimsCounterexample(SCENARIO)).toBe(false);
  expect(claimsCounterexample("")).toBe(false);
});
