/**
 * The swarm profiles: a scenario is drawn under one of them, with some kinds of operation left out,
 * because what is rare together is found apart.
 *
 * Swarm testing (Groce, Zhang, Eide, Chen and Regehr, ISSTA 2012). There a configuration is a
 * random set of features; here `general` is, and the others are sets that people have chosen.
 */
import { PLUG, RESET } from "./lifecycle.js";
import { ALLOCATION, IOMMUFD, JOINING, OWNERSHIP, VFIO } from "./users.js";
import { PORTS_ONLY, type Profile } from "./profile.js";

const PASID_OPERATIONS = { "pasid-attach": 10, "pasid-replace": 5, "pasid-detach": 6 } as const;

const GENERAL: Profile = {
  name: "general",
  sentence: "Everything, with a random subset of the operations.",
  weight: 27,
  operations: null,
  lengthPercent: 100,
  knobs: {},
};

const GROUPS: Profile = {
  name: "groups",
  sentence: "Rich topologies and few operations, for what is decided at boot.",
  weight: 16,
  operations: { "pasid-enable": 4, "rid-attach": 2, "device-attach": 1, "pasid-attach": 2 },
  lengthPercent: 10,
  knobs: {
    multifunctionPercent: 45,
    aliasPercent: 35,
    ariPercent: 20,
    orderPercent: 35,
    noIommuPercent: 10,
  },
};

const TABLE: Profile = {
  name: "table",
  sentence:
    "Functions that share a group or a switch, PASID enabled first, then attach, replace, detach.",
  weight: 14,
  operations: PASID_OPERATIONS,
  lengthPercent: 100,
  knobs: {
    roots: PORTS_ONLY,
    links: { device: 3, switch: 2, "pci-bridge": 0, mixed: 0 },
    multifunctionPercent: 80,
    acsCompletePercent: 10,
    acsPasidPercent: 80,
    acsAbsentPercent: 0,
    prefixCompletePercent: 100,
    blockingLessPercent: 0,
    enableFirstPercent: 100,
    noIommuPercent: 1,
    siblingPercent: 40,
  },
};

const RID: Profile = {
  name: "rid",
  sentence: "Attach, replace and detach of the whole group's RID domain.",
  weight: 9,
  operations: {
    "rid-attach": 6,
    "rid-replace": 5,
    "rid-detach": 4,
    "device-attach": 3,
    "device-detach": 3,
  },
  lengthPercent: 90,
  knobs: { multifunctionPercent: 45, directMapPercent: 12, oddDomainPercent: 20, failPercent: 15 },
};

const HANDLES: Profile = {
  name: "handles",
  sentence: "Few handles passed again and again, on the RID and on PASIDs.",
  weight: 9,
  operations: { ...PASID_OPERATIONS, "pasid-replace": 9, "rid-attach": 3, "rid-replace": 5 },
  lengthPercent: 100,
  knobs: {
    handlesMax: 2,
    handlePercent: 95,
    enableFirstPercent: 100,
    acsCompletePercent: 80,
    prefixCompletePercent: 100,
    failPercent: 12,
    oddDomainPercent: 12,
  },
};

const GATE: Profile = {
  name: "enable-check",
  sentence: "Enabling PASID where the path is one ACS bit short, also later or through VFs.",
  weight: 9,
  operations: {
    "pasid-enable": 8,
    "pasid-disable": 3,
    "pasid-attach": 2,
    "pasid-detach": 1,
    "acs-set": 3,
  },
  lengthPercent: 70,
  knobs: {
    acsCompletePercent: 60,
    acsPasidPercent: 30,
    acsShortPercent: 60,
    vfPercent: 25,
    headerLonePercent: 20,
    enableFirstPercent: 30,
    prefixShortPercent: 20,
    incapablePercent: 20,
  },
};

