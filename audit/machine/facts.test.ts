import { expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { knownOf } from "./facts.js";
import { readMachine } from "./machine.js";

function factsOf(...lines: readonly string[]) {
  const read = readMachine(`${lines.join("\n")}\n`);
  if (!read.ok) throw new Error(problemText(read.problem));
  return knownOf(read.value).facts;
}

const PORT = (id: string) => [
  `00:1c.0 PCI bridge [0604]: Root Port [${id}] (prog-if 00 [Normal decode])`,
  "\tSubsystem: Example Board of 12:34 [1028:0a3b]",
  "\tFlags: bus master",
  "\tBus: primary=00, secondary=01, subordinate=01, sec-latency=0",
  "\tCapabilities: [40] Express (v2) Root Port (Slot+), MSI 00",
  "\tCapabilities: [140 v1] Access Control Services",
  "\t\tACSCap:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir+ UpstreamFwd+ EgressCtrl- DirectTrans-",
  "\t\tACSCtl:\tSrcValid+ TransBlk- ReqRedir+ CmpltRedir- UpstreamFwd+ EgressCtrl- DirectTrans-",
];

test("ids of the function and of its subsystem", () => {
  const { ids, firmware, wide } = factsOf(...PORT("8086:1234"));
  expect(ids).toEqual([{ vendor: 0x8086, device: 0x1234, subvendor: 0x1028, subdevice: 0x0a3b }]);
  expect([firmware, wide.size]).toEqual([[null], 0]);
});

test("a name without ids says none", () => {
  const lines = PORT("8086:1234").map((line) => line.replace(" [1028:0a3b]", ""));
  expect(factsOf(...lines).ids[0]).toMatchObject({ subvendor: null, subdevice: null });
});

test("Intel's root ports with wide registers, of which the shown control says nothing", () => {
  const { firmware, wide } = factsOf(...PORT("8086:a110"));
  expect([...wide]).toEqual([0]);
  expect(firmware).toEqual([null]);
});
