/**
 * The operations of a scenario: plain data, late-bound (`dev` is taken modulo the number of
 * functions, absent ones included, so a shrunk topology never invalidates an operation). Linux:
 * drivers/pci/ats.c, drivers/iommu/iommu.c; the function of each is named beside it.
 */
import { ALLOCATION_OPERATIONS, type AllocationOperation } from "./allocation.js";
import type { DomainName } from "./domain.js";
import { IOMMUFD_OPERATIONS, type IommufdOperation } from "./iommufd.js";
import { OWNERSHIP_OPERATIONS, type OwnershipOperation } from "./ownership.js";
import type { MayFail, OnDevice, OnPasid } from "./operands.js";

/** Feature bits of pci_enable_pasid(): Execute Permission and Privileged Mode. */
export const PASID_EXEC = 0x2;
export const PASID_PRIV = 0x4;

interface WithDomain extends MayFail {
  readonly domain: DomainName;
  /** Attach handle h1..h8; absent: a null handle. */
  readonly handle?: number;
}

/** pci_enable_pasid(pdev, features). */
export interface PasidEnable extends OnDevice {
  readonly op: "pasid-enable";
  /** PASID_EXEC | PASID_PRIV; absent: 0. */
  readonly features?: number;
}

/** pci_disable_pasid(pdev). */
export interface PasidDisable extends OnDevice {
  readonly op: "pasid-disable";
}

/** iommu_attach_device(domain, dev): refuses a group of more than one. */
export interface DeviceAttach extends OnDevice, MayFail {
  readonly op: "device-attach";
  readonly domain: DomainName;
}

/** iommu_detach_device(domain, dev), with the domain that the group is on. */
export interface DeviceDetach extends OnDevice, MayFail {
  readonly op: "device-detach";
}

/**
 * iommu_attach_group(domain, group of dev), or iommu_attach_group_handle() if a handle is given.
 */
export interface RidAttach extends OnDevice, WithDomain {
  readonly op: "rid-attach";
}

/** iommu_replace_group_handle(group of dev, domain, handle). */
export interface RidReplace extends OnDevice, WithDomain {
  readonly op: "rid-replace";
}

/** iommu_detach_group_handle(domain, group of dev). */
export interface RidDetach extends OnDevice, MayFail {
  readonly op: "rid-detach";
}

/** iommu_attach_device_pasid(domain, dev, pasid, handle). */
export interface PasidAttach extends OnDevice, OnPasid, WithDomain {
  readonly op: "pasid-attach";
}

/** iommu_replace_device_pasid(domain, dev, pasid, handle). */
export interface PasidReplace extends OnDevice, OnPasid, WithDomain {
  readonly op: "pasid-replace";
}

/**
 * iommu_detach_device_pasid(domain, dev, pasid) with the domain that is recorded there. The kernel
 * function is void and has no checks: its caller must have attached. With nothing recorded there is
 * no domain to name, the function is not called, and the outcome is ENOENT.
 */
export interface PasidDetach extends OnDevice, OnPasid, MayFail {
  readonly op: "pasid-detach";
}

/**
 * A function that is absent comes: pci_scan_slot() of its slot, pci_bus_add_devices(), and the
 * IOMMU core probes it on the bus notifier (iommu_probe_device). A notifier cannot fail: a function
 * that the IOMMU driver refuses is there, without a group.
 */
export interface Plug extends OnDevice, MayFail {
  readonly op: "plug";
}

/** A function goes: device_del(), and iommu_release_device() on the bus notifier. */
export interface Unplug extends OnDevice, MayFail {
  readonly op: "unplug";
}

/** pci_dev_reset_iommu_prepare(pdev): translation pauses on the blocking domain. */
export interface ResetPrepare extends OnDevice, MayFail {
  readonly op: "reset-prepare";
}

/** pci_dev_reset_iommu_done(pdev): translation comes back as it is recorded by then. Void. */
export interface ResetDone extends OnDevice, MayFail {
  readonly op: "reset-done";
}

