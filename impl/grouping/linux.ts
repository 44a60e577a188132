/**
 * The groups into which Linux 7.3 puts PCI functions: drivers/iommu/iommu.c pci_device_group(),
 * get_pci_alias_group() and get_pci_function_alias_group(), docs/reference/semantics.md 4.1. The
 * steps A to E are its. Order-sensitive as it is: a function does not see those that are added
 * after it, and no groups ever merge.
 */
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import { slotOf } from "../../model/vocabulary/topology/topology.js";
import { FLAG, ROOT, type Facts } from "../fabric/facts.js";
import type { Growing } from "./membership.js";
import { PartitionBuilder, type Partition } from "./partition.js";
import { END, Probing } from "./probing.js";

const NOBODY = -1;

/** The groups that pci_device_group() forms, in the topology's probe order. */
export function linuxGroups(facts: Facts): Partition {
  return linuxGrowing(facts).partition();
}

/** The same, to go on with. */
export function linuxGrowing(facts: Facts): Growing {
  const grouping = new LinuxGrouping(facts);
  grouping.run();
  return grouping;
}

class LinuxGrouping implements Growing {
  private facts: Facts;
  /** The facts' flags, until something changes that is a fact only until then. */
  private flags: Uint16Array;
  private readonly parent: Int32Array;
  private readonly present: Probing;
  private readonly built: PartitionBuilder;
  private readonly groupOf: Int32Array;
  /**
   * The latest search that has been at a function: the kernel has a bitmap `devfns` a search, which
   * would have to be cleared each time.
   */
  private readonly seen: Int32Array;
  private search = 0;
  /** The function that is just being added, of which only the header's multifunction bit counts. */
  private adding = NOBODY;

  constructor(facts: Facts) {
    this.facts = facts;
    this.flags = facts.flags;
    this.parent = facts.parent;
    this.present = new Probing(facts);
    this.built = new PartitionBuilder(facts.count);
    this.groupOf = this.built.groupOf;
    this.seen = new Int32Array(facts.count);
  }

  run(): void {
    for (const dev of this.facts.order) {
      if (this.present.comesLate(dev)) {
        this.present.add(dev);
        this.adding = dev;
      }
      if ((this.flags[dev]! & FLAG.MANAGED) !== 0)
        this.built.join(dev, this.findGroup(dev) || this.built.newGroup());
      this.adding = NOBODY;
    }
  }

  partition(): Partition {
    return this.built.finish();
  }

  add(dev: number): void {
    this.present.add(dev);
  }

  pass(vfs: readonly number[]): void {
    if (vfs.length === 0) return;
    this.flags = this.flags.slice();
    // A multifunction device without ACS is not isolated.
    for (const vf of vfs) this.flags[vf] = (this.flags[vf]! & ~FLAG.ISOLATED) | FLAG.MULTIFUNCTION;
  }

  changeFacts(facts: Facts): void {
    const scanned = FLAG.ISOLATED | FLAG.MULTIFUNCTION;
    const before = this.flags;
    this.facts = facts;
    this.flags = facts.flags.slice();
    // What a scan has made of VFs stays.
    for (let dev = 0; dev < facts.count; dev++)
      if ((before[dev]! & FLAG.VIRTUAL) !== 0)
        this.flags[dev] = (this.flags[dev]! & ~scanned) | (before[dev]! & scanned);
  }

  join(dev: number): boolean {
    this.adding = dev;
    this.built.join(dev, this.findGroup(dev) || this.built.newGroup());
    this.adding = NOBODY;
    return true;
  }

  leave(dev: number): void {
    this.built.leave(dev);
  }

  remove(dev: number): void {
    this.present.remove(dev);
  }

  private findGroup(dev: number): number {
    const { groupOf, flags, parent } = this;
    // A: the last function that an alias of dev's DMA is reported for; a group met is taken.
    let top = this.facts.functions[dev]!.realDma ?? dev;
    if (groupOf[top] !== NO_GROUP) return groupOf[top]!;
    for (let t = parent[top]!; t !== ROOT; t = parent[t]!) {
      const bridge = flags[t]!;
      if ((bridge & FLAG.XLATE_ROOT) !== 0) break;
      if ((bridge & FLAG.BRIDGE_ALIAS) === 0) continue;
      top = t;
      if (groupOf[top] !== NO_GROUP) return groupOf[top]!;
    }
    // B: up to the first bridge above which everything is isolated.
    for (let t = parent[top]!; t !== ROOT; t = parent[t]!) {
      if ((flags[t]! & FLAG.PATH_ISOLATED) !== 0) break;
      top = t;
      if (groupOf[top] !== NO_GROUP) return groupOf[top]!;
    }
    // C and D share what has been seen.
    if (!this.hasCompany(top)) return NO_GROUP;
    this.search++;
    return this.aliasGroup(top) || this.functionGroup(top);
  }

  /** Whether C or D could look at anybody at all: most functions are alone, and need no search. */
  private hasCompany(dev: number): boolean {
    return this.present.hasAliases(this.facts.bus[dev]!) || this.mixes(dev);
  }

  /**
   * get_pci_alias_group(): the group of anything that emits one of its requester IDs on this bus.
   */
  private aliasGroup(dev: number): number {
    if (this.seen[dev] === this.search) return NO_GROUP;
    this.seen[dev] = this.search;
    if (this.groupOf[dev] !== NO_GROUP) return this.groupOf[dev]!;
    const bus = this.facts.bus[dev]!;
    if (!this.present.hasAliases(bus)) return NO_GROUP;
    for (let t = this.present.first(bus); t !== END; t = this.present.next(t)) {
      if (t === dev || !this.areAliases(dev, t)) continue;
      const group = this.aliasGroup(t) || this.functionGroup(t);
      if (group !== NO_GROUP) return group;
    }
    return NO_GROUP;
  }

  /**
   * get_pci_function_alias_group(): the group of any function of its slot that it is not isolated
   * from.
   */
  private functionGroup(dev: number): number {
    if (!this.mixes(dev)) return NO_GROUP;
    const { functions, bus } = this.facts;
    const slot = slotOf(functions[dev]!);
    for (let t = this.present.first(bus[dev]!); t !== END; t = this.present.next(t)) {
      if (t === dev || slotOf(functions[t]!) !== slot || this.isolated(t)) continue;
      const group = this.aliasGroup(t);
      if (group !== NO_GROUP) return group;
    }
    return NO_GROUP;
  }

  private isolated(dev: number): boolean {
    const flag = dev === this.adding ? FLAG.ISOLATED_WHEN_ADDED : FLAG.ISOLATED;
    return (this.flags[dev]! & flag) !== 0;
  }

  /** A function of a multifunction device that has not got all of SV, RR, CR, UF. */
  private mixes(dev: number): boolean {
    const flag = dev === this.adding ? FLAG.HEADER_MULTIFUNCTION : FLAG.MULTIFUNCTION;
    return (this.flags[dev]! & flag) !== 0 && !this.isolated(dev);
  }

  /**
   * pci_devs_are_dma_aliases() of two functions on one bus; real DMA devices are in another
   * segment.
   */
  private areAliases(a: number, b: number): boolean {
    if (((this.flags[a]! | this.flags[b]!) & FLAG.ALIASED) === 0) return false;
    const x = this.facts.functions[a]!;
    const y = this.facts.functions[b]!;
    return x.aliases.includes(y.devfn) || y.aliases.includes(x.devfn);
  }
}
