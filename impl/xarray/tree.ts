/**
 * The radix tree under impl/xarray/xarray.ts: a map from 20-bit keys to 32-bit entries, where 0 is
 * "nothing" and a negative entry holds its slot but is hidden from walks. It grows, shrinks and
 * gives nodes back as lib/xarray.c of the Linux kernel does; what entries mean is not known here.
 *
 * It is a tree without objects. All nodes live in one Int32Array; a node is the offset of its first
 * slot, behind two header words:
 *
 *     node - 2   parent    offset of the parent node, 0 for the head (free nodes: next free node)
 *     node - 1   occupied  one bit a slot; the node is given back when it becomes 0
 *     node + 0.. slots     a child's offset, or, in a leaf, the entry
 *
 * A node has 32 slots where the kernel has 64 (XA_CHUNK_SIZE): four levels then cover exactly 20
 * bits, and one word holds the `occupied` bitmap, so that a search skips empty slots with clz32.
 * The first header stands at word 0, so no node has offset 0 and 0 is free to mean "nothing".
 *
 * What differs from the kernel: no marks, no multi-index entries, no locking; a lone entry at key 0
 * keeps its leaf (the kernel moves it into xa_head); storage grows by doubling and is kept for
 * reuse as long as the tree lives (at most 4.6 MB, with every key in use).
 *
 * `words[i] ?? 0` is how noUncheckedIndexedAccess lets a typed array be read: i is in bounds.
 */

const CHUNK_SHIFT = 5;
const CHUNK_SIZE = 1 << CHUNK_SHIFT;
const CHUNK_MASK = CHUNK_SIZE - 1;

const PARENT = -2;
const OCCUPIED = -1;
const HEADER_WORDS = 2;
const NODE_WORDS = HEADER_WORDS + CHUNK_SIZE;

/** The full tree: 2^15 leaves, 2^10 and 2^5 nodes above them, one head. */
const NODES_MAX = 2 ** 15 + 2 ** 10 + 2 ** 5 + 1;
const NODES_FIRST = 4;

/** A tree costs no storage until its first entry; this array is shared and never written. */
const NO_WORDS = new Int32Array(0);

type Visitor = (key: number, value: number) => void;

export class XArrayTree {
  /** Invariant: length is a multiple of NODE_WORDS. */
  private words = NO_WORDS;
  /** The root node, 0 when there is no entry; its parent word is 0. */
  private head = 0;
  /** How far the head shifts a key right to find its slot: 0 for a leaf, then 5, 10, 15. */
  private shift = 0;
  /** The list of freed nodes, chained through their parent words; all their slots are 0. */
  private freeList = 0;
  /** Words handed out since the tree was last empty (<= words.length); behind them all is 0. */
  private used = 0;
  private live = 0;
  /** Counts freed nodes, so that a walk notices when its leaf may be gone. */
  private reclaimed = 0;
  /** The key that seekLeaf() found. A field, because a pair would be an allocation. */
  private sought = 0;

  get nodeCount(): number {
    return this.live;
  }

  get height(): number {
    return this.head === 0 ? 0 : this.shift / CHUNK_SHIFT + 1;
  }

  get(key: number): number {
    const leaf = this.findLeaf(key);
    return leaf === 0 ? 0 : (this.words[leaf + (key & CHUNK_MASK)] ?? 0);
  }

  /** Writes an entry, not 0, and returns the previous one. */
  set(key: number, entry: number): number {
    return this.put(this.makeLeaf(key), key & CHUNK_MASK, entry);
  }

  /** Writes an entry, not 0, unless there is one; tells whether it did. */
  add(key: number, entry: number): boolean {
    // A used slot has its leaf already, so makeLeaf() adds no node that would stay empty.
    const leaf = this.makeLeaf(key);
    if (this.words[leaf + (key & CHUNK_MASK)] !== 0) return false;
    this.put(leaf, key & CHUNK_MASK, entry);
    return true;
  }