const REFINEMENT: Profile = {
  name: "refinement",
  sentence:
    "Groups of one without aliases, PASIDs in range, compatible domains: all tables must agree.",
  weight: 8,
  operations: { ...PASID_OPERATIONS, "pasid-enable": 1, "rid-attach": 1, "rid-detach": 1 },
  lengthPercent: 100,
  knobs: {
    roots: { ...PORTS_ONLY, port: 3, integrated: 1 },
    links: { device: 5, switch: 1, "pci-bridge": 0, mixed: 0 },
    multifunctionPercent: 0,
    headerLonePercent: 0,
    ariPercent: 0,
    vfPercent: 0,
    aliasPercent: 0,
    xlateRootPercent: 0,
    acsCompletePercent: 100,
    acsShortPercent: 0,
    acsAbsentPercent: 0,
    pasidPercent: 100,
    prefixCompletePercent: 100,
    noIommuPercent: 0,
    directMapPercent: 0,
    acsRulePercent: 0,
    blockingLessPercent: 0,
    pasidBitsPercent: 0,
    enableFirstPercent: 100,
    incapablePercent: 0,
    edgePercent: 0,
    oddDomainPercent: 0,
    failPercent: 5,
  },
};

const REFINEMENT_6_2: Profile = {
  name: "refinement-6.2",
  sentence: "The same with what Linux 6.2 could do already: no replace, no handles.",
  weight: 4,
  operations: { "pasid-attach": 10, "pasid-detach": 6, "rid-attach": 1, "rid-detach": 1 },
  lengthPercent: 100,
  knobs: { ...REFINEMENT.knobs, handlePercent: 0 },
};

const ALIASES: Profile = {
  name: "aliases",
  sentence: "Functions that emit each other's requester IDs, or one that nobody owns.",
  weight: 8,
  operations: { ...PASID_OPERATIONS, "pasid-enable": 4, "rid-attach": 2 },
  lengthPercent: 80,
  knobs: {
    roots: {
      port: 6,
      integrated: 6,
      collector: 0,
      endpoint: 1,
      bridge: 3,
      device: 1,
      "express-bridge": 2,
      vmd: 3,
    },
    links: { device: 8, switch: 2, "pci-bridge": 4, mixed: 3 },
    aliasPercent: 90,
    ariPercent: 65,
    noAliasPercent: 30,
    pcieAliasPercent: 50,
    xlateRootPercent: 8,
    acsCompletePercent: 60,
    orderPercent: 30,
  },
};

const SWITCHES: Profile = {
  name: "switches",
  sentence: "Switches below isolating root ports, in which some ports isolate and others do not.",
  weight: 12,
  operations: { "pasid-enable": 4, "pasid-attach": 2 },
  lengthPercent: 12,
  knobs: {
    functionsMax: 12,
    roots: PORTS_ONLY,
    links: { device: 2, switch: 8, "pci-bridge": 0, mixed: 0 },
    acsCompletePercent: 85,
    acsPasidPercent: 0,
    acsShortPercent: 15,
    acsAbsentPercent: 30,
    aliasPercent: 5,
    noIommuPercent: 2,
    orderPercent: 5,
  },
};

const FAILURES: Profile = {
  name: "failures",
  sentence: "The driver fails at its k-th call, so that what was done must be undone.",
  weight: 9,
  operations: { ...PASID_OPERATIONS, "rid-attach": 3, "rid-replace": 3, "rid-detach": 2 },
  lengthPercent: 90,
  knobs: {
    multifunctionPercent: 60,
    acsPasidPercent: 50,
    prefixCompletePercent: 100,
    enableFirstPercent: 95,
    failPercent: 35,
    blockingLessPercent: 10,
  },
};

export const PROFILES: readonly Profile[] = [
  GENERAL,
  GROUPS,
  TABLE,
  RID,
  HANDLES,
  GATE,
  REFINEMENT,
  REFINEMENT_6_2,
  ALIASES,
  SWITCHES,
  FAILURES,
  PLUG,
  RESET,
  OWNERSHIP,
  IOMMUFD,
  JOINING,
  VFIO,
  ALLOCATION,
];
