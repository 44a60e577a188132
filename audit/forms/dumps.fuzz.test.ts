// A dump in every form from a random topology: what is asserted of it is the topology's, or it
// cannot be said. Forms and disguises: audit/testing/forms/.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { claimsOf, truthOf, wrongOf } from "../testing/forms/claims.js";
import { DUMP_FORMS, dumpForm } from "../testing/forms/dumps.js";
import { DISGUISES } from "../testing/forms/mail.js";
import { shownMachine } from "../testing/forms/shown.js";
import { printable } from "../testing/forms/topologies.js";

const RUNS = { numRuns: cases({ all: 300, quick: 15 }), seed: 14 };

function valueOf(read: Reading<RealMachine>): RealMachine {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const ANY = printable({ control: "any" });

describe("a form that shows everything gives exactly the groups and PASID answers", () => {
  test.each(["vv", "vvv-D-nn", "vvxxxx", "xxxx", "nn-and-vv"])("%s", (name) => {
    const { print } = dumpForm(name);
    fc.assert(
      fc.property(ANY, (t) => {
        const claims = claimsOf(valueOf(readMachine(print(shownMachine(t)))));
        expect(claims).toEqual(truthOf(t));
      }),
      RUNS,
    );
  });
});

describe("and so does `lspci -vv` on its way through a mail", () => {
  const { print } = dumpForm("vv");
  test.each(DISGUISES)("$name", ({ of }) => {
    fc.assert(
      fc.property(ANY, (t) => {
        const claims = claimsOf(valueOf(readMachine(of(print(shownMachine(t))))));
        expect(claims).toEqual(truthOf(t));
      }),
      RUNS,
    );
  });
});

describe("a form that leaves something out asserts nothing that is not true", () => {
  const SILENT = printable({ control: "any", silent: true });
  test.each(DUMP_FORMS)("$name", ({ print }) => {
    fc.assert(
      fc.property(SILENT, (t) => {
        const read = readMachine(print(shownMachine(t)));
        if (read.ok) expect(wrongOf(claimsOf(read.value), truthOf(t))).toEqual([]);
      }),
      RUNS,
    );
  });
});
