/** A user's PASIDs where the table is the group's, as in Linux, without its known bugs. */
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Core, PageTable, Placement } from "./core.js";

/** What the members of a group share at one PASID. */
interface Shared {
  table: PageTable;
  /** The members whose user has attached it; the others translate all the same. */
  readonly users: Set<number>;
  /** The member that the core's handle names. */
  named: number;
}

export class PerGroup implements Placement {
  private readonly core: Core;
  /** By group, named by its first member, and PASID. */
  private readonly shared = new Map<string, Shared>();

  constructor(core: Core) {
    this.core = core;
  }

  attach(dev: number, pasid: number, table: PageTable): Outcome {
    const shared = this.at(dev, pasid);
    if (shared?.users.has(dev)) return refusal("EBUSY");
    // A sibling has another page table there: this one must take that, or none.
    if (shared !== undefined && shared.table !== table) return refusal("EINVAL");
    if (this.core.maxPasids(dev) === 0) return refusal("EINVAL");
    if (shared !== undefined) {
      // It joins: the first attach has programmed all members.
      shared.users.add(dev);
      return OK;
    }
    if (!table.forPasids || this.core.ridIsInTheWay(dev)) return refusal("EINVAL");
    // The narrowest member decides for all.
    const capable = this.capable(dev);
    if (capable.some((member) => pasid >= this.core.maxPasids(member))) return refusal("EINVAL");
    for (const member of capable) this.core.program(member, pasid, table);
    this.shared.set(this.key(dev, pasid), { table, users: new Set([dev]), named: dev });
    return OK;
  }

  replace(dev: number, pasid: number, table: PageTable): Outcome {
    const shared = this.at(dev, pasid);
    // Something may be there that a sibling's user has attached.
    if (!shared?.users.has(dev)) return refusal("EINVAL");
    if (shared.table === table) return OK;
    if (!table.forPasids || this.core.ridIsInTheWay(dev)) return refusal("EINVAL");
    // All members move, and with them the users of the others, who are not asked.
    for (const member of this.capable(dev)) this.core.program(member, pasid, table);
    shared.table = table;
    shared.named = dev;
    return OK;
  }

  detach(dev: number, pasid: number): void {
    const shared = this.at(dev, pasid);
    if (!shared?.users.delete(dev)) return;
    const [heir] = shared.users;
    if (heir !== undefined) {
      // The others go on, and so the function that has detached goes on translating.
      if (shared.named === dev) shared.named = heir;
      return;
    }
    for (const member of this.capable(dev)) this.core.program(member, pasid, null);
    this.shared.delete(this.key(dev, pasid));
  }

  /** Who comes gets all that the group has, or it would not translate where it says so. */
  joins(dev: number): void {
    for (const [pasid, { table }] of this.of(dev))
      if (this.core.maxPasids(dev) > 0) this.core.program(dev, pasid, table);
  }

  /** Who goes must be taken out of all that the group has. */
  leaves(dev: number): void {
    for (const [pasid] of this.of(dev))
      if (this.core.maxPasids(dev) > 0) this.core.program(dev, pasid, null);
  }

  attached(dev: number, pasid: number): PageTable | null {
    const shared = this.at(dev, pasid);
    return shared?.users.has(dev) ? shared.table : null;
  }

  private capable(dev: number): readonly number[] {
    return this.core.members(dev).filter((member) => this.core.maxPasids(member) > 0);
  }

  private at(dev: number, pasid: number): Shared | undefined {
    return this.shared.get(this.key(dev, pasid));
  }

  private of(dev: number): readonly (readonly [pasid: number, shared: Shared])[] {
    const group = this.group(dev);
    return [...this.shared].flatMap(([key, shared]) => {
      const [of, pasid] = key.split(":").map(Number);
      return of === group && pasid !== undefined ? [[pasid, shared] as const] : [];
    });
  }

  private group(dev: number): number {
    return Math.min(...this.core.members(dev));
  }

  private key(dev: number, pasid: number): string {
    return `${this.group(dev)}:${pasid}`;
  }
}
