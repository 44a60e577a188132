// Functions that came after boot, on small machines with the answer worked out by hand.
import { describe, expect, test } from "vitest";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { machineOf } from "../testing/machines.js";
import { linuxGrouped } from "./boot-groups.js";
import { pluggedOf, type PluggedInput } from "./plugged.js";

interface Seen {
  readonly groups?: readonly (number | null)[];
  /** The indices of functions on which PASID is on. */
  readonly on?: readonly number[];
  /** What the header bits say, if not what the topology says. */
  readonly bits?: readonly (boolean | null)[];
  readonly readings?: readonly Topology[];
  readonly unseen?: PluggedInput["unseen"];
}

function seen(topology: Topology, how: Seen) {
  const { groups = [], on = [], bits, readings = [], unseen = [] } = how;
  const functions = topology.functions.map((f, dev) => ({
    multifunction: bits === undefined ? f.multifunction : (bits[dev] ?? null),
    pasidEnabled: on.includes(dev),
    shown: true,
  }));
  return pluggedOf({ topology, readings, functions, groups, unseen } satisfies PluggedInput);
}

const ROOT = "00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix";
const PAIR = machineOf(ROOT, "01:00.0 endpoint multifunction", "01:00.1 endpoint");

describe("a device of two functions without ACS, of which function 1 has header bit 0", () => {
  test("in one group: as a boot makes it", () => {
    expect(seen(PAIR, { groups: [0, 1, 1] })).toEqual({ devices: [], groupOf: null });
  });

  test("in two groups: as if it was plugged; a reboot makes one of them", () => {
    expect(seen(PAIR, { groups: [4, 9, 7] })).toEqual({
      devices: [
        {
          functions: [2],
          late: [1, 2],
          sure: true,
          groups: { given: [[1], [2]], rebooted: [[1, 2]] },
          pasid: [],
        },
      ],
      groupOf: [0, 1, 2],
    });
  });

  test("whose bit is not shown: it may be", () => {
    const { devices } = seen(PAIR, { groups: [4, 9, 7], bits: [null, null, null] });
    expect(devices).toMatchObject([{ functions: [2], sure: false }]);
  });

  test("whose place is not shown: it may stand elsewhere", () => {
    const unseen = [new Set<string>(), new Set(["place"]), new Set(["place"])];
    expect(seen(PAIR, { groups: [4, 9, 7], unseen }).devices).toEqual([]);
  });

  test("whose bit is 1: nothing explains the groups", () => {
    expect(seen(PAIR, { groups: [4, 9, 7], bits: [false, true, true] }).devices).toEqual([]);
  });

  test("of which function 0 is with somebody else: nothing explains the groups", () => {
    expect(seen(PAIR, { groups: [4, 4, 7] }).devices).toEqual([]);
  });

  test("which another reading keeps apart: nothing was plugged, there is ACS not shown", () => {
    const isolated = machineOf(
      ROOT,
      "01:00.0 endpoint multifunction acs SV RR CR UF of SV RR CR UF",
      "01:00.1 endpoint",
    );
    expect(seen(PAIR, { groups: [4, 9, 7], readings: [PAIR, isolated] }).devices).toEqual([]);
  });

  test("of which another reading keeps just one apart: that it is apart needs no plugging", () => {
    const three = (second: string) =>
      machineOf(
        ROOT,
        "01:00.0 endpoint multifunction",
        "01:00.1 endpoint",
        `01:00.2 endpoint ${second}`,
      );
    const given = { groups: [4, 9, 9, 7], readings: [three("acs SV RR CR UF of SV RR CR UF")] };
    expect(seen(three(""), given).devices).toEqual([]);
    expect(seen(three(""), { groups: [4, 9, 9, 7] }).devices).toMatchObject([{ functions: [3] }]);
  });

  test("below a port of which it is not shown that it isolates: it may be", () => {
    const merged = machineOf(
      "00:01.0 root-port bus 01",
      "01:00.0 endpoint multifunction",
      "01:00.1 endpoint",
    );
    const { devices } = seen(PAIR, { groups: [4, 9, 7], readings: [merged, PAIR] });
    expect(devices).toMatchObject([{ functions: [2], sure: false }]);
  });

  test("below a port that does not isolate: all are with the port, however they came", () => {
    const off = machineOf(
      "00:01.0 root-port bus 01 acs SV RR UF of SV RR CR UF",
      "01:00.0 endpoint multifunction",
      "01:00.1 endpoint",
    );
    expect(seen(off, { groups: [1, 1, 1] }).devices).toEqual([]);
    expect(seen(off, { groups: [1, 1, 2] }).devices).toEqual([]);
  });
});

