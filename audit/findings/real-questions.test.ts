// Questions asked of every function of real machines, where a collection of dumps is at hand
// (../testing/real-dumps.ts): nothing throws, and no answer contradicts the machine.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readMachine } from "../machine/machine.js";
import { realDumps } from "../testing/real-dumps.js";
import { against } from "./against.js";
import { audit } from "./audit.js";
import { deviceAnswer } from "./device.js";
import { vfsToCome } from "./vfs-to-come.js";

const dumps = realDumps();

test.skipIf(dumps.length === 0)("there are real machines to ask", () => {
  expect(dumps.length).toBeGreaterThan(0);
});

/** So many functions of a machine, spread over it. */
const ASKED_MAX = 24;

describe.each(dumps)("%s", (_, path) => {
  const read = readMachine(readFileSync(path, "utf8"));
  if (!read.ok) throw new Error(problemText(read.problem));
  const m = read.value;
  const step = Math.ceil(m.topology.functions.length / ASKED_MAX);
  const asked = [...m.topology.functions.keys()].filter(
    (dev) => dev % step === 0 && m.functions[dev]?.shown === true,
  );

  test("what goes with a function, and what sets it free", () => {
    const a = audit(m, m.groups);
    for (const dev of asked) {
      const one = deviceAnswer(m, a, dev);
      expect(one.members).toContain(dev);
      for (const member of one.members) expect(m.functions[member]?.shown).toBe(true);
      const given = m.groups[dev] ?? null;
      const same = [...m.groups.keys()].filter((other) => m.groups[other] === given);
      if (given !== null) expect(one.members).toEqual(same);
      const company = one.together.with.map((member) => member.dev);
      for (const way of one.ways) for (const left of way.left) expect(company).toContain(left);
      if (one.missing.length > 0 && one.group === "formed") expect(one.ways).toEqual([]);
    }
  });

  test("VFs to come stand behind their PF, each in one group", () => {
    for (const dev of asked) {
      const answer = vfsToCome(m, dev, 2);
      if (!answer.ok) continue;
      expect(answer.groups.flatMap(({ vfs }) => vfs).toSorted((x, y) => x - y)).toEqual([0, 1]);
      for (const id of answer.ids)
        expect(id.bus).toBeGreaterThanOrEqual(m.topology.functions[dev]!.bus);
    }
  });

  test("it differs in nothing from itself", () => {
    const answer = against(m, m);
    expect(answer).toMatchObject({ onlyA: [], onlyB: [], changed: [], hidden: [] });
    expect(answer.groups).toMatchObject({ changed: [], unsure: [] });
  });
});
