/** What searches take where the user says nothing. */
import { availableParallelism } from "node:os";

export const SEED_DEFAULT = 1;
const WORKERS_DEFAULT_MAX = 16;

export function workersDefault(): number {
  return Math.min(availableParallelism(), WORKERS_DEFAULT_MAX);
}
