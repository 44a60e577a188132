// The design with one PASID table a device: it reads, writes and programs the device that is
// named and no other.
import { expect, test } from "vitest";
import { DEVICE_XARRAY } from "./contracts.js";
import { deviceXArray } from "./device-xarray.js";
import { attach, Bench, detach } from "../testing/bench.js";
import { boot, sharedGroup } from "../testing/topologies.js";

const design = deviceXArray("under-test", "under test", DEVICE_XARRAY);

test("only the device that is named, each with a domain of its own", () => {
  const machine = new Bench(design, boot(sharedGroup));
  expect(machine.step(attach(1, 5, "D1"))).toBe("0");
  expect(machine.calls()).toEqual(["1:5 D1<-none"]);
  expect(machine.step(attach(2, 5, "D2"))).toBe("0");
  expect([machine.recordedOf(1, 5), machine.recordedOf(2, 5)]).toEqual(["D1", "D2"]);
  expect([machine.hardwareOf(1, 5), machine.hardwareOf(2, 5)]).toEqual(["D1", "D2"]);
  expect(machine.step(attach(3, 5, "D1"))).toBe("-EINVAL");
  expect(machine.step(attach(0, 5, "D1"))).toBe("-EINVAL");
  expect(machine.step(detach(1, 5))).toBe("0");
  expect(machine.calls()).toEqual(["1:5 B<-D1"]);
  expect(machine.hardwareOf(2, 5)).toBe("D2");
});
