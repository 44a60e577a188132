/**
 * Defines the profiles in which functions come, go and are reset while domains and PASIDs are
 * attached.
 */
import { PORTS_ONLY, type Profile } from "./profile.js";

export const PLUG: Profile = {
  name: "plug",
  sentence: "Functions come to groups in which PASIDs are attached, and go again, also in a reset.",
  weight: 8,
  operations: {
    "pasid-attach": 9,
    "pasid-replace": 2,
    "pasid-detach": 3,
    "pasid-enable": 2,
    "rid-attach": 3,
    "rid-replace": 1,
    "rid-detach": 2,
    plug: 8,
    unplug: 6,
    "reset-prepare": 3,
    "reset-done": 2,
    "acs-set": 2,
  },
  sometimes: [
    "pasid-replace",
    "pasid-detach",
    "pasid-enable",
    "rid-attach",
    "rid-replace",
    "rid-detach",
    "reset-prepare",
    "reset-done",
    "acs-set",
  ],
  lengthPercent: 70,
  knobs: {
    roots: { ...PORTS_ONLY, port: 3, integrated: 1 },
    links: { device: 3, switch: 2, "pci-bridge": 0, mixed: 0 },
    multifunctionPercent: 80,
    headerMissingPercent: 10,
    vfPercent: 2,
    acsCompletePercent: 15,
    acsPasidPercent: 70,
    acsAbsentPercent: 5,
    prefixCompletePercent: 100,
    blockingLessPercent: 3,
    enableFirstPercent: 80,
    absentPercent: 70,
    atsPercent: 60,
    failPercent: 5,
  },
};

export const RESET: Profile = {
  name: "reset",
  sentence: "Devices are reset, one in the other and side by side, while others attach and detach.",
  weight: 9,
  operations: {
    "pasid-attach": 10,
    "pasid-replace": 3,
    "pasid-detach": 4,
    "rid-attach": 3,
    "rid-replace": 2,
    "rid-detach": 2,
    "reset-prepare": 8,
    "reset-done": 10,
    unplug: 1,
    plug: 1,
  },
  sometimes: ["pasid-replace", "pasid-detach", "rid-attach", "rid-replace", "unplug", "plug"],
  lengthPercent: 70,
  knobs: {
    ...PLUG.knobs,
    absentPercent: 5,
    atsPercent: 90,
    oddDomainPercent: 12,
    // What is refused for its PASID is not there to be paused.
    edgePercent: 0,
    pasidBitsPercent: 5,
    handlePercent: 15,
    // A failure where none may be ends what most laws say of a scenario.
    failPercent: 2,
  },
};
