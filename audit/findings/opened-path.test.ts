// Which redirection keeps two functions from reaching each other, against the truth table of PCIe
// 6.12 (docs/reference/semantics.md 2.1), and always against the reference's reach.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { peersOf } from "../../model/fabric/reach.js";
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { problemText, type Reading } from "../../model/vocabulary/reading/reading.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { configAcsText } from "../lines/print.js";
import { at, machineOf } from "../testing/machines.js";
import { applied, NO_FACTS } from "./apply.js";
import { audit } from "./audit.js";
import { readChange } from "./change.js";
import { meetingOf } from "./direct-path.js";
import { openedPath, type Shown } from "./opened-path.js";

const { SV, RR, CR, UF, EC, DT } = ACS;
const ALL = "acs SV RR CR UF of SV RR CR UF";

function value<T>(reading: Reading<T>): T {
  if (!reading.ok) throw new Error(problemText(reading.problem));
  return reading.value;
}

function switchOf(one: string, other: string): Topology {
  return machineOf(
    `00:01.0  root-port        bus 01  ${ALL}  prefix`,
    "01:00.0  upstream-port    bus 02  prefix",
    `02:00.0  downstream-port  bus 03  ${one}  prefix`,
    `02:01.0  downstream-port  bus 04  ${other}  prefix`,
    "03:00.0  endpoint         pasid 8  prefix",
    "04:00.0  endpoint",
  );
}

function shownOf(t: Topology, more: Partial<Shown> = {}): Shown {
  const unseen = t.functions.map(() => new Set<string>());
  return { facts: NO_FACTS, readings: [], unseen, ats: t.functions.map(() => true), ...more };
}

function path(t: Topology, a: string, b: string, more: Partial<Shown> = {}) {
  return openedPath(audit({ topology: t }), shownOf(t, more), at(t, a), at(t, b));
}

function inTheWay(t: Topology, a: string, b: string) {
  const meeting = meetingOf(t, at(t, a), at(t, b));
  if (meeting.at !== "beside") return meeting.at;
  return meeting.sides.map((side) => [side.requests, side.inTheWay]);
}

describe("below two ports of one switch", () => {
  test.each([
    [
      ALL,
      ALL,
      [
        ["redirected", RR | CR],
        ["redirected", RR | CR],
      ],
    ],
    [
      "acs SV UF of SV RR CR UF",
      ALL,
      [
        ["direct", 0],
        ["redirected", RR | CR],
      ],
    ],
    [
      "acs CR of RR CR",
      "acs - of RR",
      [
        ["direct", CR],
        ["direct", 0],
      ],
    ],
    [
      "",
      "",
      [
        ["direct", 0],
        ["direct", 0],
      ],
    ],
    // EC with a vector that is 0 lets through what RR would redirect; with 1 it blocks without RR.
    [
      "acs RR EC of RR EC",
      "",
      [
        ["direct", 0],
        ["direct", 0],
      ],
    ],
    [
      "acs RR EC of RR EC  egress 01.0",
      "",
      [
        ["redirected", RR | EC],
        ["direct", 0],
      ],
    ],
    [
      "acs EC of RR EC  egress 01.0",
      "",
      [
        ["blocked", EC],
        ["direct", 0],
      ],
    ],
  ])("%s | %s", (one, other, expected) => {
    expect(inTheWay(switchOf(one, other), "03:00.0", "04:00.0")).toEqual(expected);
  });

  test("RR and CR go, and that costs groups, PASID and isolation", () => {
    const { opened, byRedir, p2pdma, translated } = path(switchOf(ALL, ALL), "03:00.0", "04:00.0");
    expect(opened?.bits).toEqual([
      { dev: 2, was: SV | RR | CR | UF, is: SV | UF },
      { dev: 3, was: SV | RR | CR | UF, is: SV | UF },
    ]);
    expect(configAcsText(opened!.wanted)).toBe("pci=config_acs=xx100x1@02:00.0;xx100x1@02:01.0");
    expect(opened?.regrouped.map(({ is }) => is)).toEqual([[[2, 4]], [[3, 5]]]);
    expect(opened?.pasidLost).toEqual([4]);
    expect(opened?.meeting.pairs).toEqual([{ from: 4, to: 5, both: true, fresh: true }]);
    // The short parameter takes SV and UF as well: Linux' default is lost.
    expect(byRedir?.change.bits.map(({ is }) => is)).toEqual([0, 0]);
    expect(p2pdma).toEqual([2, 3]);
    expect(translated).toBeNull();
  });

  test("where DT is implemented, translated requests may pass, and nothing is lost", () => {
    const acs = "acs SV RR CR UF of SV TB RR CR UF DT";
    const { translated } = path(switchOf(acs, ALL), "03:00.0", "04:00.0");
    expect(translated?.at).toEqual([2]);
    expect(translated?.change.bits.map(({ is }) => is)).toEqual([SV | RR | CR | UF | DT]);
    expect(translated?.change.regrouped).toEqual([]);
    const blocking = "acs SV TB RR CR UF of SV TB RR CR UF DT";
    expect(path(switchOf(blocking, ALL), "03:00.0", "04:00.0").translated).toBeNull();
  });

  test("with nothing in the way, nothing is offered", () => {
    const { opened, byRedir } = path(switchOf("", ""), "03:00.0", "04:00.0");
    expect([opened, byRedir]).toEqual([null, null]);
  });
});

