import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { agreementOf } from "./agreement.js";
import { NO_FACTS } from "./apply.js";
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
    ["00:1c.0=+CR", { address: "00:1c.0", on: CR, off: 0 }],
    ["00:1c.0:+cr, -rr", { address: "00:1c.0", on: CR, off: RR }],
    ["00:1c.0:+CmpltRedir", { address: "00:1c.0", on: CR, off: 0 }],
    ["00:1c.0=SrcValid,RR", { address: "00:1c.0", on: SV | RR, off: 0x7f & ~(SV | RR) }],
    ["00:1c.0:=SV RR", { address: "00:1c.0", on: SV | RR, off: 0x7f & ~(SV | RR) }],
    ["00:1c.0=ReqRedir+", { address: "00:1c.0", on: RR, off: 0 }],
    ["00:1c.0:reqredir+ cr-", { address: "00:1c.0", on: RR, off: CR }],
    ["00:1c.0 ReqRedir+", { address: "00:1c.0", on: RR, off: 0 }],
    ["'00:1c.0:+CR'", { address: "00:1c.0", on: CR, off: 0 }],
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

describe("lines that are pasted", () => {
  const { TB } = ACS;
  const full = machineOf(
    "00:1c.0  root-port        bus 01  acs SV RR CR UF of SV TB RR CR UF  prefix",
    "01:00.0  endpoint         pasid 8  prefix",
  );

  test("config_acs= replaces the register; the bits that it leaves open are told both ways", () => {
    const change = value(trying(full, "pci=config_acs=xxx1xxx@00:1c.0"));
    expect(change.bits).toEqual([{ dev: 0, was: SV | RR | CR | UF, is: CR }]);
    expect(change.after.groups).toEqual([[0, 1]]);
    expect(change.pasidLost).toEqual([1]);
    expect(change.ifKept?.bits).toEqual([]);
    expect(change.ifKept?.after.groups).toEqual([[0], [1]]);
    expect(value(trying(full, "pci=config_acs=xx111x1@00:1c.0")).ifKept).toBeNull();
  });

  test("setpci changes PASID and reach, and no group", () => {
    const change = value(trying(full, "setpci -s 00:1c.0 ECAP_ACS+6.w=0"));
    expect(change.atRunTime).toBe(true);
    expect(change.regrouped).toEqual([]);
    expect(change.after.groups).toEqual([[0], [1]]);
    expect(change.pasidLost).toEqual([1]);
    const boot = value(trying(full, "00:1c.0:=-"));
    expect(boot.atRunTime).toBe(false);
    expect(boot.after.groups).toEqual([[0, 1]]);
  });

  test("what Linux sets by itself, and what it would set again", () => {
    const [own] = value(trying(full, "00:1c.0:-CR")).wanted;
    expect(own).toMatchObject({ againstLinux: CR, byLinux: false });
    const less = machineOf("00:1c.0  root-port  bus 01  acs SV of SV RR CR UF");
    const [default_] = value(trying(less, "00:1c.0:+RR+CR+UF")).wanted;
    expect(default_).toMatchObject({ againstLinux: 0, byLinux: true });
    const [more] = value(trying(full, "00:1c.0:+TB")).wanted;
    expect(more).toMatchObject({ ctrl: SV | TB | RR | CR | UF, againstLinux: 0, byLinux: false });
  });
});

describe("the ACS override", () => {
  const t = machineOf(
    "00:01.0  root-port        bus 01  acs SV RR CR UF of SV RR CR UF  prefix",
    "01:00.0  upstream-port    bus 02  prefix",
    "02:00.0  downstream-port  bus 03  prefix",
    "02:01.0  downstream-port  bus 04  prefix",
    "03:00.0  endpoint         multifunction  pasid 8  prefix",
    "03:00.1  endpoint         multifunction",
    "04:00.0  endpoint",
  );

  test("splits for Linux what the hardware does not isolate, and the pairs are told", () => {
    const change = value(trying(t, "acs-override=downstream"));
    expect(change.bits).toEqual([]);
    expect(change.overridden).toEqual([2, 3]);
    expect(change.after.groups).toEqual([[0], [1], [2], [3], [4, 5], [6]]);
    // Ports in one group with what is below them before, so these pairs met across groups already.
    expect(change.meeting.pairs).toEqual([
      { from: 4, to: 6, both: true, fresh: false },
      { from: 5, to: 6, both: true, fresh: false },
    ]);
    expect(change.pasidGained).toEqual([]);
  });

  test("of functions that were in one group the pairs are new", () => {
    const change = value(trying(t, "pcie_acs_override=downstream,multifunction"));
    expect(change.after.groups.slice(-3)).toEqual([[4], [5], [6]]);
    expect(change.meeting.pairs).toContainEqual({ from: 4, to: 5, both: true, fresh: true });
    expect(change.pasidGained).toEqual([4]);
    expect(change.after.pasid[4]?.danger).toMatchObject({ why: "peer" });
    expect(change.after.notIsolated.length).toBeGreaterThan(0);
  });

  test("of a function whose ACS is not shown it cannot be said", () => {
    const facts = { ...NO_FACTS, acsUnseen: new Set([2]) };
    const changes = [value(readChange("acs-override=downstream"))];
    const change = value(whatIf(audit({ topology: t }), changes, [], { facts, readings: [] }));
    expect(change.notes).toEqual([{ what: "acs-unknown", devs: [2] }]);
    const bits = whatIf(audit({ topology: t }), [bitsOf("02:00.0:+CR")], [], {
      facts,
      readings: [],
    });
    expect(problem(bits)).toMatch(/^whether 02:00\.0 has ACS the source does not show/);
  });

  test("makes no difference where everything has ACS", () => {
    const all = machineOf("00:01.0  root-port  bus 01  acs - of SV", "01:00.0  endpoint");
    const change = value(trying(all, "acs-override=downstream,multifunction"));
    expect([change.overridden, change.regrouped, change.meeting.pairs]).toEqual([[], [], []]);
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
