import fc from "fast-check";
import { expect, test } from "vitest";
import { ACS } from "../topology/acs.js";
import { impossible } from "../topology/validate.js";
import { errnoNames } from "../operation/outcome.js";
import { CALLS_MAX } from "../operation/operands.js";
import { PLAIN, functionOf } from "../topology/make-function.js";
import { problemText } from "../reading/reading.js";
import {
  readScenarioJson,
  readTopologyJson,
  writeScenarioJson,
  writeTopologyJson,
} from "./json.js";
import { anyOperation } from "../../../properties/testing/hostile.js";
import { printScenario, readScenario } from "./text/text.js";
import type { Scenario } from "./scenario.js";
import {
  hasAts,
  isBridge,
  isExpress,
  type Kind,
  KINDS,
  type PciFunction,
  type Topology,
} from "../topology/topology.js";

const RUNS = 400;
const flag = fc.boolean();
const rarely = fc.integer({ min: 0, max: 4 }).map((n) => n === 0);
const bits = fc.integer({ min: 0, max: 0x7f });

/** What one function is made from; `place` and `relative` choose among what is possible. */
const wish = fc.record({
  kind: fc.constantFrom(...KINDS),
  place: fc.nat(),
  relative: fc.nat(),
  devfn: fc.oneof(fc.constantFrom(0, 8, 16), fc.integer({ min: 0, max: 255 })),
  multifunction: flag,
  cap: fc.option(bits),
  rule: fc.option(fc.record({ claims: bits, mask: bits }), { freq: 8 }),
  ctrl: bits,
  egress: fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 3 }),
  pasid: fc.option(fc.record({ width: fc.integer({ min: 0, max: 20 }), exec: flag, priv: flag })),
  aliases: fc.uniqueArray(fc.integer({ min: 0, max: 255 }), { maxLength: 2 }),
  otherSegment: rarely,
  flags: fc.record({
    prefix: flag,
    pasidNoTlp: rarely,
    ari: rarely,
    ats: flag,
    absent: rarely,
    iommu: flag,
    directMap: rarely,
    xlateRoot: rarely,
    noAlias: flag,
    pcieAlias: flag,
    reserved: fc.subarray([1, 2, 3, 4]),
  }),
});
type Wish = ReturnType<typeof wish.generate>["value"];

const ascending = (list: readonly number[]): number[] => [...list].sort((a, b) => a - b);

function granted(all: readonly PciFunction[], w: Wish): PciFunction {
  const bridges = all.flatMap((f, i) => (isBridge(f) ? [i] : []));
  const places = [null, ...bridges, ...bridges, ...bridges];
  let parent = places[w.place % places.length] ?? null;
  const pf = all.length === 0 ? 0 : w.relative % all.length;
  const physical = all[pf];
  if (w.kind === "vf") parent = physical?.parent ?? null;
  const bridge = parent === null ? undefined : all[parent];
  const segment =
    w.kind === "vf"
      ? (physical?.segment ?? 0)
      : (bridge?.segment ?? (w.otherSegment ? 0x10000 : 0));
  const bus =
    w.kind === "vf"
      ? (physical?.bus ?? 0)
      : bridge !== undefined && isBridge(bridge)
        ? bridge.secondary
        : 0;
  const secondary = 0x80 + all.filter(isBridge).length;
  const cap = w.cap ?? 0;
  const egress = (cap & ACS.EC) === 0 ? [] : ascending(w.egress);
  return functionOf(w.kind, {
    ...w.flags,
    segment,
    bus,
    parent,
    secondary,
    pf,
    devfn: w.devfn,
    multifunction: w.multifunction && w.kind !== "vf",
    aliases: ascending(w.aliases),
    realDma: w.otherSegment && all.length > 0 && all[pf]?.segment !== segment ? pf : null,
    acsRule: w.rule,
    acs: w.cap === null ? null : { cap, ctrl: w.ctrl & cap, egress },
    pasid: w.pasid,
  });
}

