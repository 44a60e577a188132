/**
 * The figures of the random search: judged operations a second on one core, reference and all
 * invariants included, beside the same check written with fast-check's own model-based testing: a
 * property a design, in which fc.commands drive the design and the reference in lockstep, and all
 * invariants are asked after each command.
 */
import fc from "fast-check";
import { DOMAIN_NAMES } from "../model/vocabulary/operation/domain.js";
import { DEFAULT_IOMMU, type Scenario } from "../model/vocabulary/scenario/scenario.js";
import type { Operation } from "../model/vocabulary/operation/operation.js";
import { runBatch } from "../search/random/batch.js";
import { subjectNamed, designNames } from "../search/designs/named.js";
import { invariantSet, type InvariantSet } from "../properties/run/invariant-set.js";
import { open, type Subject, type Run } from "../properties/run/run.js";
import { prepare } from "../properties/run/instance.js";
import type { Listener } from "../properties/run/listener.js";
import { topologies } from "../properties/generators/topology/topology.js";
import { invariants } from "../properties/invariants/all.js";
import { median } from "../search/gate/median.js";

const ROUNDS = 5;
const BATCHES_A_ROUND = 8;
/** Scenarios a round of the fc.commands form. */
const RUNS_A_ROUND = 300;
const NO_LISTENER: Listener = {
  applied: () => {},
  broken: () => {},
  crashed: () => {},
  notAsked: () => {},
  foretold: () => {},
};

interface Rate {
  readonly operations: number;
  readonly seconds: number;
}

/** Lines of figures. */
export function benchSearch(): string[] {
  const set = invariantSet(invariants);
  const all = designNames().flatMap((name) => subjectNamed(name) ?? []);
  const lines: string[] = [];
  const ours: number[] = [];
  const theirs: number[] = [];
  let batch = 0;
  ownRound(all, set, batch);
  commandsRounds(all, set, 0);
  for (let round = 1; round <= ROUNDS; round++) {
    ours.push(perSecond(ownRound(all, set, (batch += BATCHES_A_ROUND))));
    theirs.push(perSecond(commandsRounds(all, set, round)));
  }
  lines.push(
    `${all.length} designs, ${invariants.length} invariants: ` +
      `${k(median(ours))} judged operations/s`,
  );
  lines.push(`the same check with fc.commands: ${k(median(theirs))} judged operations/s`);
  lines.push(
    `ratio: ${(median(ours) / median(theirs)).toFixed(1)} (rounds ${ratios(ours, theirs)})`,
  );
  for (const subject of all) {
    const rate = perSecond(ownRound([subject], set, 1));
    lines.push(`  ${subject.design.name} alone: ${k(rate)} judged operations/s`);
  }
  return lines;
}

function ownRound(subjects: readonly Subject[], set: InvariantSet, from: number): Rate {
  const started = performance.now();
  let operations = 0;
  for (let i = 0; i < BATCHES_A_ROUND; i++)
    operations += runBatch(
      { seed: 1, batch: from + i, machines: [] },
      subjects,
      set,
      () => {},
    ).operations;
  return { operations, seconds: (performance.now() - started) / 1000 };
}

/** What a command is carried out on: all designs side by side. */
interface Real {
  readonly runs: readonly Run[];
  judged: number;
}

class Step implements fc.Command<object, Real> {
  private readonly op: Operation;
  constructor(op: Operation) {
    this.op = op;
  }
  check(): boolean {
    return true;
  }
  run(_model: object, real: Real): void {
    for (const run of real.runs) run.step(this.op, real.judged);
    real.judged += real.runs.length;
  }
  toString(): string {
    return this.op.op;
  }
}

const PASIDS = [1, 2, 5, 255];
const dev = fc.nat({ max: 63 });
const pasid = fc.constantFrom(...PASIDS);
const domain = fc.constantFrom(...DOMAIN_NAMES);
const handle = fc.integer({ min: 1, max: 3 });

const COMMANDS = [
  fc.record({ op: fc.constant("pasid-enable" as const), dev }),
  fc.record({ op: fc.constant("pasid-disable" as const), dev }),
  fc.record({ op: fc.constant("rid-attach" as const), dev, domain }),
  fc.record({ op: fc.constant("rid-replace" as const), dev, domain, handle }),
  fc.record({ op: fc.constant("rid-detach" as const), dev }),
  fc.record({ op: fc.constant("pasid-attach" as const), dev, pasid, domain, handle }),
  fc.record({ op: fc.constant("pasid-replace" as const), dev, pasid, domain, handle }),
  fc.record({ op: fc.constant("pasid-detach" as const), dev, pasid }),
].map((arbitrary) => arbitrary.map((op) => new Step(op)));

/** As it would be written: a property for each design. */
function commandsRounds(subjects: readonly Subject[], set: InvariantSet, seed: number): Rate {
  const rates = subjects.map((subject) => commandsRound([subject], set, seed));
  const sum = (of: (rate: Rate) => number): number => rates.reduce((n, rate) => n + of(rate), 0);
  return { operations: sum((r) => r.operations), seconds: sum((r) => r.seconds) };
}

function commandsRound(subjects: readonly Subject[], set: InvariantSet, seed: number): Rate {
  const started = performance.now();
  let operations = 0;
  const commands = fc.commands(COMMANDS, { maxCommands: 64, size: "max" });
  const named = PASIDS.map((p): Operation => ({ op: "pasid-detach", dev: 0, pasid: p }));
  fc.assert(
    fc.property(topologies(), commands, (topology, cmds) => {
      const scenario: Scenario = { topology, iommu: DEFAULT_IOMMU, operations: named };
      const p = prepare(scenario, operations);
      const runs = subjects.flatMap((subject) => open(p, subject, set, NO_LISTENER) ?? []);
      const real: Real = { runs, judged: 0 };
      fc.modelRun(() => ({ model: {}, real }), cmds);
      operations += real.judged;
    }),
    { numRuns: RUNS_A_ROUND, seed },
  );
  return { operations, seconds: (performance.now() - started) / 1000 };
}

function perSecond({ operations, seconds }: Rate): number {
  return operations / seconds;
}

function ratios(ours: readonly number[], theirs: readonly number[]): string {
  return ours.map((rate, i) => (rate / (theirs[i] ?? 1)).toFixed(1)).join(" ");
}

function k(perSecondRate: number): string {
  return `${Math.round(perSecondRate / 1000)} k`;
}
