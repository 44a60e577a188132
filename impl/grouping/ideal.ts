/**
 * The ideal groups: the connected components of "one can reach the other without translation, or
 * both emit one requester ID", over all functions of the topology, docs/reference/semantics.md 5.4.
 * The probe order decides only in which order members are listed.
 */
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import { FLAG, ROOT, type Facts } from "../fabric/facts.js";
import { isConventionalBridge, isNeighbour, passesDirectly } from "../fabric/reach.js";
import { requesterIds, type RequesterId } from "../fabric/requester-id.js";
import type { Growing } from "./membership.js";
import { PartitionBuilder, type Partition } from "./partition.js";

/** The ideal groups, restricted to functions with an IOMMU. */
export function fabricGroups(facts: Facts): Partition {
  return fabricGrowing(facts).partition();
}

/** The same, to go on with. */
export function fabricGrowing(facts: Facts): Growing {
  const grouping = new FabricGrouping(facts);
  grouping.run(facts);
  return grouping;
}

/** Who is absent counts as well: the fabric is the topology's. */
class FabricGrouping implements Growing {
  private components: Components;
  private readonly built: PartitionBuilder;

  constructor(facts: Facts) {
    this.components = componentsOf(facts);
    this.built = new PartitionBuilder(facts.count);
  }

  /** At boot a component is a group. */
  run({ order, flags, count }: Facts): void {
    const groupOf = new Int32Array(count);
    for (const dev of order) {
      if ((flags[dev]! & FLAG.MANAGED) === 0) continue;
      const root = this.components.find(dev);
      groupOf[root] ||= this.built.newGroup();
      this.built.join(dev, groupOf[root]);
    }
  }

  partition(): Partition {
    return this.built.finish();
  }

  /** The PCIe specification does not look at that bit of a VF. */
  pass(): void {}

  changeFacts(facts: Facts): void {
    this.components = componentsOf(facts);
  }

  join(dev: number): boolean {
    this.built.join(dev, this.groupBeside(dev) || this.built.newGroup());
    return true;
  }

  leave(dev: number): void {
    this.built.leave(dev);
  }

  /** Buses play no part: the components are those of the topology. */
  add(): void {}
  remove(): void {}

  /**
   * The group of the first function of its component that has one. Only when ACS has changed can a
   * component be in several groups, because groups stay as they are.
   */
  private groupBeside(dev: number): number {
    const { groupOf } = this.built;
    const root = this.components.find(dev);
    for (let other = 0; other < groupOf.length; other++)
      if (groupOf[other] !== NO_GROUP && this.components.find(other) === root)
        return groupOf[other]!;
    return NO_GROUP;
  }
}

function componentsOf(facts: Facts): Components {
  const components = new Components(facts.count);
  uniteReachable(facts, components);
  uniteAliases(facts, components);
  return components;
}

/**
 * Whatever comes up through x and is passed to y came from x or from below it, and may aim at y
 * or below it: both subtrees become one with each other.
 */
function uniteReachable(facts: Facts, components: Components): void {
  const { count, functions, parent } = facts;
  const whole = new Uint8Array(count);
  const { first, following } = siblings(facts);
  for (let x = 0; x < count; x++) {
    const f = functions[x]!;
    if (isConventionalBridge(f)) whole[x] = 1;
    const above = parent[x]!;
    if (above !== ROOT && isConventionalBridge(functions[above]!)) continue;
    for (let y = first[above + 1]!; y !== END; y = following[y]!) {
      if (!isNeighbour(facts, x, y) || !passesDirectly(facts, x, y)) continue;
      whole[x] = 1;
      whole[y] = 1;
      components.unite(x, y);
    }
  }
  for (let i = 0; i < count; i++) {
    const above = parent[i]!;
    if (above === ROOT || whole[above] === 0) continue;
    whole[i] = 1;
    components.unite(i, above);
  }
}

/** In place of an index: no more siblings. */
const END = -1;

interface Siblings {
  /** By the index of the bridge plus 1; at 0 what is on root buses. */
  readonly first: Int32Array;
  readonly following: Int32Array;
}

/** What is below one bridge, or on root buses, as lists: only there neighbours are. */
function siblings({ count, parent }: Facts): Siblings {
  const first = new Int32Array(count + 1).fill(END);
  const following = new Int32Array(count);
  for (let dev = count - 1; dev >= 0; dev--) {
    const bus = parent[dev]! + 1;
    following[dev] = first[bus]!;
    first[bus] = dev;
  }
  return { first, following };
}

function uniteAliases(facts: Facts, components: Components): void {
  const emitter = new Map<RequesterId, number>();
  const ids: RequesterId[] = [];
  for (let dev = 0; dev < facts.count; dev++) {
    requesterIds(facts, dev, ids);
    for (const id of ids) {
      const other = emitter.get(id);
      if (other === undefined) emitter.set(id, dev);
      else components.unite(dev, other);
    }
  }
}

/** Union-find with path halving; the smallest index stands for a component. */
class Components {
  private readonly above: Int32Array;

  constructor(count: number) {
    this.above = new Int32Array(count);
    for (let i = 0; i < count; i++) this.above[i] = i;
  }

  find(i: number): number {
    const { above } = this;
    let at = i;
    while (above[at] !== at) {
      above[at] = above[above[at]!]!;
      at = above[at]!;
    }
    return at;
  }

  unite(a: number, b: number): void {
    const x = this.find(a);
    const y = this.find(b);
    if (x < y) this.above[y] = x;
    else this.above[x] = y;
  }
}