  /** Empties a slot and returns the previous entry. */
  delete(key: number): number {
    const leaf = this.findLeaf(key);
    if (leaf === 0) return 0;
    const slot = key & CHUNK_MASK;
    const before = this.words[leaf + slot] ?? 0;
    if (before !== 0 && this.emptySlot(leaf, slot) === 0) this.reclaim(leaf, key);
    return before;
  }

  /** The smallest key from `from` on with a positive entry, or -1; `from` may be 2^20. */
  next(from: number): number {
    let leaf = this.seekLeaf(from);
    while (leaf !== 0) {
      const key = this.sought;
      if ((this.words[leaf + (key & CHUNK_MASK)] ?? 0) > 0) return key;
      leaf = this.seekLeaf(key + 1);
    }
    return -1;
  }

  /** Visits the positive entries in ascending order of keys; the visitor may change the tree. */
  forEach(visit: Visitor): void {
    let leaf = this.seekLeaf(0);
    while (leaf !== 0) leaf = this.seekLeaf(this.visitLeaf(leaf, this.sought, visit));
  }

  /** Forgets all entries at the cost of a fill of the words in use. */
  clear(): void {
    this.words.fill(0, 0, this.used);
    this.reclaimed += this.live;
    this.live = 0;
    this.forgetNodes();
  }

  /** The leaf that covers `key`, or 0. */
  private findLeaf(key: number): number {
    let shift = this.shift;
    if (key >> shift >= CHUNK_SIZE) return 0;
    const words = this.words;
    let node = this.head;
    while (shift > 0 && node !== 0) {
      node = words[node + ((key >> shift) & CHUNK_MASK)] ?? 0;
      shift -= CHUNK_SHIFT;
    }
    return node;
  }

  /** The leaf that covers `key`, with the nodes above it, made where they are missing. */
  private makeLeaf(key: number): number {
    this.growTo(key);
    let node = this.head;
    for (let shift = this.shift; shift > 0; shift -= CHUNK_SHIFT) {
      const slot = (key >> shift) & CHUNK_MASK;
      node = this.words[node + slot] || this.addChild(node, slot);
    }
    return node;
  }

  private put(node: number, slot: number, entry: number): number {
    const words = this.words;
    const before = words[node + slot] ?? 0;
    words[node + slot] = entry;
    if (before === 0) words[node + OCCUPIED] = (words[node + OCCUPIED] ?? 0) | (1 << slot);
    return before;
  }

  /** Clears one slot and returns what is left of the node's `occupied` word. */
  private emptySlot(node: number, slot: number): number {
    const words = this.words;
    const occupied = (words[node + OCCUPIED] ?? 0) & ~(1 << slot);
    words[node + slot] = 0;
    words[node + OCCUPIED] = occupied;
    return occupied;
  }

  /** xas_delete_node(): frees an empty leaf and every ancestor that becomes empty with it. */
  private reclaim(leaf: number, key: number): void {
    let node = leaf;
    for (let shift = CHUNK_SHIFT; ; shift += CHUNK_SHIFT) {
      const parent = this.words[node + PARENT] ?? 0;
      this.freeNode(node);
      if (parent === 0) return this.forgetNodes();
      if (this.emptySlot(parent, (key >> shift) & CHUNK_MASK) !== 0) break;
      node = parent;
    }
    this.shrink();
  }

  /** xas_shrink(): while the head has a child in slot 0 only, the child takes its place. */
  private shrink(): void {
    while (this.shift > 0 && this.words[this.head + OCCUPIED] === 1) {
      const child = this.words[this.head] ?? 0;
      this.emptySlot(this.head, 0);
      this.freeNode(this.head);
      this.words[child + PARENT] = 0;
      this.head = child;
      this.shift -= CHUNK_SHIFT;
    }
  }

