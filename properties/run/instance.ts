/**
 * An instance: one machine, booted on a prepared scenario, with its hardware and what can be seen
 * of it before and after the last operation.
 */
import { driverView, Facts } from "../../model/fabric/facts.js";
import { bootReference } from "../../model/reference/machine.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import type { Design, BootInput, Machine } from "../../model/vocabulary/design/design.js";
import { OK, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { Hardware, type DriverView } from "../../model/vocabulary/design/hardware.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import type { DriverFailure } from "../../model/vocabulary/operation/operands.js";
import {
  fieldsOf,
  isUserOperationName,
  type Operation,
} from "../../model/vocabulary/operation/operation.js";
import {
  PASIDS_NAMED_MAX,
  hasUserOperations,
  pasidColumns,
  type Scenario,
} from "../../model/vocabulary/scenario/scenario.js";
import { Recent } from "../../model/vocabulary/reading/recent-cache.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Answer, BootInvariant, Finding } from "../invariants/invariant.js";

/** What one invariant found about one partition; null: it did not apply. */
export interface KnownFindings {
  readonly invariant: BootInvariant;
  readonly groups: readonly number[];
  readonly findings: readonly Finding[] | null;
}

/** No invariant with variants is asked: it would boot the machine again, often. */
export const NO_VARIANTS = "no-variants";

/** A number picks among the boot invariants with variants, and among their variants; null: all. */
export type Choice = number | null | typeof NO_VARIANTS;

/** A scenario with what is worked out from it once for all designs. */
export interface Prepared {
  readonly scenario: Scenario;
  readonly facts: Facts;
  readonly columns: readonly number[];
  /** Whether operations of users of the core are among them (scenario.ts hasUserOperations). */
  readonly withUsers: boolean;
  /** What the driver of all its machines knows. */
  readonly view: DriverView;
  readonly choice: Choice;
  /** The variants that boot invariants have asked for so far; the same for all designs. */
  readonly variants: Map<BootInvariant, readonly Prepared[]>;
  /** What invariants found about the partitions met so far. */
  readonly knownFindings: KnownFindings[];
}

/** What is known of a topology: a given one comes again and again. */
interface Known {
  readonly facts: Facts;
  readonly knownFindings: KnownFindings[];
}

/** As many as machines are given at once, mostly. */
const known = new Recent<Topology, Known>(8);

function knownOf({ topology, iommu }: Scenario): Known {
  let of = known.get(topology);
  if (of === undefined || of.facts.iommu !== iommu) {
    of = { facts: new Facts(topology, iommu), knownFindings: [] };
    known.set(topology, of);
  }
  return of;
}

export function prepare(scenario: Scenario, choice: Choice): Prepared {
  const { facts, knownFindings } = knownOf(scenario);
  const columns = pasidColumns(scenario.operations);
  return {
    scenario,
    facts,
    columns,
    withUsers: hasUserOperations(scenario.operations),
    view: driverView(facts, columns),
    choice,
    variants: new Map(),
    knownFindings,
  };
}

/** What a machine that was retired has left: hardware and two observations of one size. */
interface Spare {
  readonly hardware: Hardware;
  readonly before: Observation;
  readonly after: Observation;
}

/** By size. Most scenarios are of a few sizes, and clearing is cheaper than making. */
const spares = new Map<number, Spare[]>();

function spareOf({ facts, columns, withUsers }: Prepared): Spare[] {
  const size = (facts.functions * COLUMNS_MAX + columns.length) * 2 + (withUsers ? 1 : 0);
  let same = spares.get(size);
  if (same === undefined) {
    same = [];
    spares.set(size, same);
  }
  return same;
}

/** The RID's column, and one for each PASID. */
const COLUMNS_MAX = PASIDS_NAMED_MAX + 2;

function takeSpare(p: Prepared): Spare {
  const taken = spareOf(p).pop();
  if (taken !== undefined) {
    taken.hardware.restart(p.view);
    taken.before.clear();
    taken.after.clear();
    return taken;
  }
  const functions = p.facts.functions;
  const columns = p.columns.length;
  return {
    hardware: new Hardware(p.view),
    before: new Observation(functions, columns, p.withUsers),
    after: new Observation(functions, columns, p.withUsers),
  };
}

/** One machine with its hardware and what can be seen of it. */
export class Booted implements Answer {
  readonly hardware: Hardware;
  readonly machine: Machine;
  outcome: Outcome = OK;
  before: Observation;
  after: Observation;
  private readonly prepared: Prepared;

  constructor(p: Prepared, boot: (hardware: Hardware) => Machine) {
    const { hardware, before, after } = takeSpare(p);
    this.prepared = p;
    this.hardware = hardware;
    this.hardware.begin(undefined);
    this.machine = boot(this.hardware);
    this.before = before;
    this.after = after;
    this.look(after);
  }

  get calls(): Hardware["calls"] {
    return this.hardware.calls;
  }

  /** Nobody will use it, nor what can be seen of it, any more. */
  retire(): void {
    if (this.machine.retire === undefined) return;
    this.machine.retire();
    const { hardware, before, after } = this;
    hardware.retire();
    spareOf(this.prepared).push({ hardware, before, after });
  }

  /** Has the machine carry out an operation; looks at nothing. */
  protected carryOut(op: Operation, dev: number, fail: DriverFailure | undefined): void {
    this.hardware.begin(fail);
    this.outcome = this.machine.step(op, dev);
  }

  protected look(into: Observation): void {
    this.machine.observe(into);
    this.hardware.observe(into);
  }
}

/** A machine that is led through one scenario. */
export class Instance extends Booted {
  /** Carries out an operation; what was `after` becomes `before`. */
  step(op: Operation, dev: number): void {
    const seen = this.before;
    this.before = this.after;
    this.after = seen;
    this.carryOut(op, dev, fieldsOf(op).fail);
    this.look(seen);
  }

  /**
   * The same for a machine that is ours, of which only `after` is read: where it refuses, drives
   * nothing and is passed no handle, nothing can have changed, and it need not be looked at. Not so
   * of users of the core: reservations (LEAD-1), the PASID of an address space, what VFIO leaves
   * (LEAD-2).
   */
  stepTrusted(op: Operation, dev: number): void {
    const { fail, handle } = fieldsOf(op);
    this.carryOut(op, dev, fail);
    const quiet = !this.outcome.ok && this.calls.length === 0 && handle === undefined;
    if (!quiet || isUserOperationName(op.op)) this.look(this.after);
  }
}

/** What a machine is booted with. */
export function bootInputOf({ scenario, columns }: Prepared, hardware: Hardware): BootInput {
  const { topology, iommu, operations } = scenario;
  // In one literal: it is made for every boot, and a spread costs as much as a small topology.
  return { topology, iommu, operations, columns, hardware };
}

/** The same but for the hardware: what a design may be told before it is booted. */
export function askedOf({ scenario, columns }: Prepared): Omit<BootInput, "hardware"> {
  const { topology, iommu, operations } = scenario;
  return { topology, iommu, operations, columns };
}

export function instanceOf(p: Prepared, design: Design): Instance {
  return new Instance(p, (hardware) => design.boot(bootInputOf(p, hardware)));
}

export function referenceInstance(p: Prepared, contract: Contract): Instance {
  return new Instance(p, (hardware) => bootReference(bootInputOf(p, hardware), contract, p.facts));
}
