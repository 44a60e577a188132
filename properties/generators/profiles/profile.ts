/** A swarm profile: what it draws, how often, and which knobs it sets. */
import type { OperationName } from "../../../model/vocabulary/operation/operation.js";
import type { Knobs, ProfileName } from "../knobs.js";

export interface Profile {
  readonly name: ProfileName;
  /** What it is for, in a sentence. */
  readonly sentence: string;
  /** How often it is drawn, among the profiles that may be. */
  readonly weight: number;
  /**
   * Weights of the operation kinds; null: a random subset with random weights, anew for every
   * scenario.
   */
  readonly operations: Readonly<Partial<Record<OperationName, number>>> | null;
  /** Those of them that most scenarios leave out; absent: none. */
  readonly sometimes?: readonly OperationName[];
  /** Operations, in percent of operationsMax, at most. */
  readonly lengthPercent: number;
  /** The knobs that differ from the defaults. */
  readonly knobs: Partial<Knobs>;
}

export const PORTS_ONLY = {
  port: 1,
  integrated: 0,
  collector: 0,
  endpoint: 0,
  bridge: 0,
  device: 0,
  "express-bridge": 0,
  vmd: 0,
} as const;
