// A crash is no reproduction: of module designs that throw, and of programs that die.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { closeChannels } from "../../impl/remote/channel/channel.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { decisionsOf, replay, traceOf } from "./replay.js";

const EXAMPLE = fileURLToPath(new URL("../../impl/remote/example/per_device.py", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pasidcheck-replay-"));
afterAll(async () => {
  await closeChannels();
  rmSync(folder, { recursive: true, force: true });
});

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

const catalogUrl = new URL("../../dist/impl/designs/catalog.js", import.meta.url).href;

/** A module that wraps linux-7.3 and throws before an operation, or at boot. */
function throwing(name: string, before: string): string {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(
    path,
    `import { catalog } from ${JSON.stringify(catalogUrl)};
const base = catalog.find(({ name }) => name === "linux-7.3");
const boot = (given) => {
  if (${JSON.stringify(before)} === "boot") throw new TypeError("out of luck");
  const machine = base.boot(given);
  const step = machine.step.bind(machine);
  machine.step = (op, dev) => {
    if (op.op === ${JSON.stringify(before)}) throw new TypeError("out of luck");
    return step(op, dev);
  };
  return machine;
};
export default { ...base, name: "mine", boot };
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
  const message = "TypeError: out of luck";
  expect(replay(counterexample(MACHINE), throwing("early", "pasid-attach"))).toEqual({
    answer: "crashes",
    why: message,
    broken: null,
    crash: { step: 2, message },
  });
  const { answer, crash } = replay(counterexample(MACHINE), throwing("at-boot", "boot"));
  expect([answer, crash]).toEqual(["crashes", { step: -1, message }]);
});

test("a module that throws after the break reproduces, and the crash is told", () => {
  const text = `${MACHINE}pasid-detach 01:00.0 pasid 1\n`;
  const { answer, broken, crash } = replay(counterexample(text), throwing("late", "pasid-detach"));
  expect([answer, broken?.step, crash?.step]).toEqual(["reproduces", 2, 3]);
});

test("a program that dies before the break crashes", { timeout: 60_000 }, () => {
  const dying = "def on_pasid(self, *a): exit(3)\\n    def old(self,";
  const edit = `.replace('def on_pasid(self,', '${dying}')`;
  const dies = `exec:python3 -c "exec(open('${EXAMPLE}').read()${edit})"`;
  // It is given the scenario as a whole, so a crash is not told by its operation.
  const { answer, broken, crash } = replay(counterexample(MACHINE), dies);
  expect([answer, broken, crash?.step]).toEqual(["crashes", null, -1]);
  expect(crash?.message).toMatch(/ended|exit/i);
  // The same program as it is keeps the invariant.
  expect(replay(counterexample(MACHINE), `exec:${EXAMPLE}`).answer).toBe("fixed");
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
