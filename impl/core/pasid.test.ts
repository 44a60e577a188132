// The PASID operations: every row of docs/reference/errno-table.md sections 4 and 9 that a scenario
// can reach.
import { describe, expect, test } from "vitest";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";
import { DEVICE_XARRAY, LINUX_7_3 } from "../designs/contracts.js";
import { deviceXArray } from "../designs/device-xarray.js";
import { groupTable } from "../designs/group-table.js";
import { attach, Bench, detach, replace } from "../testing/bench.js";
import { boot, sharedGroup } from "../testing/topologies.js";

const PASIDS = [0, 5, 6, 256, 0x10_0000];

function group(changed: Partial<Contract> = {}, iommu: Partial<Iommu> = {}): Bench {
  const design = groupTable("under-test", "under test", withPolicies(LINUX_7_3, changed));
  return new Bench(design, boot(sharedGroup), { iommu, pasids: PASIDS });
}

/**
 * The device's own table; with the policies of Linux where they can be, so that one test fits
 * both.
 */
function device(changed: Partial<Contract> = {}, iommu: Partial<Iommu> = {}): Bench {
  const contract = withPolicies(DEVICE_XARRAY, { handle: "written-first", ...changed });
  const design = deviceXArray("under-test", "under test", contract);
  return new Bench(design, boot(sharedGroup), { iommu, pasids: PASIDS });
}

