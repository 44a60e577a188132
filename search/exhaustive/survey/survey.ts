/**
 * The survey of topologies: each is booted with every design, the invariants of the boot are asked,
 * and the islands that are new under a design are kept. The unit of work is a run of shapes; its
 * result depends on the request alone.
 */
import { namedThrownText } from "../../../model/vocabulary/reading/error-text.js";
import { DEFAULT_IOMMU, type Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import type { Topology } from "../../../model/vocabulary/topology/topology.js";
import { topologyOf } from "../../../properties/generators/enumerate/topology.js";
import { Wardrobe } from "../../../properties/generators/enumerate/acs-assignments.js";
import {
  Shapes,
  type Machines,
  type Scan,
} from "../../../properties/generators/enumerate/shapes.js";
import {
  isBootInvariant,
  type Cause,
  type Finding,
  type Invariant,
} from "../../../properties/invariants/invariant.js";
import { onDefaultMachines } from "../../../properties/invariants/on-default-machines.js";
import { askBootInvariants } from "../../../properties/run/boot-invariants.js";
import { invariantSet, type InvariantSet } from "../../../properties/run/invariant-set.js";
import { causeOf } from "../../../properties/run/cause.js";
import type { Subject } from "../../../properties/run/run.js";
import {
  prepare,
  referenceInstance,
  instanceOf,
  type Prepared,
} from "../../../properties/run/instance.js";
import { behaviourOf, rawText } from "./behaviour.js";
import { islandsIn, type Island } from "./islands.js";

/** Topologies of one number of functions and one scan; shapes from .. to - 1 of their list. */
export interface SurveyRequest {
  readonly functions: number;
  readonly scan: Scan;
  /** Absent: any. */
  readonly machines?: Machines;
  readonly from: number;
  readonly to: number;
  /** Invariants that compare a topology with others are asked too. */
  readonly comparing: boolean;
  /**
   * Per design the invariants that need not be asked again: smaller topologies have broken them.
   */
  readonly settled: readonly (readonly string[])[];
}

/** The first topology of a survey that breaks an invariant by a failure mode on a design. */
export interface BootBreak {
  readonly design: number;
  readonly invariant: string;
  readonly scenario: Scenario;
  readonly finding: Finding;
  readonly cause: Cause;
}

export interface BootCrash {
  readonly design: number;
  readonly scenario: Scenario;
  readonly message: string;
}

export interface SurveyResult {
  readonly topologies: number;
  /** applied[design][invariant]. */
  readonly applied: readonly (readonly number[])[];
  readonly breaks: readonly BootBreak[];
  readonly crashes: readonly BootCrash[];
  /** Per design, each text once, the first first. */
  readonly islands: readonly (readonly Island[])[];
}

/** Shapes of a number of functions; the list is the same in every thread. */
export function shapesOf(functions: number, scan: Scan, machines: Machines = "any"): number {
  return enumerated(scan, machines).shapes.forests(functions).length;
}

interface Enumerated {
  readonly shapes: Shapes;
  readonly wardrobe: Wardrobe;
}

const known = new Map<string, Enumerated>();

function enumerated(scan: Scan, machines: Machines): Enumerated {
  const key = `${scan} ${machines}`;
  let of = known.get(key);
  if (of === undefined) {
    of = { shapes: new Shapes(scan, machines), wardrobe: new Wardrobe(machines) };
    known.set(key, of);
  }
  return of;
}

/** Every topology of the shapes from .. to - 1, in order. */
export function* topologiesOf({
  functions,
  scan,
  machines = "any",
  from,
  to,
}: Pick<SurveyRequest, "functions" | "scan" | "machines" | "from" | "to">): Generator<Topology> {
  const { shapes, wardrobe } = enumerated(scan, machines);
  for (const bus of shapes.forests(functions).slice(from, to))
    for (const dressed of wardrobe.dress(bus, "root")) yield topologyOf(dressed, scan);
}

export function survey(
  request: SurveyRequest,
  subjects: readonly Subject[],
  invariants: readonly Invariant[],
  beat: (topology: number, design: number) => void,
): SurveyResult {
  const restricted = request.machines === "default";
  const those = restricted ? invariants.map(onDefaultMachines) : invariants;
  const asked = subjects.map((_, design) => invariantsFor(request, design, those));
  const record = new Record(subjects.length, invariants);
  let at = 0;
  for (const topology of topologiesOf(request)) {
    const p = prepare({ topology, iommu: DEFAULT_IOMMU, operations: [] }, null);
    subjects.forEach((subject, design) => {
      beat(at, design);
      look(p, subject, design, asked[design]!, record);
    });
    at++;
  }
  return record.result(at);
}

function invariantsFor(
  request: SurveyRequest,
  design: number,
  invariants: readonly Invariant[],
): InvariantSet {
  const settled = request.settled[design] ?? [];
  return invariantSet(
    invariants.filter((invariant) => {
      if (!isBootInvariant(invariant)) return false;
      const compares = invariant.variants !== undefined;
      return !compares || (request.comparing && !settled.includes(invariant.name));
    }),
  );
}

function look(
  p: Prepared,
  subject: Subject,
  at: number,
  invariants: InvariantSet,
  record: Record,
): void {
  const { design, plain } = subject;
  const heard = {
    applied: (invariant: number): void => record.applied(at, invariants.all[invariant]!.name),
    broken: (invariant: number, step: number, finding: Finding, agreed: boolean): void => {
      const of = invariants.all[invariant]!;
      const cause = (): Cause => causeOf(p, subject, of, step, finding, agreed);
      record.broken(at, of.name, p.scenario, finding, cause);
    },
    foretold: (): void => {},
    notAsked: (): void => {},
    crashed: (_: number, message: string): void => record.crashed(at, p.scenario, message),
  };
  try {
    const instance = instanceOf(p, design);
    const reference = plain ? null : referenceInstance(p, design.contract);
    if (!askBootInvariants(p, design, instance, reference, invariants, heard)) return;
    record.islands(at, p.scenario.topology, behaviourOf(instance, p.facts));
  } catch (error) {
    heard.crashed(-1, namedThrownText(error));
  }
}

class Record {
  private readonly counts: number[][];
  private readonly invariantAt: ReadonlyMap<string, number>;
  private readonly breaks = new Map<string, BootBreak>();
  private readonly crashes = new Map<number, BootCrash>();
  private readonly known: Set<string>[];
  private readonly found: Map<string, Island>[];

  constructor(designs: number, invariants: readonly Invariant[]) {
    this.counts = Array.from({ length: designs }, () => invariants.map(() => 0));
    this.invariantAt = new Map(invariants.map((invariant, i) => [invariant.name, i]));
    this.known = this.counts.map(() => new Set<string>());
    this.found = this.counts.map(() => new Map<string, Island>());
  }

  applied(design: number, invariant: string): void {
    const row = this.counts[design]!;
    row[this.invariantAt.get(invariant)!]!++;
  }

  broken(
    design: number,
    invariant: string,
    scenario: Scenario,
    finding: Finding,
    causeIt: () => Cause,
  ): void {
    const key = (cause: Cause): string => `${design} ${invariant} ${finding.failureMode} ${cause}`;
    if (this.breaks.has(key("own")) && this.breaks.has(key("contract"))) return;
    const cause = causeIt();
    if (this.breaks.has(key(cause))) return;
    this.breaks.set(key(cause), { design, invariant, scenario, finding, cause });
  }

  crashed(design: number, scenario: Scenario, message: string): void {
    if (!this.crashes.has(design)) this.crashes.set(design, { design, scenario, message });
  }

  islands(design: number, topology: Topology, behaviour: ReturnType<typeof behaviourOf>): void {
    const raw = rawText(behaviour);
    if (this.known[design]!.has(raw)) return;
    this.known[design]!.add(raw);
    const found = this.found[design]!;
    for (const island of islandsIn(topology, behaviour))
      if (!found.has(island.text)) found.set(island.text, island);
  }

  result(topologies: number): SurveyResult {
    return {
      topologies,
      applied: this.counts,
      breaks: [...this.breaks.values()],
      crashes: [...this.crashes.values()],
      islands: this.found.map((islands) => [...islands.values()]),
    };
  }
}
