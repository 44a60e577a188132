/** The reference knows what pci_scan_slot() does to VFs (found by `kernel check`). */
import { expect, test } from "vitest";
import { LINUX_7_3 } from "../../../impl/designs/contracts.js";
import { prepare, referenceInstance } from "../../../properties/run/instance.js";
import { scenario } from "../../../properties/testing/conjecture.js";
import { run } from "../../../properties/testing/rows.js";

test("a VF that the scan of a slot has passed counts as multifunction (seen on 7.3.4)", () => {
  const functions = `
00:01.0  endpoint
00:02.0  endpoint  multifunction  absent
00:02.1  vf        of-pf 00:01.0`;
  const ran = run(functions, "plug 00:02.0\nunplug 00:02.0\nplug 00:02.0");
  expect(ran.outcomes).toBe("0 0 0");
  // The first plug finds the VF isolated, the second joins its group.
  expect(groupsAfter(functions, "plug 00:02.0")).toBe("1 2 3");
  expect(groupsAfter(functions, "plug 00:02.0\nunplug 00:02.0\nplug 00:02.0")).toBe("1 2 2");
});

function groupsAfter(functions: string, operations: string): string {
  const s = scenario(functions, operations);
  const instance = referenceInstance(prepare(s, null), LINUX_7_3);
  for (const op of s.operations) instance.step(op, op.dev);
  return s.topology.functions.map((_, dev) => instance.after.group(dev)).join(" ");
}
