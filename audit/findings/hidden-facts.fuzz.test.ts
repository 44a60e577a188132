// Of a random machine facts are hidden; whatever the audit asserts of what is left must be true of
// the machine, and what all that is hidden leaves open is not asserted.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { ACS_ISOLATED, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { Facts } from "../../model/fabric/facts.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { fieldsOf, pasidOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { hiddenMachines, type Hidden } from "../testing/hidden.js";
import { audit, type Audit } from "./audit.js";
import { booted, idealGrouped, linuxGrouped, partsOf } from "./boot-groups.js";
import { lackOf } from "./missing-acs.js";
import { pasidOfAll, type PasidRefusal } from "./pasid.js";
import { Standing } from "./peer-to-peer.js";

const RUNS = { numRuns: cases({ all: 600, quick: 120 }), seed: 5 };

function check(holds: (hidden: Hidden, told: Audit) => void): void {
  const property = fc.property(hiddenMachines(20), (one) => holds(one, audit(one.machine)));
  fc.assert(property, RUNS);
}

const sorted = (devs: readonly number[]) => devs.toSorted((a, b) => a - b);

test("a group that is formed has just the mates that it has in truth", () => {
  let [formed, unknown] = [0, 0];
  check(({ truth }, { groups, groupOf, basis, shown }) => {
    const is = linuxGrouped(truth);
    for (const [dev, from] of basis.entries()) {
      const group = groupOf[dev] ?? null;
      if (from !== "formed") {
        unknown++;
        expect(group).toBeNull();
        continue;
      }
      formed++;
      const own = is.groupOf[dev] ?? null;
      expect(group === null).toBe(own === null);
      if (group === null || own === null) continue;
      const mates = (is.groups[own] ?? []).filter((mate) => shown[mate]);
      expect(sorted(groups[group]!)).toEqual(sorted(mates));
    }
  });
  expect(formed).toBeGreaterThan(unknown / 4);
  expect(unknown).toBeGreaterThan(formed / 20);
});

test("the reasons of such a group name what is lacking in truth", () => {
  check(({ truth }, { because, basis }) => {
    for (const [dev, why] of because.entries()) {
      if (why === null) continue;
      expect(basis[dev]).toBe("formed");
      for (const step of why.steps) {
        if (step.rule !== "path" && step.rule !== "functions") continue;
        const at = step.rule === "path" ? step.element : step.of;
        expect(lackOf(truth.functions[at]!, ACS_ISOLATED)).toEqual(step.lack);
      }
    }
  });
});

function refuses(t: Topology, dev: number, reason: PasidRefusal): boolean {
  switch (reason.row) {
    case "vf":
      return refuses(t, reason.pf, reason.because);
    case "prefix":
      return fieldsOf(t.functions[reason.element]!).prefix !== true;
    case "acs":
      return lackOf(t.functions[reason.element]!, ACS_PASID) !== null;
    case "capability":
      return pasidOf(t.functions[dev]!) === null;
    case "no-port":
      return true;
    default:
      return reason satisfies never;
  }
}

test("PASID is told as it is, with a reason that holds, or with the fact that decides", () => {
  const seen = { yes: 0, no: 0, unsaid: 0 };
  check(({ truth, machine }, { pasid }) => {
    const facts = new Facts(truth, DEFAULT_IOMMU);
    const is = pasidOfAll(truth, new Standing(truth));
    for (const [dev, told] of pasid.entries()) {
      const { capable, enableable, reason, unseen, safe } = told;
      if (capable !== null) expect(capable).toBe(is[dev]!.capable);
      if (enableable === null) {
        seen.unsaid++;
        expect(machine.unseen[unseen!.dev]!.has(unseen!.fact)).toBe(true);
        expect(reason).toBeNull();
        continue;
      }
      seen[enableable ? "yes" : "no"]++;
      expect(unseen).toBeNull();
      expect(enableable).toBe(is[dev]!.enableable);
      const f = truth.functions[dev]!;
      const owner = f.kind === "vf" ? f.pf : dev;
      if (!enableable) expect(refuses(truth, owner, reason!)).toBe(true);
      if (capable === true && safe !== null) expect(safe).toBe(facts.pasidUnsafe(dev) === null);
    }
  });
  expect(Math.min(seen.yes, seen.no, seen.unsaid)).toBeGreaterThan(10);
});

