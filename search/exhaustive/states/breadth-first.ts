/**
 * The search for all reachable states of a model, breadth-first, so that the first way to a state
 * is a shortest one. A state is a row of 32-bit words; all states stand in one typed array, found
 * again by a hash table of indices with open addressing. Nothing is allocated a transition.
 *
 * Explicit-state reachability as in Spin (Holzmann, "The Model Checker SPIN", IEEE TSE 23(5),
 * 1997), but every state is kept whole, with the way to it, and nothing is reduced but by
 * symmetry: no hash stands for a state, and there is no partial order reduction.
 */

/** What can be searched. Rows are reused: whoever wants to keep one copies it. */
export interface Model {
  /** 32-bit words a state. */
  readonly words: number;
  /** Writes the state that everything begins in. */
  initial(into: Int32Array): void;
  /** Calls `found` for each action that is possible in the state at `states[at]`. */
  successors(states: Int32Array, at: number, found: Break): void;
  /** Replaces a state by the one that stands for all that are like it; absent: each for itself. */
  canonical?(state: Int32Array): void;
}

/** Told of each transition; `next` may be changed by whoever is told. null: nothing changes. */
export type Break = (next: Int32Array | null, action: number) => void;

export interface Reached {
  readonly states: number;
  readonly transitions: number;
  /** False where the limit of states ended it before the fixpoint. */
  readonly complete: boolean;
  /** The actions on a shortest path from the initial state to the state with this number. */
  readonly path: (state: number) => readonly Step[];
}

/** One step of a path: the action, and the (canonical) state that it came to. */
export interface Step {
  readonly action: number;
  readonly state: Int32Array;
}

export interface Limits {
  readonly states_max: number;
  /** Asked now and then; true ends the search. */
  readonly stopped?: () => boolean;
}

/** States between two looks at whether the search is to stop. */
const STOP_EVERY = 1024;
const ROOT = -1;
const SLOTS_FIRST = 1 << 10;

/**
 * Every state that can be reached. `visit` is told the number of the state that is expanded next,
 * and can ask the way to those before.
 */
export function reach(
  model: Model,
  limits: Limits,
  visit: (state: number, path: Reached["path"]) => void,
): Reached {
  const table = new StateTable(model.words);
  const first = new Int32Array(model.words);
  model.initial(first);
  model.canonical?.(first);
  table.add(first, ROOT, 0);
  let transitions = 0;
  let from = 0;
  let complete = true;
  const found: Break = (next, action) => {
    transitions++;
    if (next === null) return;
    model.canonical?.(next);
    table.add(next, from, action);
  };
  const path = (state: number): readonly Step[] => table.path(state);
  for (; from < table.states; from++) {
    const stopped = from % STOP_EVERY === STOP_EVERY - 1 && limits.stopped?.() === true;
    if (stopped || table.states > limits.states_max) {
      complete = false;
      break;
    }
    visit(from, path);
    model.successors(table.rows, from * model.words, found);
  }
  return { states: table.states, transitions, complete, path };
}

/** All states met so far, each with the state and the action that it was first come to by. */
class StateTable {
  states = 0;
  /** Invariant: length is words x (slots.length / 2), and states < slots.length / 2. */
  rows: Int32Array;
  private readonly words: number;
  /** By state. Invariant: a parent's number is smaller than the state's; ROOT only for state 0. */
  private parents: Int32Array;
  /** By state; as long as `parents`. */
  private actions: Int32Array;
  /**
   * Index of a state plus 1; 0: free. Invariant: length is a power of two, and at most half of it
   * is used, so a probe ends.
   */
  private slots: Int32Array;

  constructor(words: number) {
    this.words = words;
    this.slots = new Int32Array(SLOTS_FIRST);
    const rows = SLOTS_FIRST >> 1;
    this.rows = new Int32Array(rows * words);
    this.parents = new Int32Array(rows);
    this.actions = new Int32Array(rows);
  }

  /** Adds a state unless it is known. */
  add(state: Int32Array, parent: number, action: number): void {
    const { words, rows, slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(state, words) & mask;
    for (let known = slots[slot]!; known !== 0; known = slots[slot]!) {
      const at = (known - 1) * words;
      let i = 0;
      while (i < words && rows[at + i] === state[i]) i++;
      if (i === words) return;
      slot = (slot + 1) & mask;
    }
    const index = this.states++;
    slots[slot] = index + 1;
    for (let i = 0; i < words; i++) rows[index * words + i] = state[i]!;
    this.parents[index] = parent;
    this.actions[index] = action;
    if (this.states * 2 >= slots.length) this.grow();
  }

  path(state: number): readonly Step[] {
    const steps: Step[] = [];
    for (let at = state; this.parents[at] !== ROOT; at = this.parents[at]!) {
      const row = this.rows.slice(at * this.words, (at + 1) * this.words);
      steps.push({ action: this.actions[at]!, state: row });
    }
    return steps.toReversed();
  }

  private grow(): void {
    const { words } = this;
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.states; index++) {
      let slot = hashOf(this.rows.subarray(index * words, (index + 1) * words), words) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.slots = slots;
    this.rows = longer(this.rows, (slots.length >> 1) * words);
    this.parents = longer(this.parents, slots.length >> 1);
    this.actions = longer(this.actions, slots.length >> 1);
  }
}

function longer(array: Int32Array, length: number): Int32Array {
  const made = new Int32Array(length);
  made.set(array);
  return made;
}

/**
 * Well mixed in its low bits: MurmurHash3 (Austin Appleby; x86, 32 bits), but a word is
 * multiplied once before it is mixed in, where MurmurHash3 multiplies, rotates and multiplies.
 */
function hashOf(state: Int32Array, words: number): number {
  let h = words;
  for (let i = 0; i < words; i++) {
    h ^= Math.imul(state[i]!, 0xcc9e2d51);
    h = (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
