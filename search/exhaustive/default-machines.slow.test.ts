// Theorem T2 within a bound: on default machines a function whose PASID is enabled is alone in the
// group that Linux forms. And what an exhaustive search of default machines promises of itself.
import { expect, test } from "vitest";
import { isDefaultMachine } from "../../model/vocabulary/scenario/default-machine.js";
import { exhaustSchema } from "../../properties/results/exhaust-schema.js";
import { exhaust, type ExhaustOptions } from "./exhaust.js";

const options = (changed: Partial<ExhaustOptions>): ExhaustOptions => ({
  sizes: { functions: 3, pasids: 1, domains: 1, handles: 1 },
  designs: ["linux-7.3", "device-xarray", "spec-device-xarray"],
  invariants: ["pasid-enabled-alone-in-group"],
  defaultMachines: true,
  symmetry: true,
  states_max: 1_000_000,
  workers: 1,
  saveTo: "counterexamples",
  onProgress: () => {},
  signal: new AbortController().signal,
  ...changed,
});

const SLOW_MS = 180_000;

test(
  "T2: alone in Linux' groups; by the specification not where a member reaches it",
  async () => {
    const { report, counterexamples } = await exhaust(options({}));
    expect(report).toMatchObject({ complete: true, topologies: 436 });
    expect(report.bound.default_machines).toBe(true);
    expect(exhaustSchema.safeParse(report).error).toBeUndefined();
    const verdicts = report.verdicts.map(({ design, tag, breaks = [] }) => [
      design,
      tag,
      ...breaks.map(({ failureMode }) => failureMode),
    ]);
    expect(verdicts).toEqual([
      ["linux-7.3", "holds"],
      ["device-xarray", "holds"],
      ["spec-device-xarray", "fails", "peer-reaches"],
    ]);
    for (const { evidence } of report.verdicts)
      expect(evidence.exhaustive).toMatch(/^default machines of up to 3 functions/);
    expect([...counterexamples.values()].every((cx) => isDefaultMachine(cx.scenario))).toBe(true);
  },
  SLOW_MS,
);

test(
  "counterexamples stay default machines, and no break is made of a machine that is none",
  async () => {
    const invariants = [
      "pasid-stays-local",
      "p2p-peers-in-one-group",
      "shared-rid-same-domain",
      "any-probe-order-same-groups",
      "acs-bit-never-merges-groups",
    ];
    const sizes = { functions: 2, pasids: 1, domains: 1, handles: 1 };
    const { report, counterexamples } = await exhaust(options({ sizes, invariants }));
    expect(counterexamples.size).toBeGreaterThan(2);
    expect([...counterexamples.values()].every((cx) => isDefaultMachine(cx.scenario))).toBe(true);
    const modes = report.verdicts.flatMap(({ breaks = [] }) => breaks.map((b) => b.failureMode));
    expect(modes).not.toContain("order-in-boot");
    expect(modes).not.toContain("shared-requester-id");
  },
  SLOW_MS,
);
