/**
 * The groups of the series "Fix incorrect iommu_groups with PCIe ACS", v3 of September 2025:
 * pci_bus_isolated(), pci_hierarchy_group(), pci_reachable_set(), docs/reference/semantics.md 4.4.
 * Bridges have no memory BARs of their own here, and ACS Enhanced Capabilities do not exist.
 */
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import { FLAG, ROOT, type Facts } from "../fabric/facts.js";
import { busIsolation } from "./bus-isolation.js";
import type { Growing } from "./membership.js";
import { PartitionBuilder, type Partition } from "./partition.js";
import { END, Probing } from "./probing.js";
import { reachableSet } from "./reachable-set.js";

const NOBODY = -1;
/** In place of a group: -EPROBE_DEFER. */
const DEFER = -1;

/** The groups that the proposal forms, in the topology's probe order. */
export function proposalV3Groups(facts: Facts): Partition {
  return proposalV3Growing(facts).partition();
}

/** The same, to go on with. */
export function proposalV3Growing(facts: Facts): Growing {
  const grouping = new ProposalV3(facts);
  grouping.run();
  return grouping;
}

class ProposalV3 implements Growing {
  private facts: Facts;
  private readonly present: Probing;
  private readonly built: PartitionBuilder;
  private readonly groupOf: Int32Array;
  /** Per group BUS_DATA_PCI_NON_ISOLATED: it swallows everything downstream. */
  private readonly swallows: boolean[] = [];
  private adding = NOBODY;

  constructor(facts: Facts) {
    this.facts = facts;
    this.present = new Probing(facts);
    this.built = new PartitionBuilder(facts.count);
    this.groupOf = this.built.groupOf;
  }

  run(): void {
    let deferred: number[] = [];
    for (const dev of this.facts.order) {
      if (this.present.comesLate(dev)) {
        this.present.add(dev);
        this.adding = dev;
      }
      if ((this.facts.flags[dev]! & FLAG.MANAGED) !== 0 && !this.probe(dev)) deferred.push(dev);
      this.adding = NOBODY;
    }
    for (let before = -1; deferred.length !== before;) {
      before = deferred.length;
      deferred = deferred.filter((dev) => !this.probe(dev));
    }
  }

  partition(): Partition {
    return this.built.finish();
  }

  add(dev: number): void {
    this.present.add(dev);
  }

  /** VFs are in no reachable set, whatever their bit says. */
  pass(): void {}

  changeFacts(facts: Facts): void {
    this.facts = facts;
  }

  join(dev: number): boolean {
    this.adding = dev;
    const joined = this.probe(dev);
    this.adding = NOBODY;
    return joined;
  }

  leave(dev: number): void {
    this.built.leave(dev);
  }

  remove(dev: number): void {
    this.present.remove(dev);
  }

  private probe(dev: number): boolean {
    const group = this.deviceGroup(dev);
    if (group === DEFER) return false;
    this.built.join(dev, group);
    return true;
  }

  private deviceGroup(dev: number): number {
    const { functions, flags, parent } = this.facts;
    const { realDma } = functions[dev]!;
    if (realDma !== null) return this.groupOf[realDma]! || DEFER;
    if ((flags[dev]! & FLAG.XLATE_ROOT) !== 0) return this.built.newGroup();
    const bridge = parent[dev]!;
    if (bridge === ROOT) return this.setGroup(dev);
    const upstream = this.groupOf[bridge]!;
    if (upstream === NO_GROUP) return DEFER;
    if (this.swallows[upstream] === true) return upstream;
    switch (busIsolation(this.facts, this.present, bridge, dev)) {
      case "isolated":
        return this.setGroup(dev);
      case "bridge-non-isolated":
        this.swallows[upstream] = true;
        return upstream;
      case "bus-non-isolated":
        return this.busGroup(dev);
    }
  }

  /** The first group on the bus, or a new one that swallows everything downstream. */
  private busGroup(dev: number): number {
    const bus = this.facts.bus[dev]!;
    for (let t = this.present.first(bus); t !== END; t = this.present.next(t))
      if (this.groupOf[t] !== NO_GROUP) return this.groupOf[t]!;
    return this.newSwallowing();
  }

  /**
   * The group of the functions that it aliases with or cannot be told apart from; new if it is
   * alone.
   */
  private setGroup(dev: number): number {
    const set = reachableSet(this.facts, this.present, dev, this.adding === dev);
    if (set.length === 1) return this.built.newGroup();
    const bus = this.facts.bus[dev]!;
    for (let t = this.present.first(bus); t !== END; t = this.present.next(t)) {
      const group = this.groupOf[t]!;
      if (group === NO_GROUP || !set.includes(t)) continue;
      this.swallows[group] = true;
      return group;
    }
    return this.newSwallowing();
  }

  private newSwallowing(): number {
    const group = this.built.newGroup();
    this.swallows[group] = true;
    return group;
  }
}
