// Dumps that are cut, reordered, garbled or mixed with something else: they are read or refused,
// and what is lost is not asserted.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { readMachine } from "../machine/machine.js";
import { audit } from "../findings/audit.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import { claimsOf, truthOf, wrongOf } from "../testing/forms/claims.js";
import { damages, losses } from "../testing/forms/damages.js";
import { DUMP_FORMS, dumpForm } from "../testing/forms/dumps.js";
import { groupsText } from "../testing/forms/groups.js";
import { shownMachine } from "../testing/forms/shown.js";
import { printable } from "../testing/forms/topologies.js";

const RUNS = { numRuns: cases({ all: 300, quick: 8 }), seed: 16 };
/** As Linux boots them: where all that is left is a port that is off, it looks like no IOMMU. */
const MACHINES = printable({ control: "linux", silent: true });

describe("anything may happen to a text: it is read or refused", () => {
  test.each(DUMP_FORMS)("$name", ({ print }) => {
    fc.assert(
      fc.property(MACHINES, damages, (t, damage) => {
        const read = readMachine(damage(print(shownMachine(t))));
        if (!read.ok) {
          expect(read.problem.message).not.toBe("");
          return;
        }
        const { topology, readings, functions, unseen } = read.value;
        for (const reading of [topology, ...readings]) {
          expect(impossible(reading)).toBeNull();
          expect(reading.functions).toHaveLength(functions.length);
        }
        expect(unseen).toHaveLength(functions.length);
        audit(read.value, read.value.groups);
      }),
      RUNS,
    );
  });
});

describe("what is lost is not asserted", () => {
  test.each(["vv", "vvxxxx", "v", "vv-user", "plain", "nn-and-vv"])("%s", (name) => {
    const { print } = dumpForm(name);
    let read = 0;
    fc.assert(
      fc.property(MACHINES, losses, (t, damage) => {
        const machine = readMachine(damage(print(shownMachine(t))));
        if (!machine.ok) return;
        read++;
        const claims = claimsOf(machine.value);
        const truth = truthOf(t);
        // A bridge may be cut into an address that is not there: then nothing is true of it.
        expect(wrongOf(claims, truth)).toEqual([]);
      }),
      RUNS,
    );
    expect(read).toBeGreaterThan(RUNS.numRuns / 8);
  });
});

describe("a machine of which only a branch is shown", () => {
  test.each(["vv", "vvxxxx", "vv-user", "plain"])("%s", (name) => {
    const { print } = dumpForm(name);
    fc.assert(
      fc.property(MACHINES, fc.nat(50), (t, n) => {
        const all = shownMachine(t);
        const top = n % all.length;
        const kept = new Set([top]);
        for (const [dev, f] of all.entries())
          if (f.parent !== null && kept.has(f.parent)) kept.add(dev);
        const machine = readMachine(print(all.filter((_, dev) => kept.has(dev))));
        if (machine.ok) expect(wrongOf(claimsOf(machine.value), truthOf(t))).toEqual([]);
      }),
      RUNS,
    );
  });
});

describe("a dump with the list of groups in the same text", () => {
  test.each([
    ["before", "find"],
    ["after", "find"],
    ["before", "dmesg"],
    ["after", "dmesg"],
    ["before", "arch-loop"],
    ["after", "arch-loop"],
  ] as const)("%s it, as %s prints it", (where, form) => {
    const { print } = dumpForm("vv");
    fc.assert(
      fc.property(printable({ control: "linux" }), (t) => {
        const all = shownMachine(t);
        const dump = print(all.map((f) => ({ ...f, group: null })));
        const list = groupsText(all, form);
        const read = readMachine(where === "before" ? `${list}\n${dump}` : `${dump}\n${list}`);
        if (!read.ok) throw new Error(read.problem.message);
        expect(wrongOf(claimsOf(read.value), truthOf(t))).toEqual([]);
        const shown = read.value.functions.filter((f) => f.shown);
        expect(shown).toHaveLength(all.length);
      }),
      RUNS,
    );
  });
});
