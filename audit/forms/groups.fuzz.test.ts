// A list of groups in every form gives the groups, whatever mail programs made of it.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readGroups } from "../read/groups.js";
import { damages } from "../testing/forms/damages.js";
import { GROUP_FORMS, groupsText } from "../testing/forms/groups.js";
import { DISGUISES } from "../testing/forms/mail.js";
import { shownMachine, type ShownFunction } from "../testing/forms/shown.js";
import { printable } from "../testing/forms/topologies.js";

const RUNS = { numRuns: cases({ all: 40, quick: 3 }), seed: 15 };
const MACHINES = printable({ control: "any", knobs: { noIommuPercent: 10 } })
  .map((t) => shownMachine(t))
  .filter((all) => all.some(({ group }) => group !== null));

/** `group address`, sorted. */
function given(all: readonly ShownFunction[]): readonly string[] {
  return all.flatMap((f) => (f.group === null ? [] : [`${f.group} ${addressText(f)}`])).sort();
}

function read(text: string): readonly string[] {
  const lines = readGroups(text);
  if (!lines.ok) throw new Error(`${problemText(lines.problem)}\n${text}`);
  return lines.value.lines.map(({ group, address }) => `${group} ${addressText(address)}`).sort();
}

describe.each(GROUP_FORMS)("%s", (form) => {
  test.each(DISGUISES)("$name", ({ of }) => {
    fc.assert(
      fc.property(MACHINES, (all) => {
        expect(read(of(groupsText(all, form)))).toEqual(given(all));
      }),
      RUNS,
    );
  });

  test("twice is once", () => {
    fc.assert(
      fc.property(MACHINES, (all) => {
        const text = groupsText(all, form);
        expect(read(`${text}\n${text}`)).toEqual(given(all));
      }),
      RUNS,
    );
  });

  test("lines that are lost are functions that are lost", () => {
    fc.assert(
      fc.property(MACHINES, fc.nat(100), (all, gone) => {
        const some = all.filter((_, n) => n !== gone % all.length);
        if (some.every(({ group }) => group === null)) return;
        expect(read(groupsText(some, form))).toEqual(given(some));
      }),
      RUNS,
    );
  });

  test("damaged, it is read or refused", () => {
    fc.assert(
      fc.property(MACHINES, damages, (all, damage) => {
        expect(typeof readGroups(damage(groupsText(all, form))).ok).toBe("boolean");
      }),
      RUNS,
    );
  });
});