test("pairs that are told to meet do so in truth, and are shown", () => {
  let told = 0;
  check(({ truth }, { notIsolated, notIsolatedUnsaid, shown }) => {
    const facts = new Facts(truth, DEFAULT_IOMMU);
    const { groupOf } = linuxGrouped(truth);
    const apart = (a: number, b: number): boolean => groupOf[a] !== groupOf[b];
    let pairs = 0;
    for (const one of notIsolated) {
      told++;
      pairs += one.pairs;
      if (one.how === "shared-id") {
        for (const dev of one.functions) expect(shown[dev]).toBe(true);
        continue;
      }
      const reaches = (a: number, b: number): boolean => apart(a, b) && facts.reaches(a, b);
      for (const dev of [...one.turns, ...one.peers]) expect(shown[dev]).toBe(true);
      for (const a of one.from) expect(shown[a] && one.to.some((b) => reaches(a, b))).toBe(true);
      for (const b of one.to) expect(shown[b] && one.from.some((a) => reaches(a, b))).toBe(true);
    }
    const all = [...truth.functions.keys()].filter((dev) => shown[dev] && groupOf[dev] !== null);
    const reach = all.flatMap((a) => all.filter((b) => apart(a, b) && facts.reaches(a, b)));
    const alike = all.flatMap((a) =>
      all.filter((b) => a < b && apart(a, b) && facts.sharedId(a, b) !== null),
    );
    expect(pairs).toBeLessThanOrEqual(reach.length + alike.length);
    expect(notIsolatedUnsaid).toBeGreaterThanOrEqual(0);
  });
  expect(told).toBeGreaterThan(20);
});

test("what could be smaller could be so in truth, and splits as is told", () => {
  let told = 0;
  check(({ truth, machine }, { groups, overMerged }) => {
    const ideal = idealGrouped(truth).groupOf;
    for (const { group, ideal: parts, splits } of overMerged.groups) {
      told++;
      const members = groups[group]!;
      expect(sorted(parts.flat())).toEqual(sorted(members));
      const partOf = (dev: number): number => parts.findIndex((part) => part.includes(dev));
      for (const a of members)
        for (const b of members) if (ideal[a] === ideal[b]) expect(partOf(a)).toBe(partOf(b));
      for (const { at, into } of splits) {
        const changed = truth.functions.slice();
        for (const { element } of at)
          changed[element] = Object.assign({}, changed[element]!, {
            acs: { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] },
          });
        const is = partsOf(members, linuxGrouped(booted(changed)).groupOf);
        expect(is.length).toBeGreaterThanOrEqual(into.length);
        expect(machine.unseen[at[0]!.element]!.has("acs")).toBe(false);
      }
    }
  });
  expect(told).toBeGreaterThan(20);
});

test("the groups that a machine really has never differ, and fill what cannot be formed", () => {
  let filled = 0;
  check(({ truth, machine }) => {
    const given = linuxGrouped(truth).groupOf.map((group, dev) =>
      machine.functions[dev]!.shown && group !== null ? group + 100 : null,
    );
    const told = audit(machine, given);
    expect(told.agreement?.differences ?? []).toEqual([]);
    for (const [dev, group] of given.entries()) {
      if (group === null) continue;
      const members = told.groups[told.groupOf[dev]!]!;
      const mates = [...given.keys()].filter((other) => given[other] === group);
      expect(sorted(members)).toEqual(sorted(mates));
      if (told.basis[dev] === "given") filled++;
    }
  });
  expect(filled).toBeGreaterThan(20);
});

test("of a machine of which all is shown everything is said", () => {
  check(({ truth }) => {
    const { basis, doubts, pasid, notIsolatedUnsaid, overMerged } = audit({ topology: truth });
    expect(basis.every((from) => from === "formed")).toBe(true);
    expect(doubts).toEqual([]);
    expect(pasid.every(({ enableable }) => enableable !== null)).toBe(true);
    expect([notIsolatedUnsaid, overMerged.unsaid]).toEqual([0, 0]);
  });
});
