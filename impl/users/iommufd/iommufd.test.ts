// Binding, objects and targets of iommufd, and what hostile users try with them.
import { describe, expect, test } from "vitest";
import type { Bench } from "../../testing/bench.js";
import { attachedTo, device, group, usersOf, told } from "../../testing/story.js";

function tell(machine: Bench, story: string): void {
  expect(told(machine, story)).toBe(story);
}

describe.each([
  ["group-table", group],
  ["device-xarray", device],
] as const)("%s", (_name, bench) => {
  test("bind claims the group for the context, and unbind gives it back", () => {
    const machine = bench();
    tell(
      machine,
      `fd-bind 6 context C1 -> -EINVAL
       fd-bind 1 context C1 -> 0
       fd-bind 1 context C1 -> -EINVAL
       fd-bind 2 context C2 -> -EPERM
       fd-bind 2 context C1 -> 0
       fd-bind 5 context C2 -> 0
       release 1 -> -ENOENT
       claim 1 owner O1 -> -EPERM`,
    );
    const seen = usersOf(machine);
    expect([seen.owner(7), seen.ownerCount(7), seen.context(7)]).toEqual([3, 2, 0]);
    expect(machine.recordedOf(7, 0)).toBe("B");
    tell(machine, "fd-unbind 1 -> 0");
    expect(machine.calls()).toEqual([]);
    tell(machine, "fd-unbind 2 -> 0\n fd-unbind 2 -> -ENOENT");
    expect(machine.recordedOf(7, 0)).toBe("I");
  });

  test("while a context has the group the kernel does not call the core", () => {
    const machine = bench();
    tell(
      machine,
      `fd-bind 1 context C1 -> 0
       device-attach 2 domain D1 -> -EPERM
       rid-attach 2 domain D1 -> -EPERM
       rid-detach 7 -> -EPERM
       pasid-attach 2 pasid 5 domain D1 -> -EPERM
       pasid-detach 2 pasid 5 -> -EPERM
       allocate-pasid 2 driver R1 domain D1 -> -EPERM
       free-pasid 2 driver R1 -> -EPERM
       sva-bind 2 mm M1 -> -EPERM
       sva-unbind 2 mm M1 -> -EPERM
       pasid-attach 3 pasid 5 domain D1 -> -ENODEV
       pasid-attach 5 pasid 1 domain D1 -> 0
       pasid-detach 5 pasid 1 -> 0
       fd-bind 5 context C2 -> 0
       pasid-enable 5 -> 0
       pasid-disable 5 -> 0
       reset-prepare 5 -> 0`,
    );
  });

  test("names: taken, unknown, another user's, in use", () => {
    const machine = bench();
    tell(
      machine,
      `fd-bind 1 context C1 -> 0
       fd-bind 5 context C2 -> 0
       ioas-alloc 1 ioas A1 -> 0
       ioas-alloc 5 ioas A1 -> -EEXIST
       ioas-map 5 ioas A1 region 4 -> -ENOENT
       ioas-unmap 1 ioas A1 region 4 -> -ENOENT
       ioas-map 1 ioas A1 region 4 -> 0
       ioas-map 1 ioas A1 region 4 -> -EEXIST
       ioas-unmap 5 ioas A1 region 4 -> -ENOENT
       hwpt-alloc 5 hwpt H1 of A1 -> -EINVAL
       hwpt-alloc 1 hwpt H1 of H1 -> -EINVAL
       hwpt-alloc 1 hwpt H1 of A1 nest-parent -> 0
       hwpt-alloc 5 hwpt H1 of A2 -> -EEXIST
       hwpt-alloc 1 hwpt H2 of A1 -> 0
       hwpt-alloc 1 hwpt H3 of H2 -> -EINVAL
       hwpt-alloc 1 hwpt H3 of H1 nest-parent -> -EOPNOTSUPP
       hwpt-alloc 1 hwpt H3 of H1 for-pasids -> 0
       hwpt-alloc 1 hwpt H4 of H3 -> -EINVAL
       hwpt-alloc 1 hwpt H4 of H3 nest-parent -> -EINVAL
       fd-destroy 5 object H1 -> -ENOENT
       fd-destroy 1 object A1 -> -EBUSY
       fd-destroy 1 object H1 -> -EBUSY
       fd-attach 5 pasid 0 to H2 -> -ENOENT
       fd-attach 5 pasid 0 to A1 -> -ENOENT
       fd-attach 1 pasid 5 to H3 -> 0
       fd-destroy 1 object H3 -> -EBUSY
       fd-unbind 1 -> -EBUSY
       fd-detach 1 pasid 5 -> 0
       fd-destroy 1 object H3 -> 0
       fd-attach 1 pasid 5 to H3 -> -ENOENT
       fd-destroy 1 object H1 -> 0
       fd-destroy 1 object H2 -> 0
       fd-destroy 1 object A1 -> 0
       fd-destroy 1 object A1 -> -ENOENT
       ioas-alloc 5 ioas A1 -> 0
       ioas-unmap 5 ioas A1 region 4 -> -ENOENT`,
    );
    expect(usersOf(machine).ioasContext(1)).toBe(2);
  });

  test("an IOAS stands for the oldest of iommufd's own tables that fits", () => {
    const machine = bench();
    tell(
      machine,
      `fd-bind 1 context C1 -> 0
       fd-bind 2 context C1 -> 0
       fd-bind 5 context C1 -> 0
       ioas-alloc 1 ioas A1 -> 0
       ioas-alloc 1 ioas A2 -> 0
       fd-attach 1 pasid 5 to A1 -> -EINVAL
       fd-attach 1 pasid 0 to A1 fail 1 ENOSPC -> -ENOSPC
       fd-attach 1 pasid 0 to A1 -> 0
       fd-attach 2 pasid 0 to A1 -> 0
       fd-attach 2 pasid 0 to A1 -> -EBUSY
       fd-attach 5 pasid 0 to A1 fail 1 EINVAL -> 0`,
    );
    const attached = [1, 2, 5].map((dev) => attachedTo(machine, dev, 0));
    expect(attached).toEqual(["X1", "X1", "X2"]);
    tell(machine, "fd-replace 1 pasid 0 to A2 -> 0");
    expect([attachedTo(machine, 2, 0), usersOf(machine).table(5).ioas]).toEqual(["X3", 0]);
    tell(
      machine,
      `fd-detach 1 pasid 0 -> 0
       fd-destroy 1 object A2 -> -EBUSY
       fd-detach 2 pasid 0 -> 0
       fd-destroy 1 object A2 -> 0`,
    );
  });

  test("four tables of iommufd's own, and not one more", () => {
    const machine = bench({ fdCompat: "unchecked" });
    tell(
      machine,
      `fd-bind 5 context C1 -> 0
       fd-bind 1 context C1 -> 0
       ioas-alloc 5 ioas A1 -> 0
       ioas-alloc 5 ioas A2 -> 0
       ioas-alloc 5 ioas A3 -> 0
       ioas-alloc 5 ioas A4 -> 0
       fd-attach 5 pasid 0 to A1 -> 0
       fd-attach 5 pasid 1 to A2 -> 0
       fd-attach 5 pasid 2 to A3 -> 0
       fd-attach 5 pasid 3 to A4 -> 0
       fd-attach 1 pasid 0 to A1 fail 1 EINVAL -> -ENOSPC
       fd-replace 5 pasid 3 to A3 -> 0
       fd-attach 1 pasid 0 to A1 fail 1 EINVAL -> 0`,
    );
    expect(attachedTo(machine, 1, 0)).toBe("X4");
  });

  test("unbound, absent, destroyed, unplugged: an errno, never an exception", () => {
    const machine = bench();
    tell(
      machine,
      `fd-attach 1 pasid 5 to H1 -> -ENODEV
       fd-detach 1 pasid 5 -> -ENODEV
       ioas-alloc 1 ioas A1 -> -ENODEV
       vfio-detach 1 -> -ENODEV
       fd-bind 3 context C1 -> -ENODEV
       plug 3 -> 0
       fd-bind 3 context C1 -> 0
       fd-attach 3 pasid 5 to H1 -> -ENOENT
       fd-replace 3 pasid 5 to A1 -> -ENOENT
       fd-detach 3 pasid 5 -> 0
       fd-destroy 3 object H4 -> -ENOENT
       unplug 3 -> -EBUSY
       fd-unbind 3 -> 0
       unplug 3 -> 0
       fd-attach 3 pasid 5 to H1 -> -ENODEV
       fd-unbind 3 -> -ENODEV
       fd-bind 5 context C1 -> 0
       unplug 5 -> -EBUSY
       fd-unbind 5 -> 0
       unplug 5 -> 0`,
    );
  });

  test("where there is no iommufd nothing of it is there", () => {
    const machine = bench({ iommufd: "absent" });
    tell(
      machine,
      `fd-bind 3 context C1 -> -ENODEV
       fd-bind 1 context C1 -> -EOPNOTSUPP
       fd-destroy 1 object A1 -> -EOPNOTSUPP
       vfio-detach 1 -> -EOPNOTSUPP`,
    );
  });
});
