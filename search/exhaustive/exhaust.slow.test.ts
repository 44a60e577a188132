// What an exhaustive search says does not depend on how it is done: with and without symmetry, with
// one worker or two. Its counterexamples are shortest and real; what it cannot finish it says.
import { expect, test } from "vitest";
import { breaks } from "../../properties/run/judge.js";
import { subjectNamed } from "../designs/named.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import { invariants } from "../../properties/invariants/all.js";
import { exhaustSchema } from "../../properties/results/exhaust-schema.js";
import type { ExhaustReport } from "../../properties/results/exhaust-report.js";
import { DEFAULT_TOPOLOGIES, estimate, TOPOLOGIES } from "./estimate.js";
import { exhaust, type ExhaustOptions } from "./exhaust.js";
import { explore } from "./states/explore.js";
import { islandsIn, machinesOf, type Island } from "./survey/islands.js";
import { behaviourOf } from "./survey/behaviour.js";
import { prepare, instanceOf } from "../../properties/run/instance.js";
import { shapesOf, topologiesOf } from "./survey/survey.js";
import { VIEWS } from "./views.js";
import { DEFAULT_IOMMU } from "../../model/vocabulary/scenario/scenario.js";

const STEP_INVARIANTS = invariants.filter((invariant) => invariant.on !== "boot");

const options = (changed: Partial<ExhaustOptions>): ExhaustOptions => ({
  sizes: { functions: 2, pasids: 1, domains: 1, handles: 1 },
  designs: ["spec-device-xarray"],
  invariants: [],
  symmetry: true,
  states_max: 1_000_000,
  workers: 1,
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
  ...changed,
});

test("one worker or two: the same report, and it is as its schema says", async () => {
  const safety = STEP_INVARIANTS.filter((invariant) => invariant.severity === "safety").map(
    (invariant) => invariant.name,
  );
  const one = await exhaust(options({ invariants: [...safety, "parents-first-same-groups"] }));
  const two = await exhaust(
    options({ invariants: [...safety, "parents-first-same-groups"], workers: 2 }),
  );
  expect(two.report).toEqual(one.report);
  expect([...two.counterexamples]).toEqual([...one.counterexamples]);
  expect(one.report).toMatchObject({ complete: true, topologies: 160 });
  expect(exhaustSchema.safeParse(one.report).error).toBeUndefined();
  expect(one.crashes).toEqual([]);
});

const verdicts = (report: ExhaustReport): readonly unknown[] =>
  report.verdicts.map(({ design, invariant, tag, breaks: ways = [] }) => [
    design,
    invariant,
    tag,
    ...ways
      .map(({ counterexample: c }) => `${c.failureMode} ${c.functions}/${c.operations}`)
      .toSorted(),
  ]);

test("with symmetry and without: the same verdicts, by counterexamples as short", async () => {
  const sizes = { functions: 1, pasids: 2, domains: 2, handles: 1 };
  const designs = ["linux-6.2", "linux-7.3", "device-xarray"];
  const reduced = await exhaust(options({ sizes, designs }));
  const whole = await exhaust(options({ sizes, designs, symmetry: false }));
  expect(verdicts(whole.report)).toEqual(verdicts(reduced.report));
  expect(whole.report.states).toBeGreaterThan(1.5 * reduced.report.states);
});

function islandsUpTo(functions: number, design: string): readonly Island[] {
  const found = new Map<string, Island>();
  for (let n = 1; n <= functions; n++)
    for (const t of topologiesOf({
      functions: n,
      scan: "boot",
      from: 0,
      to: shapesOf(n, "boot"),
    })) {
      const p = prepare({ topology: t, iommu: DEFAULT_IOMMU, operations: [] }, null);
      const instance = instanceOf(p, subjectNamed(design)!.design);
      for (const island of islandsIn(t, behaviourOf(instance, p.facts)))
        if (!found.has(island.text)) found.set(island.text, island);
    }
  return [...found.values()];
}

test.each([true, false])(
  "every path is a scenario that breaks the invariant (symmetry %s)",
  (symmetry) => {
    const subject = subjectNamed("linux-7.3")!;
    const sizes = { functions: 2, pasids: 2, domains: 2, handles: 2 };
    const bounds = { sizes, symmetry, states_max: 300_000 };
    for (const name of ["two-on-one-pasid", "pasids", "domain-I"]) {
      const view = VIEWS.find((one) => one.name === name)!;
      const machines = machinesOf(islandsUpTo(2, "linux-7.3"), view);
      const some = machines.slice(0, 4);
      const { breaks: found } = explore(view, some, subject, STEP_INVARIANTS, bounds, () => {});
      expect(found.length).toBeGreaterThan(1);
      for (const { invariant, scenario, finding } of found) {
        const again = breaks(scenario, subject, invariantNamed(invariant)!, finding.failureMode);
        expect([invariant, finding.failureMode, again?.step]).toEqual([
          invariant,
          finding.failureMode,
          scenario.operations.length - 1,
        ]);
      }
    }
  },
);

test("too many states, or a wish to stop: unknown for want of budget", async () => {
  const few = await exhaust(options({ states_max: 20, designs: ["spec-device-xarray"] }));
  expect(few.report.complete).toBe(false);
  const why = new Set(
    few.report.verdicts.flatMap((v) => (v.tag === "holds" ? ["holds"] : [v.why])),
  );
  expect([...why]).not.toContain("holds");
  expect([...why]).toContain("budget");
  const controller = new AbortController();
  const stopped = await exhaust(
    options({ signal: controller.signal, onProgress: () => controller.abort() }),
  );
  expect(stopped).toMatchObject({ interrupted: true });
  expect(stopped.report.complete).toBe(false);
  expect(stopped.report.verdicts.some((v) => v.tag === "holds")).toBe(false);
});

test("the estimate of topologies is their number", () => {
  for (const scan of ["boot", "hot"] as const)
    for (const functions of [1, 2, 3]) {
      const request = { functions, scan, from: 0, to: shapesOf(functions, scan) };
      let count = 0;
      for (const topology of topologiesOf(request)) count += topology.functions.length > 0 ? 1 : 0;
      expect(count).toBe(TOPOLOGIES[scan][functions - 1]);
    }
  for (const scan of ["boot", "hot"] as const)
    for (const functions of [1, 2, 3, 4]) {
      const machines = "default";
      const request = {
        functions,
        scan,
        machines,
        from: 0,
        to: shapesOf(functions, scan, machines),
      };
      let count = 0;
      for (const topology of topologiesOf({ ...request, machines }))
        count += topology.functions.length > 0 ? 1 : 0;
      expect(count).toBe(DEFAULT_TOPOLOGIES[scan][functions - 1]);
    }
  const small = { functions: 4, pasids: 2, domains: 2, handles: 1 };
  expect(estimate(small).states).toBeLessThan(10_000);
  expect(estimate({ ...small, pasids: 8 }).states).toBeGreaterThan(3_000_000);
  expect(estimate({ ...small, functions: 6 }).topologies).toBeGreaterThan(1_000_000);
});
