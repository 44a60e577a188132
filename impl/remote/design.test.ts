/**
 * A driver in another process is a design like any other: it says who it is, boots, steps, and is
 * asked anew each time it is asked.
 */
import { afterAll, describe, expect, test } from "vitest";
import { NotExpressible, type Design, type Machine } from "../../model/vocabulary/design/design.js";
import { OK, outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { Hardware } from "../../model/vocabulary/design/hardware.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { DEVICE_XARRAY, SOUND } from "../designs/contracts.js";
import { boot, pciDevice } from "../testing/topologies.js";
import { channelTo, closeChannels } from "./channel/channel.js";
import { remoteDesign } from "./design.js";
import { example, misbehaving } from "./testing/drivers.js";
import { asked } from "./testing/questions.js";

afterAll(closeChannels);

const ENABLE: Operation = { op: "pasid-enable", dev: 1 };
const ATTACH: Operation = { op: "pasid-attach", dev: 1, pasid: 5, domain: "D1" };
const UNLUCKY: Operation = { op: "pasid-attach", dev: 1, pasid: 13, domain: "D1" };

function start(design: Design, given: ReturnType<typeof asked>): Machine {
  const hardware = new Hardware({
    functions: given.topology.functions.length,
    columns: given.columns,
    strict: false,
    tableSize: (dev) => (dev === 0 ? 0 : 256),
    controlOf: (dev) => dev,
  });
  hardware.begin(undefined);
  return design.boot({ ...given, hardware });
}

/** How each operation ended. */
function outcomes(design: Design, operations: readonly Operation[]): readonly string[] {
  const machine = start(design, asked(operations));
  return operations.map((op) => outcomeText(machine.step(op, op.dev)));
}

describe("a driver as a design", () => {
  test("says who it is and what it promises", () => {
    const design = remoteDesign(example);
    expect(design).toMatchObject({ name: "per-device", contract: DEVICE_XARRAY });
    expect(design.precision).toEqual({ outcome: "errno", calls: "all" });
    expect(remoteDesign(misbehaving("fine"))).toMatchObject({
      contract: SOUND,
      precision: { outcome: "errno", calls: "none" },
    });
  });
  test("carries out a scenario", () => {
    const given = asked([ENABLE, ATTACH, ATTACH]);
    const machine = start(remoteDesign(example), given);
    expect(machine.step(ENABLE, 1)).toBe(OK);
    expect(machine.step(ATTACH, 1)).toBe(OK);
    expect(outcomeText(machine.step(ATTACH, 1))).toBe("-EBUSY");
    const seen = new Observation(3, 2);
    machine.observe(seen);
    expect(
      [1, 2].map((dev) => [seen.group(dev), seen.enabled(dev), seen.recorded(dev, 1)]),
    ).toEqual([
      [2, true, 3],
      [2, false, 0],
    ]);
  });
  test("may be unable to express one", () => {
    const topology = boot([pciDevice([0, 0, null], { aliases: [8] })]);
    const given = { ...asked([]), topology };
    expect(() => start(remoteDesign(example), given)).toThrow(NotExpressible);
    expect(() => start(remoteDesign(example), given)).toThrow("word aliases");
  });
  test("crashes, and is there again", () => {
    const design = remoteDesign(misbehaving("exits"));
    expect(() => outcomes(design, [UNLUCKY])).toThrow("exit code 3\nsomething is wrong");
    expect(outcomes(design, [ATTACH])).toEqual(["-EINVAL"]);
  });
  test("that does not come up is no design", () => {
    expect(() => remoteDesign(misbehaving("exits-at-once"))).toThrow(
      "did not come up, 3 times in a row: exit code 1\nno such device",
    );
  });
  test("gets what only its maker knows", () => {
    const design = remoteDesign(example, { fit: (scenario) => ({ ...scenario, operations: [] }) });
    const { topology, iommu } = asked([]);
    expect(design.fit?.({ topology, iommu, operations: [ATTACH] }).operations).toEqual([]);
  });
});

describe("what is announced", () => {
  /** This driver refuses by EINVAL and EBUSY in turns, so it can be seen what was asked when. */
  const design = remoteDesign(misbehaving("remembers"));
  const given = asked([ATTACH]);
  const turn = (): string => outcomeText(start(design, given).step(ATTACH, 1));

  test("is asked ahead, and asked twice where it is announced twice", () => {
    design.announce?.([given, given, asked([])]);
    expect([turn(), turn()]).toEqual(["-EINVAL", "-EBUSY"]);
    // The third turn was that of the last scenario that was announced.
    expect(turn()).toBe("-EBUSY");
  });
  test("and never fetched is forgotten at the next announcement", () => {
    design.announce?.([given, given]);
    design.announce?.([given]);
    const turns = [turn(), turn(), turn()];
    expect(new Set(turns.slice(0, 2)).size).toBe(2);
    expect(turns[2]).toBe(turns[0]);
  });
});

test("one process serves all designs of a thread with the same command", () => {
  expect(channelTo(example)).toBe(channelTo({ ...example }));
  expect(channelTo(example)).not.toBe(channelTo({ ...example, args: ["x"] }));
});