describe("elsewhere", () => {
  const t = machineOf(
    `00:01.0  root-port  bus 01  ${ALL}`,
    `00:02.0  root-port  bus 02  ${ALL}`,
    "01:00.0  endpoint   multifunction  acs RR CR of RR CR",
    "01:00.1  endpoint   multifunction  acs - of -",
    "02:00.0  pcie-to-pci-bridge  bus 03",
    "03:00.0  pci-device",
    "03:01.0  pci-device",
  );

  test("two root ports meet in the root complex alone", () => {
    expect(meetingOf(t, at(t, "01:00.0"), at(t, "02:00.0"))).toEqual({
      at: "root-complex",
      tops: [0, 1],
    });
    expect(path(t, "01:00.0", "02:00.0").p2pdma).toBeNull();
  });

  test("functions of one device; one that has no RR says that it does no peer-to-peer", () => {
    expect(inTheWay(t, "01:00.0", "01:00.1")).toEqual([
      ["redirected", RR | CR],
      ["blocked", 0],
    ]);
    expect(path(t, "01:00.0", "01:00.1").opened).toBeNull();
    // Linux looks at the port above both as well, and stops there.
    expect(path(t, "01:00.0", "01:00.1").p2pdma).toEqual([2, 0]);
  });

  test("a conventional bus, and one above the other", () => {
    expect(inTheWay(t, "03:00.0", "03:01.0")).toBe("conventional");
    expect(inTheWay(t, "03:00.0", "02:00.0")).toBe("above");
    expect(inTheWay(t, "01:00.0", "00:01.0")).toBe("above");
  });

  test.each([
    [0x8086, 0x2020, "listed"],
    [0x8086, 0x1237, "not-listed"],
    [0x8086, 0x2f00, "listed"],
    [0x1022, 0x1450, "amd"],
    [null, null, "unknown"],
  ] as const)("the root complex of Linux' list: %s %s", (vendor, device, host) => {
    const root = { vendor, device, subvendor: null, subdevice: null };
    const more = { facts: { ...NO_FACTS, ids: [root] } };
    expect(path(t, "01:00.0", "02:00.0", more).host).toBe(host);
  });
});

describe("what is not shown is not asserted", () => {
  const t = switchOf(ALL, ALL);

  test.each([
    ["02:00.0", "acs", true],
    ["02:01.0", "acs-bits", true],
    ["03:00.0", "place", true],
    // Facts on which nothing rests.
    ["00:01.0", "acs", false],
    ["03:00.0", "pasid", false],
  ])("%s: %s", (address, fact, counts) => {
    const unseen = t.functions.map((_, dev) => new Set(dev === at(t, address) ? [fact] : []));
    const { unknown, opened } = path(t, "03:00.0", "04:00.0", { unseen });
    expect(unknown.length > 0).toBe(counts);
    expect(opened === null).toBe(counts);
  });

  test("nor what another reading has otherwise", () => {
    const more = { readings: [switchOf("", ALL)] };
    expect(path(t, "03:00.0", "04:00.0", more).unknown.length).toBeGreaterThan(0);
  });
});

test("what is offered does open the way, by the reference", () => {
  const bits = fc.integer({ min: 0, max: 0x7f });
  const acs = fc.record({ cap: bits, ctrl: bits, egress: fc.subarray([0, 8]) });
  fc.assert(
    fc.property(acs, acs, (one, other) => {
      const base = switchOf(ALL, ALL);
      const functions = base.functions.map((f, dev) => {
        const made = dev === 2 ? one : dev === 3 ? other : null;
        if (f.kind !== "downstream-port" || made === null) return f;
        return { ...f, acs: { ...made, ctrl: made.ctrl & made.cap } };
      });
      const t = { ...base, functions };
      const { opened, meeting } = path(t, "03:00.0", "04:00.0");
      if (meeting.at !== "beside") return false;
      const reaches = (on: Topology) => peersOf(on, 4)[5] === 1 && peersOf(on, 5)[4] === 1;
      const direct = meeting.sides.every((side) => side.requests === "direct");
      if (direct !== reaches(t)) return false;
      const quiet = (on: Topology) =>
        [2, 3].every((dev) => ((acsOf(on.functions[dev]!)?.ctrl ?? 0) & CR) === 0);
      if (opened === null) return direct && quiet(t);
      const line = value(readChange(configAcsText(opened.wanted)));
      const then = { ...t, functions: value(applied(functions, [line], NO_FACTS)).now };
      return reaches(then) && quiet(then);
    }),
  );
});