const D1 = 3;
const D2 = 4;

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("attach rows 1 to 5", () => {
    const machine = bench();
    expect(machine.step(attach(4, 5, "N1"))).toBe("-ENODEV");
    expect(machine.step(attach(1, 0, "N1"))).toBe("-EOPNOTSUPP");
    expect(machine.step(attach(1, 5, "F1"))).toBe("-EINVAL");
    expect(machine.step(attach(1, 0, "D1"))).toBe("-EINVAL");
    expect(machine.calls()).toEqual([]);
  });

  test("attach row 3: no blocked domain with set_dev_pasid", () => {
    for (const blocking of ["rid", "none"] as const) {
      const machine = bench({}, { blocking });
      expect(machine.step(attach(1, 5, "D1"))).toBe("-EOPNOTSUPP");
      expect(machine.step(attach(1, 5, "B"))).toBe("-EOPNOTSUPP");
    }
  });

  test("static domains are the driver's, unless only owners count", () => {
    const machine = bench();
    expect(machine.step(attach(1, 5, "I"))).toBe("0");
    expect(machine.step(attach(1, 6, "B"))).toBe("0");
    expect([machine.recordedOf(1, 6), machine.hardwareOf(1, 6)]).toEqual(["B", "none"]);
    const strict = bench({ compat: "owner-only" });
    expect(strict.step(attach(1, 5, "I"))).toBe("-EINVAL");
    expect(strict.step(attach(1, 5, "B"))).toBe("-EINVAL");
    expect(strict.step(attach(1, 5, "D1"))).toBe("0");
    expect(bench({ compat: "none" }).step(attach(1, 5, "F1"))).toBe("0");
  });

  test("attach row 7: below max_pasids; without a range even a PASID of 21 bits is taken", () => {
    const machine = bench();
    expect(machine.step(attach(1, 256, "D1", { handle: 1 }))).toBe("-EINVAL");
    expect(machine.observed.handleDomain(1)).toBe(0);
    const unbounded = bench({ range: "none" });
    expect(unbounded.step(attach(1, 256, "D1"))).toBe("0");
    expect(unbounded.step(replace(1, 0x10_0000, "D1", { handle: 1 }))).toBe("-EINVAL");
    expect(unbounded.step(attach(1, 0x10_0000, "D1"))).toBe("0");
    expect(unbounded.step(attach(1, 0x10_0000, "D1"))).toBe("-EBUSY");
    expect(unbounded.step(detach(1, 0x10_0000))).toBe("0");
    expect(unbounded.step(detach(1, 0x10_0000))).toBe("-ENOENT");
  });

  test("attach row 8: present, and the handle has been written to", () => {
    const machine = bench();
    expect(machine.step(attach(1, 5, "D1", { handle: 1 }))).toBe("0");
    expect(machine.step(attach(1, 5, "D2", { handle: 1 }))).toBe("-EBUSY");
    expect(machine.recordedOf(1, 5)).toBe("D2");
    expect(machine.hardwareOf(1, 5)).toBe("D1");
    expect(machine.step(attach(1, 5, "D1"))).toBe("-EBUSY");
  });

  test("attach row 10: the driver refuses, and nothing is left", () => {
    const machine = bench();
    const fail = { call: 1, errno: "ENOSPC" } as const;
    expect(machine.step(attach(1, 5, "D1", { handle: 1, fail }))).toBe("-ENOSPC");
    expect([machine.recordedOf(1, 5), machine.hardwareOf(1, 5)]).toEqual(["none", "none"]);
    expect(machine.handleOf(1, 5)).toBe(0);
    expect(machine.step(attach(1, 5, "D1", { handle: 1 }))).toBe("0");
    expect(machine.handleOf(1, 5)).toBe(1);
  });

  test("replace rows 1 to 3", () => {
    const machine = bench();
    expect(machine.step(replace(4, 5, "N1"))).toBe("-ENODEV");
    expect(machine.step(replace(1, 0, "N1"))).toBe("-EOPNOTSUPP");
    expect(machine.step(replace(1, 5, "F1", { handle: 1 }))).toBe("-EINVAL");
    expect(machine.step(replace(1, 0, "D1", { handle: 1 }))).toBe("-EINVAL");
    expect(machine.step(replace(1, 5, "D1"))).toBe("-EINVAL");
  });

  test("replace rows 6 and 7: no entry, and the installed handle", () => {
    const machine = bench();
    expect(machine.step(replace(1, 5, "D1", { handle: 1 }))).toBe("-EINVAL");
    expect(machine.observed.handleDomain(1)).toBe(D1);
    machine.step(attach(1, 5, "D1", { handle: 1 }));
    expect(machine.step(replace(1, 5, "D2", { handle: 1 }))).toBe("-EINVAL");
    expect(machine.observed.handleDomain(1)).toBe(D2);
    expect(machine.calls()).toEqual([]);
  });

  test("replace rows 8 to 10: the same domain, a refusal, another domain", () => {
    const machine = bench();
    machine.step(attach(1, 5, "D1"));
    expect(machine.step(replace(1, 5, "D1", { handle: 1 }))).toBe("0");
    expect(machine.calls()).toEqual([]);
    expect(machine.handleOf(1, 5)).toBe(1);
    const fail = { call: 1, errno: "ENOMEM" } as const;
    expect(machine.step(replace(1, 5, "D2", { handle: 2, fail }))).toBe("-ENOMEM");
    expect([machine.recordedOf(1, 5), machine.hardwareOf(1, 5)]).toEqual(["D1", "D1"]);
    expect(machine.step(replace(1, 5, "D2", { handle: 2 }))).toBe("0");
    expect([machine.recordedOf(1, 5), machine.hardwareOf(1, 5)]).toEqual(["D2", "D2"]);
    expect(machine.handleOf(1, 5)).toBe(2);
  });

  test("replace that is absent, that makes entries, that blocks on the way", () => {
    const absent = bench({ pasidReplace: "absent" });
    expect(absent.step(replace(4, 5, "D1", { handle: 1 }))).toBe("-EOPNOTSUPP");
    const creating = bench({ pasidReplace: "creates-entry" });
    expect(creating.step(replace(1, 5, "D1", { handle: 1 }))).toBe("0");
    expect([creating.recordedOf(1, 5), creating.hardwareOf(1, 5)]).toEqual(["D1", "D1"]);
    const blocking = bench({ pasidReplace: "through-blocked" });
    blocking.step(attach(1, 5, "D1"));
    expect(blocking.step(replace(1, 5, "D2", { handle: 1 }))).toBe("0");
    expect(blocking.calls().slice(0, 2)).toEqual(["1:5 B<-D1", "1:5 D2<-B"]);
  });

  test("detach is void, but there must be something to detach", () => {
    const machine = bench();
    expect(machine.step(detach(4, 5))).toBe("-ENODEV");
    expect(machine.step(detach(1, 5))).toBe("-ENOENT");
    machine.step({ op: "rid-attach", dev: 1, domain: "I", handle: 2 });
    expect(machine.step(detach(1, 0))).toBe("-ENOENT");
    expect(machine.handleOf(1, 0)).toBe(2);
    machine.step(attach(1, 5, "D1", { handle: 1 }));
    expect(machine.step({ ...detach(1, 5), fail: { call: 1, errno: "EBUSY" } } as Operation)).toBe(
      "0",
    );
    expect([machine.recordedOf(1, 5), machine.hardwareOf(1, 5)]).toEqual(["none", "D1"]);
    expect(machine.observed.handleDomain(1)).toBe(D1);
    expect(machine.step(detach(1, 5))).toBe("-ENOENT");
  });

  test("handles that may be passed again, and such that may not", () => {
    const reusing = bench({ handle: "reusable" });
    reusing.step(attach(1, 5, "D1", { handle: 1 }));
    expect(reusing.step(replace(1, 5, "D2", { handle: 1 }))).toBe("0");
    expect([reusing.recordedOf(1, 5), reusing.hardwareOf(1, 5)]).toEqual(["D2", "D1"]);
    const linear = bench({ handle: "linear" });
    linear.step(attach(1, 5, "D1", { handle: 1 }));
    expect(linear.step(attach(2, 6, "D2", { handle: 1 }))).toBe("-EINVAL");
    expect(linear.step(replace(1, 5, "D2", { handle: 1 }))).toBe("-EINVAL");
    expect(linear.step(replace(1, 6, "D2", { handle: 2 }))).toBe("-EINVAL");
    expect(linear.step({ op: "rid-attach", dev: 1, domain: "D2", handle: 1 })).toBe("-EINVAL");
    expect(linear.observed.handleDomain(1)).toBe(D1);
    expect(linear.observed.handleDomain(2)).toBe(0);
    expect(linear.step(replace(1, 5, "D2", { handle: 2 }))).toBe("0");
    expect(linear.step(attach(2, 6, "D2", { handle: 1 }))).toBe("0");
  });

  test("the blocked, the disabled, the shared: whom a contract admits", () => {
    const shared = bench({ admits: "singleton-group" });
    expect(shared.step(attach(1, 5, "D1"))).toBe("-EINVAL");
    const disabled = bench({ disabled: "refused" });
    expect(disabled.step(attach(1, 5, "D1"))).toBe("-EOPNOTSUPP");
    const sole = bench({ admits: "no-rid-alias" });
    expect(sole.step(attach(1, 5, "D1"))).toBe("0");
    expect(bench({ incapable: "refused" }).step(attach(3, 5, "D1"))).toBe("-EINVAL");
    expect(bench({}, { strict: true }).step(attach(1, 5, "D1"))).toBe("-EINVAL");
  });
});
