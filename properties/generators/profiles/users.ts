/**
 * The profiles of what is done by users of the core: owners and drivers, iommufd, VFIO, and
 * allocators of PASIDs.
 */
import { PLUG } from "./lifecycle.js";
import type { Profile } from "./profile.js";

const SHARED: Profile["knobs"] = {
  ...PLUG.knobs,
  absentPercent: 15,
  atsPercent: 15,
  directMapPercent: 4,
  blockingLessPercent: 8,
  pasidBitsPercent: 8,
  edgePercent: 8,
  reservedPercent: 60,
  failPercent: 6,
};

export const OWNERSHIP: Profile = {
  name: "ownership",
  sentence: "Owners claim and release groups whose siblings' drivers bind and unbind.",
  weight: 5,
  operations: {
    claim: 8,
    release: 6,
    "driver-bind": 5,
    "driver-unbind": 4,
    "fd-bind": 2,
    "fd-unbind": 1,
    "rid-attach": 4,
    "rid-detach": 3,
    "rid-replace": 1,
    "pasid-attach": 3,
    "pasid-detach": 2,
    "device-detach": 1,
    "reset-prepare": 2,
    "reset-done": 2,
    plug: 1,
    unplug: 1,
  },
  sometimes: ["fd-bind", "fd-unbind", "rid-replace", "device-detach", "reset-prepare", "unplug"],
  lengthPercent: 50,
  knobs: { ...SHARED, reservedPercent: 0, directMapPercent: 15, enableFirstPercent: 30 },
};

export const IOMMUFD: Profile = {
  name: "iommufd",
  sentence: "A user's devices are attached to page tables and IO address spaces of iommufd.",
  weight: 10,
  operations: {
    "fd-bind": 5,
    "fd-unbind": 2,
    "ioas-alloc": 3,
    "ioas-map": 5,
    "ioas-unmap": 3,
    "hwpt-alloc": 6,
    "fd-destroy": 2,
    "fd-attach": 12,
    "fd-replace": 8,
    "fd-detach": 6,
    "rid-attach": 1,
    plug: 2,
    unplug: 1,
    "reset-prepare": 2,
    "reset-done": 1,
  },
  sometimes: ["rid-attach", "unplug", "reset-prepare", "reset-done"],
  lengthPercent: 80,
  knobs: SHARED,
};

export const JOINING: Profile = {
  name: "joining",
  sentence: "Siblings join what one of them has attached, also those that are plugged later.",
  weight: 15,
  operations: {
    "fd-bind": 5,
    "hwpt-alloc": 1,
    "fd-attach": 12,
    "fd-replace": 1,
    "fd-detach": 6,
    "fd-unbind": 1,
    plug: 6,
    unplug: 1,
    "reset-prepare": 1,
  },
  sometimes: ["fd-replace", "fd-unbind", "unplug", "reset-prepare"],
  lengthPercent: 50,
  knobs: {
    ...SHARED,
    absentPercent: 70,
    edgePercent: 0,
    pasidsMax: 1,
    failPercent: 1,
    pasidPercent: 90,
    strictPercent: 5,
    blockingLessPercent: 0,
    directMapPercent: 0,
    absentDirectMapPercent: 25,
    reservedPercent: 10,
  },
};

export const VFIO: Profile = {
  name: "vfio",
  sentence: "VFIO attaches and detaches, of which a second attach is a replace.",
  weight: 5,
  operations: {
    "fd-bind": 4,
    "fd-unbind": 1,
    "ioas-alloc": 2,
    "hwpt-alloc": 4,
    "vfio-attach": 8,
    "vfio-attach-pasid": 10,
    "vfio-detach": 4,
    "vfio-detach-pasid": 5,
    "fd-attach": 1,
    "fd-detach": 1,
  },
  sometimes: ["fd-attach", "fd-detach", "fd-unbind"],
  lengthPercent: 60,
  knobs: { ...SHARED, edgePercent: 20 },
};

export const ALLOCATION: Profile = {
  name: "allocation",
  sentence: "Drivers and address spaces take PASIDs from allocators and give them back.",
  weight: 5,
  operations: {
    "allocate-pasid": 8,
    "free-pasid": 4,
    "sva-bind": 7,
    "sva-unbind": 4,
    "pasid-attach": 1,
    "pasid-detach": 1,
    "driver-bind": 1,
    "driver-unbind": 1,
    claim: 1,
    release: 1,
    plug: 1,
    "reset-prepare": 1,
    "reset-done": 1,
  },
  sometimes: ["pasid-attach", "pasid-detach", "claim", "driver-bind", "reset-prepare", "plug"],
  lengthPercent: 50,
  knobs: { ...SHARED, reservedPercent: 0, enableFirstPercent: 40 },
};
