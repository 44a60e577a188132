// A crash is no reproduction: of module designs that throw, and of programs that die.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { decisionsOf, replay, traceOf } from "./replay.js";

const folder = mkdtempSync(join(tmpdir(), "pasidcheck-replay-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MACHINE = `pasidcheck scenario 1
00:01.0 root-port bus 1 prefix acs SV RR CR UF of SV RR CR UF
01:00.0 endpoint multifunction pasid 8 prefix acs RR of RR CR
01:00.1 endpoint multifunction pasid 8 prefix acs RR of RR CR
----
pasid-enable 01:00.0
pasid-enable 01:00.1
pasid-attach 01:00.0 pasid 1 domain D1
`;

function counterexample(text: string, failureMode = "pasid-attach"): Counterexample {
  const read = readScenario(text);
  if (!read.ok) throw new Error(problemText(read.problem));
  return {
    schema: "counterexample@2",
    id: "0000000000000000",
    invariant: "pasid-stays-local",
    design: "linux-7.3",
    scenario: read.value,
    step: 2,
    finding: { failureMode, device: 2, other: 1, pasid: 1, seen: "D1", wanted: "none" },
    provenance: { version: "0.2.0", found: "by hand" },
  };
}

/** A module that wraps linux-7.3 and throws at an operation. */
function throwing(name: string, when: string): string {
  const path = join(folder, `${name}.mjs`);
  const named = new URL("../designs/named.js", import.meta.url).href.replace(
    /search/,
    "dist/search",
  );
  writeFileSync(
    path,
    `import { subjectNamed } from ${JSON.stringify(named)};
const { design } = subjectNamed("linux-7.3");
export default {
  ...design,
  name: "mine",
  boot(given) {
    const machine = design.boot(given);
    const step = machine.step.bind(machine);
    machine.step = (op, dev) => {
      if (${when}) throw new TypeError("out of luck");
      return step(op, dev);
    };
    return machine;
  },
};
`,
  );
  return path;
}

test("on its own design it reproduces", () => {
  expect(replay(counterexample(MACHINE))).toMatchObject({
    answer: "reproduces",
    why: "",
    crash: null,
  });
});

test("by another failure mode is said, with the recorded one", () => {
  const { answer, why } = replay(counterexample(MACHINE, "pasid-detach"));
  expect(answer).toBe("reproduces");
  expect(why).toBe("fails by 'pasid-attach', recorded: 'pasid-detach'");
});

test("a module that throws before the break crashes", () => {
  const design = throwing("early", 'op.op === "pasid-attach"');
  expect(replay(counterexample(MACHINE), design)).toEqual({
    answer: "crashes",
    why: "TypeError: out of luck",
    broken: null,
    crash: { step: 2, message: "TypeError: out of luck" },
  });
});

test("a module that throws at boot crashes", () => {
  const path = throwing("boot", "false");
  writeFileSync(
    join(folder, "at-boot.mjs"),
    `import mine from ${JSON.stringify(path)};
export default { ...mine, boot() { throw new Error("no boot"); } };
`,
  );
  const { answer, crash } = replay(counterexample(MACHINE), join(folder, "at-boot.mjs"));
  expect([answer, crash?.step]).toEqual(["crashes", -1]);
});

test("a module that throws after the break reproduces, and the crash is told", () => {
  const design = throwing("late", 'op.op === "pasid-detach"');
  const text = `${MACHINE}pasid-detach 01:00.0 pasid 1\n`;
  const { answer, broken, crash } = replay(counterexample(text), design);
  expect([answer, broken?.step, crash?.step]).toEqual(["reproduces", 2, 3]);
});

test("a program that dies in an operation crashes, and one that lives is judged", () => {
  const driver = join(folder, "driver.mjs");
  const hello = new URL("../../impl/remote/testing/", import.meta.url).pathname;
  expect(hello).toContain("testing");
  writeFileSync(driver, "process.exit(3);\n");
  expect(() => replay(counterexample(MACHINE), `exec:node ${driver}`)).toThrow(/exit|ended|died/i);
});

test("rows that decided are those of the reference, where the design answers the same", () => {
  const { scenario } = counterexample(`${MACHINE}pasid-attach 01:00.1 pasid 1 domain D2\n`);
  const trace = traceOf("linux-7.3", scenario);
  if (trace === null) throw new Error("linux-7.3 is gone");
  expect(decisionsOf(trace)).toEqual([
    { by: "row", decision: { table: "pasid-enable", row: 8 } },
    { by: "row", decision: { table: "pasid-enable", row: 8 } },
    { by: "row", decision: { table: "pasid-attach", row: 11 } },
    { by: "row", decision: { table: "pasid-attach", row: 8 } },
  ]);
});
