/**
 * The cause of a break is what cause.ts says: a design without a rollback is caught although the
 * contract that is expected of it breaks the same invariants in the same way on other scenarios.
 */
import { describe, expect, test } from "vitest";
import { catalog } from "../../impl/designs/catalog.js";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { referenceDesign } from "../../model/reference/machine.js";
import { policyDifferences, withPolicies } from "../../model/vocabulary/design/contract.js";
import type { Design } from "../../model/vocabulary/design/design.js";
import type { Hardware } from "../../model/vocabulary/design/hardware.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { runBatch } from "../../search/random/batch.js";
import { eachScenario } from "../../search/random/draw.js";
import { bugs } from "../bugs/all.js";
import { basisOf } from "../expectations/basis.js";
import { reasonFor } from "../expectations/reason.js";
import { invariantNamed, invariants } from "../invariants/all.js";
import type { Cause } from "../invariants/invariant.js";
import { invariantSet, onlyInvariant } from "./invariant-set.js";
import { judge } from "./judge.js";
import type { Subject } from "./run.js";

const linux = catalog.find(({ name }) => name === "linux-7.3")!;

/** Hardware for which nothing is done any more once a callback for a PASID has failed. */
function withoutRollback(hardware: Hardware): Hardware {
  const failed = (): boolean => {
    for (let i = 0; i < hardware.calls.length; i++)
      if (hardware.calls.at(i).status !== 0 && hardware.calls.at(i).pasid > 0) return true;
    return false;
  };
  return new Proxy(hardware, {
    get: (of, key) => {
      if (key === "setDevPasid")
        return (...call: Parameters<Hardware["setDevPasid"]>) =>
          failed() ? 0 : of.setDevPasid(...call);
      const value: unknown = Reflect.get(of, key);
      return typeof value === "function" ? (value.bind(of) as unknown) : value;
    },
  });
}

const WITHOUT_ROLLBACK: Design = {
  name: "without-rollback",
  sentence: "Linux 7.3 with the rollback taken out of __iommu_set_group_pasid().",
  contract: LINUX_7_3,
  boot: (input) => {
    const machine = linux.boot({ ...input, hardware: withoutRollback(input.hardware) });
    return {
      step: (op, dev) => machine.step(op, dev),
      observe: (into) => machine.observe(into),
      lookup: (dev, pasid) => machine.lookup(dev, pasid),
    };
  },
};

function scenario(text: string): Scenario {
  const read = readScenario(text);
  if (!read.ok) throw new Error(read.problem.message);
  return read.value;
}

const MACHINE = `pasidcheck scenario 1
00:01.0  root-port  bus 01
01:00.0  endpoint  multifunction  pasid 8
01:00.1  endpoint  pasid 8
----
`;
const BATCHES_MAX = 40;
const NO_HANDLE = scenario(`${MACHINE}pasid-attach 01:00.0 pasid 1 domain D1 fail 2 ENOMEM\n`);

function causesOf(design: Design, of: Scenario, invariant: string): readonly string[] {
  const subject = { design, plain: false, expected: LINUX_7_3 };
  const { broken } = judge(of, subject, onlyInvariant(invariantNamed(invariant)!));
  return broken.map(({ cause, finding }) => `${finding.failureMode} ${cause}`);
}

test("a rollback that is missing is the design's own, and no handle explains it", () => {
  expect(causesOf(WITHOUT_ROLLBACK, NO_HANDLE, "pasid-all-or-nothing")).toEqual(["hardware own"]);
  expect(causesOf(WITHOUT_ROLLBACK, NO_HANDLE, "members-programmed-alike")).toEqual(["pasid own"]);
  expect(causesOf(linux, NO_HANDLE, "pasid-all-or-nothing")).toEqual([]);
  const found = { failureMode: "hardware", cause: "own" as const };
  for (const name of ["linux-7.3", "linux:/a/kernel"])
    expect(reasonFor(basisOf(name), "pasid-all-or-nothing", found)).toBeUndefined();
  expect(
    reasonFor(basisOf("linux:"), "pasid-all-or-nothing", { ...found, cause: "contract" }),
  ).toMatch(/^LEAD-5/);
});

