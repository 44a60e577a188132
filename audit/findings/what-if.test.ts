import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { agreementOf } from "./agreement.js";
import { audit } from "./audit.js";
import { changed, readChange } from "./change.js";
import { machineOf } from "../testing/machines.js";
import { whatIf } from "./what-if.js";

const { SV, RR, CR, UF } = ACS;
const MACHINE = machineOf(
  "00:1c.0  root-port  bus 01  acs SV RR UF of SV RR CR UF  prefix",
  "00:1d.0  root-port  bus 02  prefix",
  "01:00.0  endpoint   pasid 8  prefix",
  "02:00.0  endpoint",
);

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

function problem(reading: Reading<unknown>): string {
  return reading.ok ? "" : problemText(reading.problem);
}

/** A change of bits, not a line to paste. */
function bitsOf(text: string) {
  const change = value(readChange(text));
  if (change.how !== "bits") throw new Error(`${text} is ${change.how}`);
  return change;
}

function trying(t: Topology, ...texts: readonly string[]) {
  const changes = texts.map((text) => value(readChange(text)));
  return whatIf(audit({ topology: t }), changes);
}

describe("a change is read", () => {
  test.each([
    ["00:1c.0:+CR", { address: "00:1c.0", on: CR, off: 0 }],
    ["00:1c.0:RR+ CR-", { address: "00:1c.0", on: RR, off: CR }],
    ["00:1c.0:acs CR-", { address: "00:1c.0", on: 0, off: CR }],
    ["00:1c.0: ReqRedir+ CmpltRedir-", { address: "00:1c.0", on: RR, off: CR }],
    ["00:1c.0:acs RR", { address: "00:1c.0", on: RR, off: 0x7f & ~RR }],
    [
      "00:1c.0:acs RR of SV RR CR",
      { address: "00:1c.0", on: RR, off: 0x7f & ~RR, implemented: SV | RR | CR },
    ],
    ["00:1c.0:acs - of RR", { address: "00:1c.0", on: 0, off: 0x7f, implemented: RR }],
    [
      "00:1c.0:ACSCap: SrcValid- ReqRedir+ CmpltRedir+ ACSCtl: SrcValid- ReqRedir+ CmpltRedir-",
      { address: "00:1c.0", on: RR, off: 0x7f & ~RR, implemented: RR | CR },
    ],
    ["0000:00:1c.0:+sv+RR", { address: "00:1c.0", on: SV | RR, off: 0 }],
    ["00:1c.0:-RR+UF", { address: "00:1c.0", on: UF, off: RR }],
    ["00:1c.0:=SV,RR", { address: "00:1c.0", on: SV | RR, off: 0x7f & ~(SV | RR) }],
    ["10000:e0:06.0:=-", { address: "10000:e0:06.0", on: 0, off: 0x7f }],
  ])("%s", (text, change) => {
    expect(value(readChange(text))).toEqual({ how: "bits", implemented: null, ...change });
  });

  test.each([
    ["00:1c.0:+RR-RR", "'-RR' contradicts what is said of RR before"],
    ["00:1c.0:+CR-RR+CR", "'CR' is said twice"],
    ["00:1c.0:=RR,SV,rr", "'RR' is said twice"],
    ["00:1c.0:RR+ ReqRedir-", "'ReqRedir-' contradicts the word before it that says the opposite"],
    ["00:1c.0:RR+ CR- RR+", "'RR+' is said twice"],
    ["00:1c.0:acs RR UF of RR", "'UF' is on, and not among the bits that are implemented"],
    ["00:1c.0:acs RR+ nonsense", "'nonsense' is no ACS bit"],
    ["00:1c.0:acs RR UF-", "'UF-' is of another notation than the bits before it"],
    ["00:1c.0:acs", "the line ends where ACS bits, or '-' for none, should follow"],
    ["00:1c.0:+XX", "ACS has no bit XX; it has SV TB RR CR UF EC DT"],
  ])("%s names the word that is wrong", (text, message) => {
    expect(problem(readChange(text))).toContain(message);
  });

  test.each(["", "00:1c.0", "00:1c.0:", "00:1c.0:CR", "1c.0:+CR", "00:1c.0:+CR,", "00:1c.9:+CR"])(
    "%j is none",
    (text) => {
      expect(problem(readChange(text))).toMatch(/^expected a change as 00:1c\.0:\+CR/);
    },
  );

  test("whatever the text", () => {
    const pieces = fc.constantFrom("00:1c.0", ":", "+", "-", "=", ",", "SV", "RR", "xx", " ");
    const texts = fc.oneof(
      fc.string(),
      fc.array(pieces).map((some) => some.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readChange(text);
        if (!read.ok) return read.problem.message.length > 0;
        return read.value.how === "bits" && (read.value.on & read.value.off) === 0;
      }),
    );
  });

  test("of bits that ACS has", () => {
    expect(problem(readChange("00:1c.0:+XY"))).toBe(
      "ACS has no bit XY; it has SV TB RR CR UF EC DT",
    );
  });
});

