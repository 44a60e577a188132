/**
 * Arbitraries of the tests of designs: dense topologies, any operations, contracts they can keep.
 */
import type fc from "fast-check";
import {
  anyContract,
  anyOperation,
  hostileScenarios,
  USER_PROFILES,
} from "../../properties/testing/hostile.js";
import { DEFAULT_KNOBS, type Knobs } from "../../properties/generators/knobs.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  isUserOperationName,
  OPERATION_NAMES,
} from "../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";

/** Many shared slots and aliases, functions that are absent, an IOMMU that can do less. */
const DENSE: Partial<Knobs> = {
  functionsMax: 9,
  roots: DEFAULT_KNOBS.roots,
  links: { device: 8, switch: 3, "pci-bridge": 3, mixed: 2 },
  multifunctionPercent: 75,
  aliasPercent: 80,
  vfPercent: 50,
  noIommuPercent: 12,
  directMapPercent: 15,
  absentPercent: 100,
  blockingLessPercent: 50,
  strictPercent: 50,
  pasidBitsPercent: 60,
};

/** Operations of the core on any topology. */
export const coreScenarios: fc.Arbitrary<Scenario> = hostileScenarios(
  {
    ...DENSE,
    operationsMax: 30,
    profiles: [
      "general",
      "table",
      "rid",
      "handles",
      "enable-check",
      "aliases",
      "failures",
      "plug",
      "reset",
    ],
  },
  anyOperation({ names: OPERATION_NAMES.filter((name) => !isUserOperationName(name)) }),
);

/** Operations of all kinds, most of them those of users. */
export const userScenarios: fc.Arbitrary<Scenario> = hostileScenarios(
  { ...DENSE, operationsMax: 60, reservedPercent: 33, profiles: USER_PROFILES },
  anyOperation(),
);

/**
 * Any contract that a group table can keep: historic bugs of the grouping and of the reset are the
 * reference's alone, and whose table it is, is the design's to say.
 */
export const groupTableContracts: fc.Arbitrary<Contract> = anyContract({
  grouping: ["linux", "proposal-v3", "fabric"],
  reset: ["absent", "per-device", "every-member"],
  table: [],
  pausedRemoval: [],
  ridDetach: [],
});
