// VFIO above iommufd: what it remembers, LEAD-2 and LEAD-12; docs/reference/errno-table.md section
// 8.
import { describe, expect, test } from "vitest";
import type { Bench } from "../testing/bench.js";
import { attachedTo, device, group, told } from "../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

const SET_UP = `
  fd-bind 1 context C1 -> 0
  ioas-alloc 1 ioas A1 -> 0
  hwpt-alloc 1 hwpt H1 of A1 for-pasids -> 0
  hwpt-alloc 1 hwpt H2 of A1 for-pasids -> 0`;

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("an attach of what is attached is a replace, a detach of what is not is nothing", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `vfio-detach 1 -> 0
       vfio-attach 1 to H3 -> -ENOENT
       vfio-attach 1 to H1 -> 0
       vfio-attach 1 to H2 -> 0
       vfio-attach-pasid 1 pasid 5 to H1 fail 1 ENOSPC -> -ENOSPC
       vfio-attach-pasid 1 pasid 5 to H1 -> 0
       vfio-attach-pasid 1 pasid 5 to H2 -> 0`,
    );
    expect([attachedTo(machine, 1, 0), attachedTo(machine, 1, 5)]).toEqual(["H2", "H2"]);
    tell(
      machine,
      `vfio-detach-pasid 1 pasid 6 -> 0
       vfio-detach-pasid 1 pasid 5 -> 0
       vfio-detach 1 -> 0
       fd-unbind 1 -> 0`,
    );
    expect(machine.recordedOf(1, 0)).toBe("I");
  });

  test("it remembers for itself", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `fd-attach 1 pasid 0 to H1 -> 0
       vfio-attach 1 to H2 -> -EBUSY
       vfio-detach 1 -> 0
       fd-unbind 1 -> -EBUSY
       fd-detach 1 pasid 0 -> 0
       vfio-attach 1 to H2 -> 0
       fd-detach 1 pasid 0 -> 0
       vfio-attach 1 to H2 -> -EINVAL
       fd-unbind 1 -> 0
       fd-bind 1 context C1 -> 0
       vfio-attach 1 to H2 -> 0`,
    );
  });

  test("LEAD-12: PASID 0 is the RID, and the RID's memory does not know", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      `vfio-attach-pasid 1 pasid 0 to H1 -> 0
       vfio-attach 1 to H2 -> -EBUSY
       vfio-detach 1 -> 0`,
    );
    expect([attachedTo(machine, 1, 0), machine.hardwareOf(1, 0)]).toEqual(["H1", "H1"]);
    tell(machine, "vfio-detach-pasid 1 pasid 0 -> 0");
    expect(machine.hardwareOf(1, 0)).toBe("B");
    const refusing = bench({ vfioZero: "refused" });
    tell(refusing, SET_UP);
    tell(refusing, "vfio-attach-pasid 1 pasid 0 to H4 -> -EINVAL");
  });

  test("LEAD-2: a fault drops the RID, whatever was attached", () => {
    const machine = bench();
    tell(machine, SET_UP);
    tell(
      machine,
      "vfio-attach 1 to H1 -> 0\n vfio-attach-pasid 1 pasid 5 to H1 copy-fault -> -EFAULT",
    );
    expect([attachedTo(machine, 1, 0), attachedTo(machine, 1, 5)]).toEqual(["none", "H1"]);
    tell(machine, "vfio-attach-pasid 1 pasid 5 to H2 -> 0");
    tell(machine, "vfio-attach 1 to H4 copy-fault -> -ENOENT");
  });

  test("LEAD-2: or it undoes what this call has newly attached", () => {
    const machine = bench({ vfioFault: "undoes-attach" });
    tell(machine, SET_UP);
    tell(
      machine,
      "vfio-attach 1 to H1 -> 0\n vfio-attach-pasid 1 pasid 5 to H1 copy-fault -> -EFAULT",
    );
    expect([attachedTo(machine, 1, 0), attachedTo(machine, 1, 5)]).toEqual(["H1", "none"]);
    tell(machine, "vfio-attach 1 to H2 copy-fault -> -EFAULT");
    expect(attachedTo(machine, 1, 0)).toBe("H2");
    tell(machine, "vfio-detach 1 -> 0\n vfio-attach 1 to H1 copy-fault -> -EFAULT");
    expect(attachedTo(machine, 1, 0)).toBe("none");
  });
});
