// Which cause is named where several could be, and what the sentence means for VFs.
import { describe, expect, test } from "vitest";
import { LINUX_7_3, SPEC_DEVICE_XARRAY } from "../../../impl/designs/contracts.js";
import type { Contract } from "../../../model/vocabulary/design/contract.js";
import { readScenario } from "../../../model/vocabulary/scenario/text/text.js";
import { plain } from "../../../search/designs/named.js";
import { breaks } from "../../run/judge.js";
import { pasidEnabledAloneInGroup } from "./pasid-enabled-alone-in-group.js";

function brokenBy(contract: Contract, text: string): string | null {
  const read = readScenario(`pasidcheck scenario 1\n${text}\n`);
  if (!read.ok) throw new Error(read.problem.message);
  const subject = plain("subject", "A contract.", contract);
  const broken = breaks(read.value, subject, pasidEnabledAloneInGroup, null);
  return broken === null ? null : `${broken.step + 1} ${broken.finding.failureMode}`;
}

const PORT = "00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix";

describe("Linux names what of its path is off, unless a member reaches the function", () => {
  test.each([
    ["1 sv-off", "acs RR CR UF of SV RR CR UF"],
    ["1 cr-off", "acs SV RR UF of SV RR CR UF"],
    ["1 sv-off", "acs RR UF of SV RR CR UF"],
  ])("%s: a port with %s", (said, acs) => {
    const text = `00:01.0 root-port bus 01 ${acs} prefix\n01:00.0 endpoint pasid 8 prefix`;
    expect(brokenBy(LINUX_7_3, `${text}\n----\npasid-enable 01:00.0`)).toBe(said);
  });

  const functions = (first: string): string =>
    `${PORT}\n01:00.0 endpoint multifunction ${first} pasid 8 prefix
01:00.1 endpoint acs RR of RR CR pasid 8 prefix\n----\npasid-enable 01:00.1`;
  test("own CR", () =>
    expect(brokenBy(LINUX_7_3, functions("acs RR of RR CR"))).toBe("1 own-cr-off"));
  test("a sibling without ACS", () =>
    expect(brokenBy(LINUX_7_3, functions(""))).toBe("1 peer-reaches"));
  test("CR on, and nothing is wrong", () =>
    expect(
      brokenBy(LINUX_7_3, functions("acs RR of RR CR").replaceAll("acs RR of", "acs RR CR of")),
    ).toBeNull());
});

describe("the moment", () => {
  const late = `00:01.0 root-port bus 01 acs SV RR CR UF of SV RR CR UF prefix
01:00.0 endpoint pasid 8 prefix absent\n----`;
  test("the ACS that counts is that of the plug", () => {
    const text = `${late}\nacs-set 00:01.0 acs SV RR UF\nplug 01:00.0\npasid-enable 01:00.0`;
    expect(brokenBy(LINUX_7_3, text)).toBe("3 cr-off");
  });
  test("also where it was switched on again", () => {
    const text = `${late}\nacs-set 00:01.0 acs SV RR UF\nplug 01:00.0
acs-set 00:01.0 acs SV RR CR UF\npasid-enable 01:00.0`;
    expect(brokenBy(LINUX_7_3, text)).toBe("4 acs-changed");
  });
  test("a function that joins later", () => {
    const text = `${PORT}\n01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR of RR CR absent\n----\npasid-enable 01:00.0\nplug 01:00.1`;
    expect(brokenBy(LINUX_7_3, text)).toBe("2 hot-added");
  });
  test("who shared its group before is not hot-added", () => {
    const text = `${PORT}\n01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint acs RR of RR CR\n01:00.2 endpoint multifunction acs RR of RR CR absent
----\npasid-enable 01:00.0\nplug 01:00.2`;
    expect(brokenBy(LINUX_7_3, text)).toBe("1 own-cr-off");
  });
});

describe("VFs", () => {
  const withVf = (acs: string): string =>
    `${PORT}\n01:00.0 endpoint ${acs} pasid 8 prefix\n01:00.1 vf of-pf 01:00.0
----\npasid-enable 01:00.0`;
  test("in Linux' groups PF and VF are each alone", () => {
    expect(brokenBy(LINUX_7_3, withVf(""))).toBeNull();
  });
  test("by the specification the enable check refuses a PF whose VF it reaches", () => {
    expect(brokenBy(SPEC_DEVICE_XARRAY, withVf(""))).toBeNull();
    expect(brokenBy(SPEC_DEVICE_XARRAY, withVf("acs RR CR of RR CR"))).toBeNull();
  });
  test("a VF shares its port's group when its PF is enabled below a port without CR", () => {
    const text = withVf("acs RR CR of RR CR").replace("acs SV RR CR UF of", "acs SV RR UF of");
    expect(brokenBy(LINUX_7_3, text)).toBe("1 cr-off");
  });
});

test("by the specification a group is right where a member reaches the function", () => {
  const text = `${PORT}\n01:00.0 endpoint multifunction prefix
01:00.1 endpoint acs RR CR of RR CR pasid 8 prefix\n----\npasid-enable 01:00.1`;
  expect(brokenBy(SPEC_DEVICE_XARRAY, text)).toBe("1 peer-reaches");
  expect(brokenBy(LINUX_7_3, text)).toBeNull();
});
