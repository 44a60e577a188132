/**
 * A model whose numbers of states are known: two-phase commit as Stateright's examples/2pc.rs has
 * it (after Gray and Lamport, "Consensus on Transaction Commit", 2006). With 3, 5 and 7 resource
 * managers it has 288, 8,832 and 296,448 states; up to their exchange 80, 314 and 920.
 */
import type { Break, Model } from "../states/breadth-first.js";

/** A manager is 4 bits: its state, whether the coordinator knows it prepared, its message. */
const STATE = 0b0011;
const WORKING = 0;
const PREPARED = 1;
const COMMITTED = 2;
const ABORTED = 3;
const KNOWN = 0b0100;
/** "Prepared" has been sent; messages stay. */
const SENT = 0b1000;

/** The second word: the coordinator's state, and its messages. */
const DECIDED = 0b0001;
const COMMIT_SENT = 0b0010;
const ABORT_SENT = 0b0100;

/** Two words a state. `symmetric`: managers can be exchanged, so they stand in order. */
export function twoPhaseCommit(managers: number, symmetric: boolean): Model {
  const next = new Int32Array(2);
  const base: Model = {
    words: 2,
    initial: (into) => into.fill(0),
    successors: (states, at, found) => step(states[at]!, states[at + 1]!, managers, next, found),
  };
  return symmetric ? { ...base, canonical: (state) => sortManagers(state, managers) } : base;
}

function step(all: number, tm: number, n: number, next: Int32Array, found: Break): void {
  const to = (rms: number, coordinator: number, action: number): void => {
    next[0] = rms;
    next[1] = coordinator;
    found(next, action);
  };
  const undecided = (tm & DECIDED) === 0;
  let prepared = 0;
  for (let i = 0; i < n; i++) if ((all >> (4 * i)) & KNOWN) prepared++;
  if (undecided && prepared === n) to(all, tm | DECIDED | COMMIT_SENT, 0);
  if (undecided) to(all, tm | DECIDED | ABORT_SENT, 1);
  for (let i = 0; i < n; i++) {
    const at = 4 * i;
    const rm = (all >> at) & 15;
    const become = (bits: number): number => (all & ~(15 << at)) | (bits << at);
    const action = 2 + 8 * i;
    if (undecided && (rm & SENT) !== 0) to(become(rm | KNOWN), tm, action);
    if ((rm & STATE) === WORKING) {
      to(become((rm & ~STATE) | PREPARED | SENT), tm, action + 1);
      to(become((rm & ~STATE) | ABORTED), tm, action + 2);
    }
    if ((tm & COMMIT_SENT) !== 0) to(become((rm & ~STATE) | COMMITTED), tm, action + 3);
    if ((tm & ABORT_SENT) !== 0) to(become((rm & ~STATE) | ABORTED), tm, action + 4);
  }
}

/** Insertion sort of the 4-bit managers within the word. */
function sortManagers(state: Int32Array, n: number): void {
  let all = state[0]!;
  for (let i = 1; i < n; i++)
    for (let k = i; k > 0; k--) {
      const low = (all >> (4 * k - 4)) & 15;
      const high = (all >> (4 * k)) & 15;
      if (low <= high) break;
      all &= ~(255 << (4 * k - 4));
      all |= (high << (4 * k - 4)) | (low << (4 * k));
    }
  state[0] = all;
}