test("a batch keeps the smallest break of either cause", () => {
  const names = new Set(["pasid-all-or-nothing", "members-programmed-alike"]);
  const set = invariantSet(invariants.filter(({ name }) => names.has(name)));
  const subject = { design: WITHOUT_ROLLBACK, plain: false, expected: LINUX_7_3 };
  const causes = new Map<string, Set<Cause>>();
  const keys = ["pasid-all-or-nothing hardware", "members-programmed-alike pasid"];
  const found = (key: string): boolean => causes.get(key)?.size === 2;
  for (let batch = 0; batch < BATCHES_MAX && !keys.every(found); batch++)
    for (const { invariant, finding, cause } of runBatch(
      { seed: 1, batch, machines: [] },
      [subject],
      set,
      () => {},
    ).found) {
      const key = `${set.all[invariant]!.name} ${finding.failureMode}`;
      causes.set(key, (causes.get(key) ?? new Set<Cause>()).add(cause));
    }
  for (const key of keys)
    expect([...(causes.get(key) ?? [])].toSorted()).toEqual(["contract", "own"]);
});

const BATCHES = [0, 1, 2, 3, 4, 5, 6, 7];

/** Random search takes some 20,000 scenarios to this one. */
const KNOWN: Readonly<Record<string, Scenario>> = {
  "BUG-24": scenario(`pasidcheck scenario 1
00:01.0  root-port  bus 01  acs RR CR UF of RR CR UF  acs-rule - of SV TB RR CR UF EC DT
01:00.0  endpoint
----
`),
};

describe("each historic bug in Linux 7.3", () => {
  const regressions = bugs.flatMap((bug) => {
    const contract = withPolicies(LINUX_7_3, bug.changed);
    return policyDifferences(contract, LINUX_7_3).length === 0 ? [] : [{ ...bug, contract }];
  });

  test("there are many that 7.3 does not have", () => {
    expect(regressions.length).toBeGreaterThanOrEqual(29);
  });

  test.each(regressions)("$id is not excused", ({ id, contract, invariant: name, failureMode }) => {
    const design = referenceDesign("regression", "", contract);
    const subject: Subject = { design, plain: true, expected: LINUX_7_3 };
    const set = onlyInvariant(invariantNamed(name)!);
    const isOwn = (one: Scenario): boolean =>
      judge(one, subject, set).broken.some(
        (b) =>
          b.cause === "own" && (failureMode === undefined || b.finding.failureMode === failureMode),
      );
    const known = KNOWN[id];
    const own =
      (known !== undefined && isOwn(known)) ||
      BATCHES.some((batch) => {
        let found = false;
        eachScenario({ seed: 1, batch, machines: [], guidedBy: name }, (one) => {
          found = isOwn(one);
          return !found;
        });
        return found;
      });
    expect(own).toBe(true);
  });
});

test("what the catalog breaks is the contract's doing, in every scenario of the search", () => {
  const set = invariantSet(invariants);
  const subjects = catalog.map((design) => ({ design, plain: false, expected: design.contract }));
  const { found } = runBatch({ seed: 3, batch: 0, machines: [] }, subjects, set, () => {});
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter(({ cause }) => cause === "own")).toEqual([]);
});

test("what is compared with the reference, and a warning, are always the design's own", () => {
  const warning: Design = {
    ...linux,
    boot: (input) => {
      const machine = linux.boot(input);
      return {
        step: (op, dev) => machine.step(op, dev),
        observe: (into) => machine.observe(into),
        lookup: (dev, pasid) => machine.lookup(dev, pasid),
        warnings: () => ["WARNING: possible circular locking dependency"],
      };
    },
  };
  expect(causesOf(warning, NO_HANDLE, "no-kernel-warning")).toEqual(["pasid-attach own"]);
  expect(causesOf(WITHOUT_ROLLBACK, NO_HANDLE, "same-tables-as-reference")).toEqual([
    "hardware own",
  ]);
});