test("only what is implemented can be on", () => {
  const ctrl = (text: string) => acsOf(value(changed(MACHINE.functions, [bitsOf(text)]))[0]!)?.ctrl;
  expect(ctrl("00:1c.0:+CR")).toBe(SV | RR | CR | UF);
  expect(ctrl("00:1c.0:-RR-CR")).toBe(SV | UF);
  expect(ctrl("00:1c.0:=CR")).toBe(CR);
  const why = (text: string) => problem(changed(MACHINE.functions, [bitsOf(text)]));
  expect(why("00:1c.0:+EC")).toBe("00:1c.0 does not implement EC; it implements SV RR CR UF");
  expect(why("00:1c.0:acs RR of RR CR")).toMatch(
    /^00:1c\.0 does not implement just RR CR; it implements SV/,
  );
  expect(why("00:1d.0:+CR")).toBe("00:1d.0 has no ACS capability: it has no bit to change");
  expect(why("00:1e.0:+CR")).toBe("00:1e.0 is not a function of this machine");
});

test("a device-specific rule leaves the bits without effect, and that is said", () => {
  const [first, ...others] = MACHINE.functions;
  const ruled = [{ ...first!, acsRule: { claims: 0, mask: 0x7f } }, ...others];
  expect(problem(changed(ruled, [bitsOf("00:1c.0:+CR")]))).toContain("has a rule");
});

test("a bit that is switched on splits the group that it held together", () => {
  const change = value(trying(MACHINE, "00:1c.0:+CR"));
  expect(change.bits).toEqual([{ dev: 0, was: SV | RR | UF, is: SV | RR | CR | UF }]);
  expect(change.regrouped).toEqual([{ was: [[0, 2]], is: [[0], [2]] }]);
  expect(change.after.groups).toHaveLength(3);
});

test("a bit that is switched off can cost PASID", () => {
  const change = value(trying(MACHINE, "00:1c.0:-RR"));
  expect(change.pasidLost).toEqual([2]);
  expect(change.pasidGained).toEqual([]);
  expect(change.regrouped).toEqual([]);
});

test("several changes add up, and one that changes nothing changes nothing", () => {
  const change = value(trying(MACHINE, "00:1c.0:-RR", "00:1c.0:+RR"));
  expect(change).toMatchObject({
    bits: [],
    regrouped: [],
    notIsolatedGone: [],
    notIsolatedNew: [],
  });
});

describe("given groups", () => {
  test("agree whatever their numbers", () => {
    expect(agreementOf([0, 0, 1, 2], [7, 7, 3, null])).toMatchObject({
      agrees: true,
      functions: 3,
      differences: [],
    });
    expect(agreementOf([0, 1], [null, null])).toBeNull();
  });

  test("differ in the few functions that are elsewhere", () => {
    expect(agreementOf([0, 0, 0, 0, 1], [5, 5, 5, 6, 6])?.differences).toEqual([
      { dev: 3, group: 0, given: 6 },
    ]);
    expect(agreementOf([0, 1], [4, 4])?.differences).toEqual([{ dev: 1, group: 1, given: 4 }]);
    expect(agreementOf([0, null], [4, 5])?.differences).toEqual([
      { dev: 1, group: null, given: 5 },
    ]);
  });
});