/** Grants one wish after the other, as long as the topology stays possible. */
function topologyOf(wishes: readonly Wish[], scan: "boot" | "hot", ordered: boolean): Topology {
  let functions: readonly PciFunction[] = [
    functionOf("root-port", {
      ...PLAIN,
      bus: 0,
      devfn: 0x18,
      secondary: 0x80,
      pf: 0,
      multifunction: true,
      prefix: true,
    }),
  ];
  for (const w of wishes) {
    const more = [...functions, granted(functions, w)];
    const probe = { scan, order: null };
    if (impossible({ functions: more, probe }) === null) functions = more;
  }
  const order = ordered ? functions.map((_, i) => i) : null;
  return { functions, probe: { scan, order } };
}

const operation = anyOperation({
  devMax: 1000,
  values: {
    pasid: fc.constantFrom(0, 1, 5, 0xfffff, 0x100000),
    fail: fc.option(
      fc.record({
        call: fc.integer({ min: 1, max: CALLS_MAX }),
        errno: fc.constantFrom(...errnoNames()),
      }),
      { nil: undefined },
    ),
  },
});

const scenario: fc.Arbitrary<Scenario> = fc
  .record({
    wishes: fc.array(wish, { maxLength: 24, size: "max" }),
    scan: fc.constantFrom<"boot" | "hot">("boot", "hot"),
    ordered: flag,
    iommu: fc.record({
      blocking: fc.constantFrom<"pasid" | "rid" | "none">("pasid", "rid", "none"),
      strict: flag,
      pasidBits: fc.option(fc.integer({ min: 0, max: 20 })),
    }),
    operations: fc.array(operation, { maxLength: 20, size: "max" }),
  })
  .map(({ wishes, scan, ordered, iommu, operations }) => ({
    topology: topologyOf(wishes, scan, ordered),
    iommu,
    operations,
  }));

function resolved(s: Scenario): Scenario {
  const n = s.topology.functions.length;
  return { ...s, operations: s.operations.map((op) => ({ ...op, dev: op.dev % n })) };
}

test("a scenario survives its text form, up to resolved devices", () => {
  fc.assert(
    fc.property(scenario, (s) => {
      const text = printScenario(s);
      const read = readScenario(text);
      if (!read.ok) throw new Error(`${problemText(read.problem)}\n${text}`);
      expect(read.value).toEqual(resolved(s));
      expect(printScenario(read.value)).toBe(text);
    }),
    { numRuns: RUNS },
  );
});

test("a scenario survives its JSON form", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async (s) => {
      const text = writeScenarioJson(s);
      const read = await readScenarioJson(text);
      if (!read.ok) throw new Error(`${problemText(read.problem)}\n${text}`);
      expect(read.value).toEqual(s);
      expect(writeScenarioJson(read.value)).toBe(text);
    }),
    { numRuns: RUNS },
  );
});

test("a topology survives its JSON form", async () => {
  await fc.assert(
    fc.asyncProperty(scenario, async ({ topology, iommu }) => {
      const read = await readTopologyJson(writeTopologyJson({ topology, iommu }));
      expect(read).toEqual({ ok: true, value: { topology, iommu } });
    }),
    { numRuns: RUNS / 4 },
  );
});

test("these scenarios have functions of every kind, redirections and vectors among them", () => {
  const kinds = new Set<Kind>();
  let redirected = 0;
  let vectors = 0;
  let rules = 0;
  let absent = 0;
  let ats = 0;
  for (const s of fc.sample(scenario, { numRuns: 5 * RUNS, seed: 1 })) {
    for (const f of s.topology.functions) {
      kinds.add(f.kind);
      if (f.realDma !== null) redirected++;
      if (f.acsRule !== undefined) rules++;
      if (f.absent === true) absent++;
      if (hasAts(f)) ats++;
      if (isExpress(f) && f.acs !== null && f.acs.egress.length > 0) vectors++;
    }
  }
  expect([...kinds].sort()).toEqual([...KINDS].sort());
  expect(redirected).toBeGreaterThan(10);
  expect(vectors).toBeGreaterThan(10);
  expect(rules).toBeGreaterThan(10);
  expect(absent).toBeGreaterThan(10);
  expect(ats).toBeGreaterThan(10);
});
