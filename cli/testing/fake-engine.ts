/** A search for tests: it answers every check with a made-up result, and knows two invariants. */
import { Observation } from "../../model/vocabulary/design/observation.js";
import { readable, unreadable } from "../../model/vocabulary/reading/reading.js";
import { OK } from "../../model/vocabulary/operation/outcome.js";
import { CallLog } from "../../model/vocabulary/design/hardware.js";
import { pasidColumns, type Scenario } from "../../model/vocabulary/scenario/scenario.js";
import type { Trace } from "../../model/vocabulary/design/trace.js";
import type { InvariantBreak } from "../../properties/invariants/invariant.js";
import type { Fact } from "../../properties/explain/relevant-facts.js";
import {
  AS_EXPECTED,
  COUNTEREXAMPLE,
  DESIGNS,
  INVARIANTS,
  TWO_FUNCTIONS,
} from "../../reports/testing/sample.js";
import type { ExhaustOutcome } from "../../properties/results/exhaust-report.js";
import type { BugsOutcome } from "../../search/gate/bugs.js";
import type { CheckOutcome } from "../../search/check/check.js";
import type { GateResult } from "../../properties/results/gate-report.js";
import type { Engine } from "../engine.js";

export const OUTCOME: CheckOutcome = {
  ...AS_EXPECTED,
  stats: {
    scenarios: 50_000,
    operations_judged: 1_234_567,
    passed_over: 0,
    deaths_foretold: 0,
    seconds: 12.5,
    workers: 2,
  },
};

export const BUGS: BugsOutcome = {
  report: {
    schema: "bugs@2",
    bugs: [
      {
        id: "BUG-1",
        invariant: INVARIANTS[0]?.name ?? "",
        caught: true,
        runs_median: 12,
        guided_median: 6,
        functions: 3,
        operations: 2,
      },
    ],
  },
  counterexamples: new Map(),
  interrupted: false,
};

const GATE: GateResult = {
  ...AS_EXPECTED,
  parts: [
    { name: "corpus", state: "done", said: "3 counterexamples replayed", seconds: 1 },
    { name: "random", state: "done", said: "50000 scenarios", seconds: 9 },
  ],
  mustCatch: [{ kind: "bug", id: "BUG-1", invariant: INVARIANTS[0]?.name ?? "", state: "caught" }],
  baseline: [],
  seconds: 10,
};

export const EXHAUSTED: ExhaustOutcome = {
  report: {
    schema: "exhaust@2",
    bound: { functions: 3, functions_hot: 2, pasids: 2, domains: 2, handles: 1, views: [] },
    symmetry: true,
    complete: true,
    topologies: 1234,
    states: 56_789,
    transitions: 1_234_567,
    designs: AS_EXPECTED.report.designs,
    invariants: AS_EXPECTED.report.invariants,
    verdicts: AS_EXPECTED.report.verdicts,
  },
  counterexamples: AS_EXPECTED.counterexamples,
  interrupted: false,
  crashes: [],
  seconds: 1,
};

const FACT: Fact = {
  what: "multifunction on -> off",
  where: { of: "function", address: "01:00.0" },
  effect: "holds",
};

const BROKEN: InvariantBreak = {
  invariant: COUNTEREXAMPLE.invariant,
  step: 1,
  finding: COUNTEREXAMPLE.finding,
  cause: "own",
};

/**
 * linux-6.2 and linux-7.3 break the first invariant wherever there is an operation; of linux-6.2 it
 * is expected.
 */
export function fakeEngine(changed: Partial<Engine> = {}): Engine {
  return {
    designs: DESIGNS.map((name) => ({ name, sentence: `What ${name} is.` })),
    invariants: INVARIANTS.map((invariant) => ({
      ...invariant,
      sentence: `What ${invariant.name} says.`,
    })),
    isDesign: (name) => DESIGNS.includes(name),
    whyNoDesign: () => null,
    halfDesign: () => null,
    openLog: () => Promise.resolve(unreadable("this engine keeps no log")),
    check: () => Promise.resolve(OUTCOME),
    checkBugs: () => Promise.resolve(BUGS),
    gate: () => Promise.resolve(GATE),
    exhaustive: {
      run: () => Promise.resolve(EXHAUSTED),
      contracts: () =>
        Promise.resolve({
          repaired: [],
          designs: EXHAUSTED,
          searched: 0,
          counterexamples: 0,
          complete: true,
        }),
      safety: [],
      estimate: ({ functions }) => ({ topologies: 10 ** functions, states: 100 }),
      limits: { topologies: 10_000, states: 1_000 },
    },
    bugTitle: () => "a bug of long ago",
    replay: (cx, design = cx.design) => {
      if (!INVARIANTS.some(({ name }) => name === cx.invariant))
        return { answer: "stale", why: "there is no such invariant", broken: null, crash: null };
      const broken = design.startsWith("linux") && cx.invariant === COUNTEREXAMPLE.invariant;
      return broken
        ? { answer: "reproduces", why: "", broken: BROKEN, crash: null }
        : { answer: "fixed", why: "", broken: null, crash: null };
    },
    judge: (design) => ({
      broken: design.startsWith("linux") ? [BROKEN] : [],
      crash: null,
      notAsked: null,
    }),
    referenceTraceOf: () => null,
    traceOf: (design, scenario) => (DESIGNS.includes(design) ? idleTrace(design, scenario) : null),
    designsOn: ({ design }) => ({
      breaks: [design],
      keeps: DESIGNS.filter((other) => other !== design),
      unknown: [],
    }),
    breakingOf: ({ design, step, finding }) => [
      { designs: [design], step, finding, reason: "CLAIM-4" },
    ],
    factsOf: () => [FACT],
    decisionsOf: ({ steps }) => steps.map(() => ({ by: "function" })),
    reasonOf: (design, { invariant }) =>
      design === "linux-6.2" && invariant === COUNTEREXAMPLE.invariant ? "CLAIM-4: so it is" : null,
    readLspci: () =>
      readable({ topology: TWO_FUNCTIONS.topology, unknown: ["00:01.0: no prefix told"] }),
    ...changed,
  };
}

/** A machine that says yes and does nothing. */
function idleTrace(design: string, scenario: Scenario): Trace {
  const columns = pasidColumns(scenario.operations);
  const idle = new Observation(scenario.topology.functions.length, columns.length);
  const steps = scenario.operations.map((op) => ({
    op,
    dev: op.dev,
    outcome: OK,
    before: idle,
    after: idle,
    calls: new CallLog(),
  }));
  return { design, scenario, columns, booted: idle, steps, crash: null };
}

/**
 * The same, with reports that name counterexamples which nobody has: a command then has nothing to
 * save, so a test of its defaults leaves nothing in the folder of whoever runs the tests.
 */
export function fakeEngineWithNothingToSave(changed: Partial<Engine> = {}): Engine {
  const { check, gate, exhaustive } = fakeEngine();
  const nothing = { counterexamples: new Map() };
  return fakeEngine({
    check: async (options) => ({ ...(await check(options)), ...nothing }),
    gate: async (options) => ({ ...(await gate(options)), ...nothing }),
    exhaustive: {
      ...exhaustive,
      run: async (options) => ({ ...(await exhaustive.run(options)), ...nothing }),
    },
    ...changed,
  });
}
