/**
 * The canonical form of a scenario, so that one bug has one file: addresses renumbered
 * (renumber.ts), late-bound functions resolved, paging domains and handles relabelled by first use.
 * Nothing is dropped, and PASIDs keep their values: whether another number breaks the same
 * invariant only a run can tell (properties/shrink).
 */
import { DOMAIN_NAMES, type DomainName } from "../operation/domain.js";
import { HWPT_NAMES, IOAS_NAMES, isIoas, type ObjectName } from "../operation/iommufd.js";
import { isUserOperationName, type Operation } from "../operation/operation.js";
import { renumber } from "./renumber.js";
import type { Scenario } from "./scenario.js";
import { HANDLES_MAX } from "../operation/operands.js";

const PAGING: readonly DomainName[] = DOMAIN_NAMES.filter((name) => name.startsWith("D"));
const NUMBERS = Array.from({ length: HANDLES_MAX }, (_, i) => i + 1);

/** The canonical form; of a canonical scenario it is the scenario again. */
export function canonicalScenario(s: Scenario): Scenario {
  const { topology, indices } = renumber(s.topology);
  return { topology, iommu: s.iommu, operations: canonicalOperations(s.operations, indices) };
}

/** Operations with functions resolved to `indices`, and names given anew by first use. */
export function canonicalOperations(
  operations: readonly Operation[],
  indices: readonly number[],
): readonly Operation[] {
  const names = new Names();
  return operations.map((op) => {
    const dev = indices[op.dev % indices.length] ?? 0;
    const named: Operation = isUserOperationName(op.op) ? names.above(op) : names.ofCore(op);
    return { ...named, dev };
  });
}

/** New names, each for the first that comes. */
class Names {
  private readonly domains = new FirstUse<DomainName>(PAGING);
  private readonly handles = new FirstUse<number>(NUMBERS);
  private readonly ioases = new FirstUse<ObjectName>(IOAS_NAMES);
  private readonly hwpts = new FirstUse<ObjectName>(HWPT_NAMES);
  private readonly owners = new FirstUse<number>(NUMBERS);
  private readonly contexts = new FirstUse<number>(NUMBERS);
  private readonly drivers = new FirstUse<number>(NUMBERS);
  private readonly mms = new FirstUse<number>(NUMBERS);

  ofCore<T extends Operation>(op: T): T {
    if (!("domain" in op)) return op;
    const domain = this.domain(op.domain);
    if (!("handle" in op) || op.handle === undefined) return { ...op, domain };
    return { ...op, domain, handle: this.handles.of(op.handle) };
  }

  above<T extends Operation>(op: T): T {
    return {
      ...op,
      ...("owner" in op ? { owner: this.owners.of(op.owner) } : {}),
      ...("context" in op ? { context: this.contexts.of(op.context) } : {}),
      ...("ioas" in op ? { ioas: this.ioases.of(op.ioas) } : {}),
      ...("hwpt" in op ? { of: this.object(op.of), hwpt: this.hwpts.of(op.hwpt) } : {}),
      ...("object" in op ? { object: this.object(op.object) } : {}),
      ...("target" in op ? { target: this.object(op.target) } : {}),
      ...("driver" in op ? { driver: this.drivers.of(op.driver) } : {}),
      ...("domain" in op ? { domain: this.domain(op.domain) } : {}),
      ...("mm" in op ? { mm: this.mms.of(op.mm) } : {}),
    };
  }

  private domain(name: DomainName): DomainName {
    return PAGING.includes(name) ? this.domains.of(name) : name;
  }

  private object(name: ObjectName): ObjectName {
    return (isIoas(name) ? this.ioases : this.hwpts).of(name);
  }
}

/** Gives out `names` in order, one for each different value. */
class FirstUse<T> {
  private readonly names: readonly T[];
  private readonly given = new Map<T, T>();

  constructor(names: readonly T[]) {
    this.names = names;
  }

  of(value: T): T {
    if (!this.given.has(value)) this.given.set(value, this.names[this.given.size] ?? value);
    return this.given.get(value) ?? value;
  }
}