describe("a device of four functions without ACS", () => {
  const four = (bit: string) =>
    machineOf(
      ROOT,
      "01:00.0 endpoint multifunction",
      "01:00.1 endpoint",
      `01:00.2 endpoint ${bit}`,
      "01:00.3 endpoint",
    );

  test("each is alone", () => {
    const { devices } = seen(four(""), { groups: [1, 2, 3, 4, 5] });
    expect(devices).toMatchObject([{ functions: [2, 3, 4], late: [1, 2, 3, 4], sure: true }]);
  });

  test("one that is marked itself joins function 0", () => {
    const { devices } = seen(four("multifunction"), { groups: [1, 2, 3, 2, 5] });
    expect(devices).toMatchObject([{ functions: [2, 4], late: [1, 2, 3, 4] }]);
    expect(seen(four("multifunction"), { groups: [1, 2, 3, 4, 5] }).devices).toEqual([]);
  });

  test("one alone was removed and found again by a rescan", () => {
    const { devices } = seen(four(""), { groups: [1, 2, 2, 3, 2] });
    expect(devices).toMatchObject([
      {
        functions: [3],
        late: [3],
        sure: true,
        groups: { given: [[1, 2, 4], [3]], rebooted: [[1, 2, 3, 4]] },
      },
    ]);
  });

  test("bits that are not shown may be what the groups say", () => {
    const bits = [null, null, null, null, null];
    const { devices } = seen(four(""), { groups: [1, 2, 3, 2, 5], bits });
    expect(devices).toMatchObject([{ functions: [2, 4], sure: false }]);
  });
});

test("a switch that was plugged, with a device of two functions below", () => {
  const t = machineOf(
    ROOT,
    "01:00.0 upstream-port bus 02",
    "02:00.0 downstream-port bus 03 multifunction acs SV RR CR UF of SV RR CR UF",
    "02:00.1 downstream-port bus 04 acs SV RR CR UF of SV RR CR UF",
    "03:00.0 endpoint multifunction",
    "03:00.1 endpoint",
    "04:00.0 endpoint",
  );
  expect(linuxGrouped(t).groupOf).toEqual([0, 1, 2, 3, 4, 4, 5]);
  expect(seen(t, { groups: [0, 1, 2, 3, 4, 5, 6] }).devices).toMatchObject([
    { functions: [5], late: [4, 5], sure: true },
  ]);
});

describe("PASID that is on", () => {
  const capable = (second: string) =>
    machineOf(
      ROOT,
      "01:00.0 endpoint multifunction pasid 8 prefix",
      `01:00.1 endpoint pasid 8 prefix ${second}`,
    );

  test("on function 1 without ACS: enabled before it was marked", () => {
    expect(seen(capable(""), { on: [2] })).toEqual({
      devices: [{ functions: [2], late: [1, 2], sure: true, groups: null, pasid: [2] }],
      groupOf: null,
    });
  });

  test("and its group shows it too", () => {
    expect(seen(capable(""), { on: [2], groups: [0, 1, 2] }).devices).toMatchObject([
      { functions: [2], sure: true, groups: { rebooted: [[1, 2]] }, pasid: [2] },
    ]);
  });

  test("on function 1 whose bit is not shown", () => {
    const { devices } = seen(capable(""), { on: [2], bits: [null, null, null] });
    expect(devices).toMatchObject([{ functions: [2], sure: false, pasid: [2] }]);
  });

  test("where a reading has ACS: nothing was plugged", () => {
    const readings = [capable("acs RR UF of RR UF")];
    expect(seen(capable(""), { on: [2], readings }).devices).toEqual([]);
  });

  test("on function 0, on one with ACS, or below a port without: not in this way", () => {
    expect(seen(capable(""), { on: [1] }).devices).toEqual([]);
    expect(seen(capable("acs RR UF of RR UF"), { on: [2] }).devices).toEqual([]);
    const below = machineOf(
      "00:01.0 root-port bus 01 prefix",
      "01:00.0 endpoint multifunction pasid 8 prefix",
      "01:00.1 endpoint pasid 8 prefix",
    );
    expect(seen(below, { on: [2] }).devices).toEqual([]);
  });
});
