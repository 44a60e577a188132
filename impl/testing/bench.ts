/**
 * The bench of this room's tests: a machine booted on a driver view of its own, whose steps and
 * state read as words. Nothing here comes from model/ but the vocabulary.
 */
import type { Design, Machine } from "../../model/vocabulary/design/design.js";
import { domainText, type DomainName } from "../../model/vocabulary/operation/domain.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { Hardware } from "../../model/vocabulary/design/hardware.js";
import { Snapshot } from "../../model/vocabulary/design/snapshot.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import {
  DEFAULT_IOMMU,
  pasidColumns,
  type Iommu,
} from "../../model/vocabulary/scenario/scenario.js";
import {
  isEndpoint,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { DriverFailure } from "../../model/vocabulary/operation/operands.js";

/** A booted machine, and what happened to it in words. */
export class Bench {
  readonly machine: Machine;
  readonly hardware: Hardware;
  readonly observed: Observation;
  private readonly columns: readonly number[];

  constructor(
    design: Design,
    made: Topology,
    options: { iommu?: Partial<Iommu>; pasids?: readonly number[]; withUsers?: boolean } = {},
  ) {
    const iommu = { ...DEFAULT_IOMMU, ...options.iommu };
    const named = (options.pasids ?? [5]).map((pasid): Operation => {
      return { op: "pasid-detach", dev: 0, pasid };
    });
    this.columns = pasidColumns(named);
    this.hardware = new Hardware({
      functions: made.functions.length,
      columns: this.columns,
      strict: iommu.strict,
      tableSize: (dev) => tableSize(made.functions, dev, iommu),
      controlOf: (dev) => physical(made.functions, dev),
    });
    this.observed = new Observation(
      made.functions.length,
      this.columns.length,
      options.withUsers === true,
    );
    const { columns, hardware } = this;
    this.machine = design.boot({ topology: made, iommu, operations: [], columns, hardware });
    this.observe();
  }

  /** Carries out one operation; the outcome as a kernel engineer writes it. */
  step(op: Operation): string {
    this.hardware.begin("fail" in op ? op.fail : undefined);
    const outcome = this.machine.step(op, op.dev);
    this.observe();
    return outcomeText(outcome);
  }

  /** What the machine remembers. */
  snapshot(): Snapshot {
    const snapshot = new Snapshot(this.observed.functions, this.columns.length);
    this.machine.save?.(snapshot);
    return snapshot;
  }

  /** Puts the machine back; the hardware is the caller's. */
  restore(from: Snapshot): void {
    this.machine.restore?.(from);
  }

  /**
   * The driver calls of the last operation: `1:5 D1<-none`, the refused ones with their errno
   * number.
   */
  calls(): readonly string[] {
    const { calls } = this.hardware;
    return Array.from({ length: calls.length }, (_, i) => {
      const { dev, pasid, domain, told, status } = calls.at(i);
      const refused = status === 0 ? "" : ` !${status}`;
      return `${dev}:${pasid} ${domainText(domain)}<-${domainText(told)}${refused}`;
    });
  }

  /** What translates (dev, pasid), and what is recorded for it. */
  hardwareOf(dev: number, pasid: number): string {
    return domainText(this.observed.hardware(dev, this.columns.indexOf(pasid)));
  }

  recordedOf(dev: number, pasid: number): string {
    return domainText(this.observed.recorded(dev, this.columns.indexOf(pasid)));
  }

  handleOf(dev: number, pasid: number): number {
    return this.observed.handle(dev, this.columns.indexOf(pasid));
  }

  /**
   * The groups as lists of functions, each list and the lists ascending; `-` in front of what has
   * none.
   */
  groups(): string {
    const lists = new Map<number, number[]>();
    for (let dev = 0; dev < this.observed.functions; dev++) {
      const group = this.observed.group(dev);
      if (group === 0) continue;
      const list = lists.get(group) ?? [];
      lists.set(group, [...list, dev]);
    }
    return [...lists.values()].map((list) => list.join(" ")).join(" | ");
  }

  private observe(): void {
    this.observed.clear();
    this.hardware.observe(this.observed);
    this.machine.observe(this.observed);
  }
}

function physical(functions: readonly PciFunction[], dev: number): number {
  const f = functions[dev];
  return f?.kind === "vf" ? f.pf : dev;
}

function tableSize(functions: readonly PciFunction[], dev: number, iommu: Iommu): number {
  const f = functions[physical(functions, dev)];
  const pasid = f !== undefined && isEndpoint(f) ? f.pasid : null;
  if (pasid === null || iommu.pasidBits === null) return 0;
  return 2 ** Math.min(pasid.width, iommu.pasidBits);
}

/** What an operation may also say. */
type Rest = { handle?: number; fail?: DriverFailure };

/** iommu_attach_device_pasid(). */
export const attach = (
  dev: number,
  pasid: number,
  domain: DomainName,
  rest: Rest = {},
): Operation => ({
  op: "pasid-attach",
  dev,
  pasid,
  domain,
  ...rest,
});
/** iommu_replace_device_pasid(). */
export const replace = (
  dev: number,
  pasid: number,
  domain: DomainName,
  rest: Rest = {},
): Operation => ({
  op: "pasid-replace",
  dev,
  pasid,
  domain,
  ...rest,
});
/** iommu_detach_device_pasid(). */
export const detach = (dev: number, pasid: number): Operation => ({
  op: "pasid-detach",
  dev,
  pasid,
});