  /** xas_expand(): puts nodes above the head until it covers `key`. */
  private growTo(key: number): void {
    if (this.head === 0) {
      while (key >> this.shift >= CHUNK_SIZE) this.shift += CHUNK_SHIFT;
      this.head = this.allocNode(0);
    }
    while (key >> this.shift >= CHUNK_SIZE) {
      const head = this.allocNode(0);
      this.put(head, 0, this.head);
      this.words[this.head + PARENT] = head;
      this.head = head;
      this.shift += CHUNK_SHIFT;
    }
  }

  private addChild(parent: number, slot: number): number {
    const child = this.allocNode(parent);
    this.put(parent, slot, child);
    return child;
  }

  /** Hands out a node whose slots are all 0. It may replace `words`: read that again afterwards. */
  private allocNode(parent: number): number {
    let node = this.freeList;
    if (node !== 0) {
      this.freeList = this.words[node + PARENT] ?? 0;
    } else {
      if (this.used === this.words.length) this.enlarge();
      node = this.used + HEADER_WORDS;
      this.used += NODE_WORDS;
    }
    this.words[node + PARENT] = parent;
    this.live++;
    return node;
  }

  private freeNode(node: number): void {
    this.words[node + PARENT] = this.freeList;
    this.freeList = node;
    this.live--;
    this.reclaimed++;
  }

  private enlarge(): void {
    const nodes = Math.max(NODES_FIRST, (2 * this.words.length) / NODE_WORDS);
    const words = new Int32Array(Math.min(nodes, NODES_MAX) * NODE_WORDS);
    words.set(this.words);
    this.words = words;
  }

  /** With the last node gone, nodes are handed out from the start again, next to each other. */
  private forgetNodes(): void {
    this.head = 0;
    this.shift = 0;
    this.freeList = 0;
    this.used = 0;
  }

  /** Finds the first occupied key from `from` on; returns its leaf (0 for none), sets `sought`. */
  private seekLeaf(from: number): number {
    const words = this.words;
    let { head: node, shift } = this;
    if (node === 0 || from >> shift >= CHUNK_SIZE) return 0;
    let key = from;
    for (let left = slotsFrom(words[node + OCCUPIED], key >> shift); ;) {
      if (left === 0) {
        node = words[node + PARENT] ?? 0;
        if (node === 0) return 0;
        shift += CHUNK_SHIFT;
        left = slotsAfter(words[node + OCCUPIED], key >> shift);
        continue;
      }
      const prefix = withSlot(key >> shift, left);
      // A slot beyond the wanted one holds larger keys only: go on from the first of them.
      if (prefix !== key >> shift) key = prefix << shift;
      if (shift === 0) break;
      node = words[node + (prefix & CHUNK_MASK)] ?? 0;
      shift -= CHUNK_SHIFT;
      left = slotsFrom(words[node + OCCUPIED], key >> shift);
    }
    this.sought = key;
    return node;
  }

  /** Visits a leaf's values from `first` on; returns the key to go on from. */
  private visitLeaf(leaf: number, first: number, visit: Visitor): number {
    const reclaimed = this.reclaimed;
    let key = first;
    for (;;) {
      const value = this.words[leaf + (key & CHUNK_MASK)] ?? 0;
      if (value > 0) visit(key, value);
      // The visitor may have freed this leaf, and even used its node again elsewhere.
      if (this.reclaimed !== reclaimed) return key + 1;
      const left = slotsAfter(this.words[leaf + OCCUPIED], key);
      if (left === 0) return (key | CHUNK_MASK) + 1;
      key = withSlot(key, left);
    }
  }
}

/** The occupied slots at or after the slot that `prefix` ends in; shifts count modulo 32. */
function slotsFrom(occupied: number | undefined, prefix: number): number {
  return (occupied ?? 0) & (-1 << prefix);
}

/** The occupied slots after the slot that `prefix` ends in. */
function slotsAfter(occupied: number | undefined, prefix: number): number {
  return (occupied ?? 0) & (-2 << prefix);
}

/** `prefix` with its last digit replaced by the lowest slot in `slots`. */
function withSlot(prefix: number, slots: number): number {
  return (prefix & ~CHUNK_MASK) | (CHUNK_MASK - Math.clz32(slots & -slots));
}
