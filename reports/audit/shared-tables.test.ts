// The words on shared PASID tables and on what PASID needs beside the way up.
import { expect, test } from "vitest";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { audit, type Audit } from "../../audit/findings/audit.js";
import { pasidNeedItems } from "./pasid-needs.js";
import { sharedTableItems, sharedTablesJson } from "./shared-tables.js";

function auditOf(...lines: readonly string[]): Audit {
  const read = readScenario(["pasidcheck scenario 1", ...lines, "----", ""].join("\n"));
  if (!read.ok) throw new Error(problemText(read.problem));
  return audit({ topology: read.value.topology });
}

// CR is off above: one group. RR and UF are on: PASID can be enabled on both functions.
const SHARING = [
  "00:01.0  root-port  bus 01  acs SV RR UF of SV RR CR UF  prefix",
  "01:00.0  endpoint   multifunction  acs RR of RR CR  pasid 8  prefix",
  "01:00.1  endpoint   acs RR of RR CR  pasid 8  prefix",
];

test("two functions of one group that can have PASID share its table", () => {
  const a = auditOf(...SHARING);
  expect(sharedTableItems(a)).toEqual([
    {
      title: "01:00.0, 01:00.1 share one PASID table in Linux: that of group [0]",
      below: [
        "a PASID that is attached to one is attached to all of them (iommu_group->pasid_array)",
      ],
    },
  ]);
  expect(sharedTablesJson(a)).toEqual([
    { functions: ["01:00.0", "01:00.1"], perhaps: [], refused: [] },
  ]);
});

test("one that cannot be said is not asserted", () => {
  const a = auditOf(...SHARING);
  const pasid = a.pasid.map((one, dev) => (dev === 2 ? { ...one, enableable: null } : one));
  const [one] = sharedTableItems({ ...a, pasid });
  expect(one?.title).toBe("01:00.0, 01:00.1 may share one PASID table in Linux: that of group [0]");
});

test("a member that is refused is programmed as well", () => {
  const a = auditOf(...SHARING, "01:00.2  endpoint  pasid 8");
  expect(sharedTableItems(a)[0]?.below).toContain(
    "it is programmed for 01:00.2 as well, where PASID is refused",
  );
});

test("what else PASID needs is told where a function has it, by the platform", () => {
  const platform = (title: string) => [{ vendor: null, class: null, subsystem: null, title }];
  const said = (a: Audit, title: string) =>
    pasidNeedItems(a, platform(title)).map((one) => one.title);
  expect(said(auditOf("00:02.0  endpoint"), "Host bridge: Intel Corporation X")).toEqual([]);
  const [intel = ""] = said(auditOf(...SHARING), "Host bridge: Intel Corporation X");
  expect(intel).toContain("intel_iommu=on,sm_on");
  expect(intel).not.toContain("amd_iommu");
  const [amd = ""] = said(auditOf(...SHARING), "IOMMU: Advanced Micro Devices, Inc. [AMD] X");
  expect(amd).toContain("amd_iommu=pgtbl_v2");
  expect(amd).not.toContain("intel_iommu");
  expect(said(auditOf(...SHARING), "x")[0]).toMatch(/intel_iommu.*amd_iommu.*SMMUv3/);
});
