// A function that prints an ATS capability has ATS, be it on or off: reset acts on it
// (drivers/pci/ats.c pci_ats_supported asks for the capability).
import { expect, test } from "vitest";
import { hasAts } from "../../model/vocabulary/topology/topology.js";
import { readMachine } from "./machine.js";

function dump(services: string): string {
  return (
    "00:00.0 Host bridge: Intel Corporation Device 9b61\n" +
    "\tCapabilities: [e0] Vendor Specific Information: Len=10\n\n" +
    "00:02.0 Audio device: Intel Corporation Device 0001\n" +
    "\tCapabilities: [70] Express (v2) Root Complex Integrated Endpoint, MSI 00\n" +
    services
  );
}

function atsOf(services: string): boolean | undefined {
  const read = readMachine(dump(services));
  const f = read.ok ? read.value.topology.functions[1] : undefined;
  return f && hasAts(f);
}

test.each(["+", "-"])("ATSCtl: Enable%s", (sign) => {
  const services =
    "\tCapabilities: [200 v1] Address Translation Service (ATS)\n" +
    "\t\tATSCap:\tInvalidate Queue Depth: 00\n" +
    `\t\tATSCtl:\tEnable${sign}, Smallest Translation Unit: 00\n`;
  expect(atsOf(services)).toBe(true);
});

test("without the capability there is none", () => {
  expect(atsOf("\tCapabilities: [100 v1] Device Serial Number 00-00-00-00-00-00-00-00\n")).toBe(
    false,
  );
});
