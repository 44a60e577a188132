// A dump in every form from a random topology: what is asserted of it is the topology's, or it
// cannot be said. Forms and disguises: audit/testing/forms/.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { isExpress, type Topology } from "../../model/vocabulary/topology/topology.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { readMachine, type RealMachine } from "../machine/machine.js";
import { claimsOf, leftUnsaid, truthOf, withHeaderBits, wrongOf } from "../testing/forms/claims.js";
import { DUMP_FORMS, dumpForm } from "../testing/forms/dumps.js";
import { DISGUISES } from "../testing/forms/mail.js";
import { shownMachine } from "../testing/forms/shown.js";
import { looksUntranslated, printable } from "../testing/forms/topologies.js";

const RUNS = { numRuns: cases({ all: 200, quick: 5 }), seed: 14 };

function valueOf(read: Reading<RealMachine>): RealMachine {
  if (!read.ok) throw new Error(problemText(read.problem));
  return read.value;
}

const ANY = printable({ control: "any" }).filter((t) => !looksUntranslated(t));

/** With all of ACS off. */
function withoutAcs(t: Topology): Topology {
  const functions = t.functions.map((f) =>
    isExpress(f) && f.acs !== null ? { ...f, acs: { ...f.acs, ctrl: 0 } } : f,
  );
  return { ...t, functions };
}

describe("a form with bytes gives exactly the groups and PASID answers", () => {
  test.each(["vvxxxx", "vvx", "xxxx"])("%s", (name) => {
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

/** All that text shows is said; it shows all but the header bit of a function without siblings. */
function saysAll(text: string, t: Topology): void {
  const claims = claimsOf(valueOf(readMachine(text)));
  const truth = truthOf(t);
  expect(wrongOf(claims, truth)).toEqual([]);
  expect(leftUnsaid(claims, truth, truthOf(withHeaderBits(t)))).toEqual([]);
}

describe("a form with all capabilities gives what does not hang on a header bit", () => {
  test.each(["vv", "vvv-D-nn", "nn-and-vv"])("%s", (name) => {
    const { print } = dumpForm(name);
    fc.assert(
      fc.property(ANY, (t) => saysAll(print(shownMachine(t)), t)),
      RUNS,
    );
  });
});

describe("and so does `lspci -vv` on its way through a mail", () => {
  const { print } = dumpForm("vv");
  test.each(DISGUISES)("$name", ({ of }) => {
    fc.assert(
      fc.property(ANY, (t) => saysAll(of(print(shownMachine(t))), t)),
      RUNS,
    );
  });
});

describe("a boot without an IOMMU gives the groups of one with it", () => {
  const off = printable({ control: "linux" }).filter((t) => looksUntranslated(withoutAcs(t)));
  test.each(["vv", "vvx", "vvxxxx", "xxxx"])("%s", (name) => {
    const { print } = dumpForm(name);
    fc.assert(
      fc.property(off, (t) => {
        saysAll(print(shownMachine(t, "no-iommu")), t);
      }),
      RUNS,
    );
  });
});

describe("a form that leaves something out asserts nothing that is not true", () => {
  const SILENT = printable({ control: "any", silent: true });
  test.each(DUMP_FORMS)("$name", ({ print, groups }) => {
    // Without groups every function is taken to be behind an IOMMU, and that is said.
    const machines = groups
      ? SILENT
      : SILENT.filter(
          (t) => !looksUntranslated(t) && t.functions.every((f) => f.iommu && f.absent !== true),
        );
    fc.assert(
      fc.property(machines, (t) => {
        const read = readMachine(print(shownMachine(t)));
        if (read.ok) expect(wrongOf(claimsOf(read.value), truthOf(t))).toEqual([]);
      }),
      RUNS,
    );
  });
});
