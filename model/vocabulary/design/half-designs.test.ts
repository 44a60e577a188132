/** Each contradiction is told where it is, and the designs of the catalog have none. */
import { expect, test } from "vitest";
import { catalog } from "../../../impl/designs/catalog.js";
import { LINUX_6_2, LINUX_7_3, SOUND } from "../../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "./contract.js";
import { contradictions } from "./half-designs.js";
import { POLICY_NAMES, type PolicyName } from "./policies.js";

function told(base: Contract, changed: Partial<Contract>): string {
  const chosen = POLICY_NAMES.filter((name) => Object.hasOwn(changed, name));
  return contradictions(withPolicies(base, changed), chosen).join("; ");
}

test("no design of the catalog contradicts itself, but for policies that it never asks", () => {
  for (const contract of [...catalog.map((design) => design.contract), SOUND]) {
    const found = contradictions(contract, POLICY_NAMES);
    expect(found.filter((text) => !text.includes("has no effect"))).toEqual([]);
  }
});

const DEVICE = { table: "device", programs: "own-device", range: "own-device" } as const;

test.each<readonly [Partial<Contract>, string]>([
  [{ table: "device" }, "(programs=own-device)"],
  [{ ...DEVICE, programs: "capable-members" }, "programs other members"],
  [{ programs: "own-device" }, "programs only the device that is named"],
  [{ ...DEVICE, range: "every-member" }, "bounded by other members"],
  [{ range: "own-device" }, "whose range nobody tests"],
  [{ ...DEVICE, zero: "accepted" }, "(zero=refused)"],
  [{ admits: "singleton-group" }, "(hotAdd=refused-while-attached)"],
  [{ allocator: "per-driver" }, "(table=device)"],
  [{ acsChange: "keeps-enabled-paths", enableCheck: "none" }, "(enableCheck=acs-path)"],
  [{ ridReplace: "absent" }, "iommufd replaces what the core cannot"],
  [{ pasidReplace: "absent" }, "iommufd replaces what the core cannot"],
  [{ handle: "absent" }, "(handle=linear)"],
  [{ ...DEVICE, hotAdd: "replays-pasids" }, "hotAdd=replays-pasids has no effect"],
  [{ fdJoin: "as-attach" }, "(incapable=refused)"],
  [{ reset: "absent", ridDetach: "waits-for-resets" }, "ridDetach has no effect"],
  [{ reset: "absent", pausedRemoval: "repeated" }, "pausedRemoval has no effect"],
])("%j: %s", (changed, said) => {
  expect(told(LINUX_7_3, changed)).toContain(said);
});

const OF_IOMMUFD = {
  fdReplace: "needs-attach",
  fdUndo: "keeps",
  reservations: "per-device",
  fdJoin: "as-attach",
  fdCompat: "checked",
  fdHandle: "passes-on",
  vfioZero: "refused",
  vfioFault: "undoes-attach",
} as const satisfies Partial<Contract>;

test.each(Object.keys(OF_IOMMUFD) as (keyof typeof OF_IOMMUFD & PolicyName)[])(
  "%s says nothing where there is no iommufd",
  (policy) => {
    const changed = { [policy]: OF_IOMMUFD[policy] };
    expect(told(LINUX_6_2, changed)).toContain(`${policy} has no effect with iommufd=absent`);
  },
);

test.each<Partial<Contract>>([
  DEVICE,
  { ...DEVICE, allocator: "per-device" },
  { admits: "singleton-group", hotAdd: "refused-while-attached" },
  { enableCheck: "pasid-safe", acsChange: "keeps-enabled-paths" },
  { fdJoin: "as-attach", incapable: "refused" },
])("%j is whole", (changed) => {
  expect(told(LINUX_7_3, changed)).toBe("");
});
