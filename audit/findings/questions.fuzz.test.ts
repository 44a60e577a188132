// Answers to questions on random machines, held against the reference: what is proposed does what
// is said of it when the line that is printed is read again, VFs are grouped as the reference
// groups them, and a change of one bit is told, as the reason where groups change.
import fc from "fast-check";
import { expect, test } from "vitest";
import { cases } from "../../.ci/suite.js";
import { Facts } from "../../model/fabric/facts.js";
import { peersOf } from "../../model/fabric/reach.js";
import { formGroups } from "../../model/reference/grouping/grouping.js";
import { PLAIN, functionOf } from "../../model/vocabulary/topology/make-function.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";
import { impossible } from "../../model/vocabulary/topology/validate.js";
import {
  acsOf,
  isEndpoint,
  isExpress,
  requesterId,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { topologies } from "../../properties/generators/topology/topology.js";
import { configAcsText } from "../lines/print.js";
import { shownMachine } from "../testing/shown.js";
import { against } from "./against.js";
import { audit } from "./audit.js";
import { booted } from "./boot-groups.js";
import { readChange } from "./change.js";
import { deviceAnswer } from "./device.js";
import { staysWithHost } from "./shown-machine.js";
import { vfsToCome } from "./vfs-to-come.js";
import { whatIf } from "./what-if.js";

const RUNS = { numRuns: cases({ all: 400, quick: 60 }), seed: 14 };

const machines = topologies({ functionsMax: 14, absentPercent: 0 }).map((t) => booted(t.functions));

/** Of each function the group that the reference forms. */
function referenceGroups(t: Topology): readonly (readonly number[])[] {
  return formGroups(new Facts(t, DEFAULT_IOMMU), "linux");
}

const sorted = (devs: readonly number[]) => devs.toSorted((x, y) => x - y);

const groupWith = (groups: readonly (readonly number[])[], dev: number) =>
  sorted(groups.find((members) => members.includes(dev)) ?? [dev]);

/** The function with other ACS control bits. */
function withControl(t: Topology, bits: ReadonlyMap<number, number>): Topology {
  return booted(
    t.functions.map((f, dev): PciFunction => {
      const ctrl = bits.get(dev);
      const acs = acsOf(f);
      return ctrl === undefined || acs === null || !isExpress(f)
        ? f
        : { ...f, acs: { ...acs, ctrl } };
    }),
  );
}

test("members are those of the reference; bits that are proposed leave what is said", () => {
  let proposed = 0;
  fc.assert(
    fc.property(machines, fc.nat(), (t, some) => {
      const dev = some % t.functions.length;
      const m = shownMachine(t);
      const before = audit(m);
      const answer = deviceAnswer(m, before, dev);
      expect(sorted(answer.members)).toEqual(groupWith(referenceGroups(t), dev));
      expect(answer.missing).toEqual([]);
      const company = answer.together.with.map((one) => one.dev);
      for (const way of answer.ways) {
        expect(way.left.length).toBeLessThan(company.length);
        if (way.how !== "bits") continue;
        proposed += 1;
        const changed = withControl(t, new Map(way.at.map((one) => [one.dev, one.ctrl])));
        const left = groupWith(referenceGroups(changed), dev);
        const others = left.filter((one) => one !== dev && !staysWithHost(m, one));
        expect(sorted(way.left)).toEqual(others);
        // And by the line, as it would be pasted.
        const line = readChange(configAcsText(way.at));
        const after = line.ok ? whatIf(before, [line.value]) : line;
        if (!after.ok) throw new Error(after.problem.message);
        expect(groupWith(after.value.after.groups, dev)).toEqual(left);
      }
      const reached = peersOf(t, dev);
      for (const { from, to } of answer.open) {
        if (from === dev) expect(reached[to]).toBe(1);
        expect(answer.members).not.toContain(from === dev ? to : from);
      }
    }),
    { ...RUNS, numRuns: RUNS.numRuns * 4 },
  );
  expect(proposed).toBeGreaterThan(0);
});

test("a machine and itself do not differ; one bit that changes is told, and is the reason", () => {
  let regrouped = 0;
  fc.assert(
    fc.property(machines, fc.nat(), fc.nat(), (t, some, which) => {
      const same = against(shownMachine(t), shownMachine(t));
      expect(same).toMatchObject({ onlyA: [], onlyB: [], changed: [], hidden: [] });
      expect(same.groups).toMatchObject({ changed: [], unsure: [] });
      const withAcs = [...t.functions.keys()].filter(
        (dev) => (acsOf(t.functions[dev]!)?.cap ?? 0) > 0,
      );
      const dev = withAcs[some % Math.max(1, withAcs.length)];
      if (dev === undefined) return;
      const { cap, ctrl } = acsOf(t.functions[dev]!)!;
      const bits = [1, 4, 8, 16].filter((bit) => (cap & bit) !== 0);
      const bit = bits[which % Math.max(1, bits.length)];
      if (bit === undefined) return;
      const other = withControl(t, new Map([[dev, ctrl ^ bit]]));
      const answer = against(shownMachine(t), shownMachine(other));
      expect(answer.changed).toMatchObject([
        { a: dev, fact: "acs-ctrl", was: ctrl, is: ctrl ^ bit },
      ]);
      const [was, is] = [referenceGroups(t), referenceGroups(other)];
      const moved = t.functions.flatMap((_, one) =>
        groupWith(was, one).join() === groupWith(is, one).join() ? [] : [one],
      );
      const told = answer.groups.changed.flatMap((change) => change.was.flat());
      expect(sorted(told)).toEqual(moved);
      for (const change of answer.groups.changed) {
        regrouped += 1;
        expect(change.cause).toMatchObject({ why: "fact", facts: answer.changed });
      }
    }),
    { ...RUNS, numRuns: RUNS.numRuns * 4 },
  );
  expect(regrouped).toBeGreaterThan(0);
});

test("VFs are grouped as the reference groups them once they are there", () => {
  let shared = 0;
  fc.assert(
    fc.property(machines, fc.nat(), fc.integer({ min: 1, max: 4 }), (t, some, wanted) => {
      const pfs = [...t.functions.keys()].filter((dev) => {
        const f = t.functions[dev]!;
        return isEndpoint(f) && !t.functions.some((g) => g.kind === "vf" && g.pf === dev);
      });
      const pf = pfs[some % Math.max(1, pfs.length)];
      if (pf === undefined) return;
      const f = t.functions[pf]!;
      const offset = 0x80;
      const sriov = { enabled: false, total: 4, vfs: 0, offset, stride: 1 };
      const m = shownMachine(t);
      const functions = m.functions.map((one, dev) => (dev === pf ? { ...one, sriov } : one));
      const answer = vfsToCome({ ...m, functions }, pf, wanted);
      if (!answer.ok) return;
      const { parent, iommu } = f;
      const vfs = Array.from({ length: wanted }, (_, n) => {
        const id = requesterId(f.bus, f.devfn) + offset + n;
        const at = { segment: f.segment, bus: id >> 8, devfn: id & 0xff };
        return functionOf("vf", { ...PLAIN, ...at, parent, iommu, secondary: 0, pf });
      });
      const whole = booted([...t.functions, ...vfs]);
      if (impossible(whole) !== null) return;
      const expected = referenceGroups(whole).flatMap((members) => {
        const own = members.filter((dev) => dev >= t.functions.length);
        if (own.length === 0) return [];
        const others = members.filter((dev) => dev < t.functions.length);
        if (own.length > 1) shared += 1;
        return [{ vfs: own.map((dev) => dev - t.functions.length), with: others }];
      });
      expect(answer.groups).toEqual(expected);
    }),
    RUNS,
  );
  expect(shared).toBeGreaterThan(0);
});