/**
 * The ACS Control register of a function is written while the machine runs: by setpci, or late by
 * what should have been firmware or `pci=config_acs=`.
 */
export interface AcsSet extends OnDevice {
  readonly op: "acs-set";
  /** The bits that are on afterwards (acs.ts ACS), of those that the capability implements. */
  readonly ctrl: number;
}

export type Operation =
  | PasidEnable
  | PasidDisable
  | DeviceAttach
  | DeviceDetach
  | RidAttach
  | RidReplace
  | RidDetach
  | PasidAttach
  | PasidReplace
  | PasidDetach
  | Plug
  | Unplug
  | ResetPrepare
  | ResetDone
  | AcsSet
  | UpperOperation;

/** Those of owners, users and allocators, above the core's attach and detach. */
export type UpperOperation = OwnershipOperation | IommufdOperation | AllocationOperation;

export type OperationName = Operation["op"];
export type UpperName = UpperOperation["op"];

export const OPERATION_NAMES: readonly OperationName[] = [
  "pasid-enable",
  "pasid-disable",
  "device-attach",
  "device-detach",
  "rid-attach",
  "rid-replace",
  "rid-detach",
  "pasid-attach",
  "pasid-replace",
  "pasid-detach",
  "plug",
  "unplug",
  "reset-prepare",
  "reset-done",
  "acs-set",
  ...OWNERSHIP_OPERATIONS,
  ...IOMMUFD_OPERATIONS,
  ...ALLOCATION_OPERATIONS,
];

const UPPER: ReadonlySet<OperationName> = new Set([
  ...OWNERSHIP_OPERATIONS,
  ...IOMMUFD_OPERATIONS,
  ...ALLOCATION_OPERATIONS,
]);

/** Whether an operation is made above the core: then its scenario is observed in more detail. */
export function isUpper(name: OperationName): name is UpperName {
  return UPPER.has(name);
}

/** The same, of a whole operation. */
export function isUpperOperation(op: Operation): op is UpperOperation {
  return UPPER.has(op.op);
}

const USERS: ReadonlySet<OperationName> = new Set(IOMMUFD_OPERATIONS);

/** Whether a user makes it, with iommufd or VFIO. */
export function isUsersOperation(op: Operation): op is IommufdOperation {
  return USERS.has(op.op);
}

const KERNEL_DRIVERS: ReadonlySet<OperationName> = new Set([
  "device-attach",
  "device-detach",
  "rid-attach",
  "rid-replace",
  "rid-detach",
  "pasid-attach",
  "pasid-replace",
  "pasid-detach",
  ...ALLOCATION_OPERATIONS,
]);

/** Whether a driver of the kernel makes it: one has no business with a group of a context. */
export function isKernelDrivers(name: OperationName): boolean {
  return KERNEL_DRIVERS.has(name);
}

const NEVER_DRIVING: ReadonlySet<OperationName> = new Set([
  "pasid-enable",
  "pasid-disable",
  "acs-set",
  "driver-bind",
  "driver-unbind",
  "ioas-alloc",
  "ioas-map",
  "ioas-unmap",
  "hwpt-alloc",
  "fd-destroy",
]);

/** Those that reach the IOMMU driver's attach_dev and set_dev_pasid. */
export const DRIVING_OPERATIONS: readonly OperationName[] = OPERATION_NAMES.filter(
  (name) => !NEVER_DRIVING.has(name),
);

/** What operations of every kind can name. */
export interface OperationFields extends OnDevice, MayFail, Partial<OnPasid> {
  readonly op: OperationName;
  readonly domain?: DomainName;
  readonly handle?: number;
}

/**
 * An operation of any kind, to be asked for any field: in the loops of a search that is faster than
 * to ask with `in` first.
 */
export function fieldsOf(op: Operation): OperationFields {
  return op;
}

/** The PASID an operation names; 0 (the RID) for those that name none. */
export function pasidNamed(op: Operation): number {
  return fieldsOf(op).pasid ?? 0;
}
