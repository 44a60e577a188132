import { expect, test } from "vitest";
import { causeOf, comesAgain } from "./crash-cause.js";

const FAULT =
  "Kernel mode fault at addr 0x0, ip 0x601efc8f in iommu_attach_device_pasid+0x1ff/0x250";

test("two runs, and two kernels, die of the same cause", () => {
  const other =
    "Kernel mode fault at addr 0x10, ip 0x60200000 in iommu_attach_device_pasid+0x1/0x9";
  expect(causeOf(`${FAULT}\nRIP: 0033`)).toBe(causeOf(`Error: ${other}\nother words`));
  const hung = "INFO: task init:1 blocked for more than 120 seconds.";
  expect(causeOf(hung)).toBe(causeOf("INFO: task init:2 blocked for more than 241 seconds."));
});

test("another function, another kind of death are other causes", () => {
  const elsewhere = FAULT.replace("attach", "detach");
  const causes = [FAULT, elsewhere, "did not answer within 3 s", "exit code 1"].map(causeOf);
  expect(new Set(causes).size).toBe(causes.length);
});

test("a crash that did not come again in a new process is none to be shrunk", () => {
  expect(comesAgain(FAULT)).toBe(true);
  expect(comesAgain(`Error: crashed, but not when run again alone: ${FAULT}`)).toBe(false);
});
