/**
 * A write to the ACS Control register answers what docs/reference/choices.md says under "ACS that
 * changes", and the new bits are seen by those that it names and by nobody else.
 */
import { describe, expect, test } from "vitest";
import { LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { refused, run } from "../../../properties/testing/rows.js";
import { withPolicies } from "../../vocabulary/design/contract.js";

/** One group; 2 has not come yet, and with ACS off below 0 it would be in that of 1. */
const MACHINE = `
00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix
01:00.0 endpoint multifunction acs RR CR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR CR of RR CR pasid 8 prefix absent`;

const ENABLE = "pasid-enable 01:00.0";
const GROUPS_1_2 = "function 2 in group 2";

describe("acs-set, rows", () => {
  test("a function that is absent is -ENODEV, before all else", () => {
    expect(run(MACHINE, "acs-set 01:00.1 acs -")).toEqual(refused("-ENODEV"));
    expect(run(`${MACHINE}\n02:00.0 pci-device absent`, "acs-set 02:00.0 acs -").outcomes).toBe(
      "-ENODEV",
    );
  });
  test.each([
    ["an endpoint without it", "01:00.0", "00:01.0 root-port bus 01\n01:00.0 endpoint"],
    ["a VF", "01:00.1", "00:01.0 root-port bus 01\n01:00.0 endpoint\n01:00.1 vf of-pf 01:00.0"],
    ["a conventional device", "00:02.0", "00:02.0 pci-device"],
  ])("no ACS capability (%s) is -EOPNOTSUPP", (_, at, machine) => {
    expect(run(machine, `acs-set ${at} acs RR`)).toEqual(refused("-EOPNOTSUPP"));
  });
  test("else it is 0, and no group and no table changes", () => {
    expect(run(MACHINE, "acs-set 00:01.0 acs -")).toEqual(refused("0"));
    expect(run(MACHINE, "acs-set 01:00.0 acs SV TB UF EC DT")).toEqual(refused("0"));
  });
});

describe("what sees the new bits", () => {
  test("pci_enable_pasid(), of every element of the path", () => {
    for (const write of ["00:01.0 acs SV RR CR", "00:01.0 acs UF", "01:00.0 acs CR"])
      expect(run(MACHINE, `acs-set ${write}\n${ENABLE}`).outcomes).toBe("0 -EINVAL");
    expect(run(MACHINE, `acs-set 00:01.0 acs RR UF\n${ENABLE}`).outcomes).toBe("0 0");
    const back = `acs-set 00:01.0 acs -\n${ENABLE}\nacs-set 00:01.0 acs RR UF\n${ENABLE}`;
    expect(run(MACHINE, back).outcomes).toBe("0 -EINVAL 0 0");
  });
  test("bits that are not implemented do not count", () => {
    const some = MACHINE.replace("acs SV RR CR UF of SV RR CR UF", "acs RR of RR");
    expect(run(some, `acs-set 00:01.0 acs SV UF\n${ENABLE}`).outcomes).toBe("0 -EINVAL");
    expect(run(some, `acs-set 00:01.0 acs RR UF\n${ENABLE}`).outcomes).toBe("0 0");
  });
  test("the grouping of a function that comes later", () => {
    const isolated = MACHINE.replaceAll("acs RR CR of RR CR", "acs SV RR CR UF of SV RR CR UF");
    expect(run(isolated, "plug 01:00.1").changed).toContain("function 2 in group 3");
    const off = run(isolated, "acs-set 01:00.0 acs RR\nplug 01:00.1");
    expect(off.changed).not.toContain(GROUPS_1_2);
    const bare = isolated.replace("acs SV RR CR UF of SV RR CR UF pasid 8 prefix absent", "absent");
    expect(run(bare, "plug 01:00.1").changed).toContain("function 2 in group 3");
    expect(run(bare, "acs-set 01:00.0 acs RR\nplug 01:00.1").changed).toContain(GROUPS_1_2);
    const on = "acs-set 01:00.0 acs RR\nacs-set 01:00.0 acs SV RR CR UF\nplug 01:00.1";
    expect(run(bare, on).changed).toContain("function 2 in group 3");
  });
  test("ideal groups of the PCIe specification too: the first group of those that meet now", () => {
    const fabric = withPolicies(LINUX_7_3, { grouping: "fabric" });
    expect(run(MACHINE, "plug 01:00.1", fabric).changed).toContain("function 2 in group 3");
    const off = run(MACHINE, "acs-set 01:00.0 acs -\nplug 01:00.1", fabric);
    expect(off.changed).toContain(GROUPS_1_2);
  });
  test("a function that goes comes again with the bits of boot", () => {
    const again = `acs-set 01:00.0 acs -\nunplug 01:00.0\nplug 01:00.0\n${ENABLE}`;
    expect(run(MACHINE, again).outcomes).toBe("0 0 0 0");
  });
});

describe("what is enabled already", () => {
  test("acsChange unnoticed: PASID stays enabled, in Linux nobody hears of it", () => {
    const ran = run(MACHINE, `${ENABLE}\nacs-set 00:01.0 acs -\n${ENABLE}`);
    expect(ran.outcomes).toBe("0 0 -EBUSY");
  });
  test.each(["00:01.0 acs UF", "00:01.0 acs SV RR CR", "01:00.0 acs -"])(
    "acsChange keeps-enabled-paths: RR or UF taken away (%s) is -EBUSY, and stays on",
    (write) => {
      expect(run(MACHINE, `${ENABLE}\nacs-set ${write}`, SOUND)).toEqual(refused("0 -EBUSY"));
      const after = `${ENABLE}\nacs-set ${write}\npasid-disable 01:00.0\n${ENABLE}`;
      expect(run(MACHINE, after, SOUND).outcomes).toBe("0 -EBUSY 0 0");
    },
  );
  test("acsChange keeps-enabled-paths: SV, CR, other paths, and what is disabled are free", () => {
    expect(run(MACHINE, `${ENABLE}\nacs-set 00:01.0 acs RR UF`, SOUND).outcomes).toBe("0 0");
    expect(run(MACHINE, `${ENABLE}\nacs-set 01:00.0 acs RR`, SOUND).outcomes).toBe("0 0");
    const other = MACHINE.replace(" absent", "");
    expect(run(other, `${ENABLE}\nacs-set 01:00.1 acs -`, SOUND).outcomes).toBe("0 0");
    const off = `${ENABLE}\npasid-disable 01:00.0\nacs-set 00:01.0 acs -`;
    expect(run(MACHINE, off, SOUND).outcomes).toBe("0 0 0");
  });
});
