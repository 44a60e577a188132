/**
 * The operations of iommufd and of VFIO above it (drivers/iommu/iommufd/device.c, hw_pagetable.c,
 * io_pagetable.c; drivers/vfio/device_cdev.c, iommufd.c). All of them name a function: they are
 * done by the user who has it, in the iommufd context to which it is bound. An absent function is
 * ENODEV, one that is bound to no context too.
 *
 * Objects have names instead of the numbers that the kernel gives out. A name stands for one object
 * at a time, whoever made it; a name that is taken is EEXIST, one that stands for nothing, or for
 * another user's object, ENOENT.
 */
import type { MayFail, OnDevice, OnPasid } from "./operands.js";

/** iommufd contexts (an open /dev/iommu each): C1, C2. */
export const CONTEXTS_MAX = 2;
/** IO address spaces: A1..A4. */
export const IOASES_MAX = 4;
/** Page tables that a user allocates: H1..H4. */
export const HWPTS_MAX = 4;
/** Page tables that iommufd allocates where an IOAS is attached: X1..X4. */
export const AUTOS_MAX = 4;

export type IoasName = `A${1 | 2 | 3 | 4}`;
export type HwptName = `H${1 | 2 | 3 | 4}`;
/** What can be attached and destroyed. */
export type ObjectName = IoasName | HwptName;

export const IOAS_NAMES: readonly IoasName[] = ["A1", "A2", "A3", "A4"];
export const HWPT_NAMES: readonly HwptName[] = ["H1", "H2", "H3", "H4"];
export const OBJECT_NAMES: readonly ObjectName[] = [...IOAS_NAMES, ...HWPT_NAMES];

/** The number in a name: 1..4. */
export function objectNumber(name: ObjectName): number {
  return Number(name.slice(1));
}

export function isIoas(name: ObjectName): name is IoasName {
  return name.startsWith("A");
}

/** iommufd_device_bind(ictx, dev), which claims DMA ownership for the context. */
export interface FdBind extends OnDevice, MayFail {
  readonly op: "fd-bind";
  /** 1..CONTEXTS_MAX. */
  readonly context: number;
}

/**
 * iommufd_device_unbind(idev). Void, and its caller must have detached: with anything attached it
 * is not called, and the outcome is EBUSY.
 */
export interface FdUnbind extends OnDevice, MayFail {
  readonly op: "fd-unbind";
}

/** IOMMU_IOAS_ALLOC. */
export interface IoasAlloc extends OnDevice {
  readonly op: "ioas-alloc";
  readonly ioas: IoasName;
}

/** IOMMU_IOAS_MAP of a whole region, at a fixed address. */
export interface IoasMap extends OnDevice {
  readonly op: "ioas-map";
  readonly ioas: IoasName;
  /** 1..REGIONS_MAX. */
  readonly region: number;
}

/** IOMMU_IOAS_UNMAP of a whole region. */
export interface IoasUnmap extends OnDevice {
  readonly op: "ioas-unmap";
  readonly ioas: IoasName;
  readonly region: number;
}

/** IOMMU_HWPT_ALLOC for the function: a paging domain, or one nested on another page table. */
export interface HwptAlloc extends OnDevice {
  readonly op: "hwpt-alloc";
  readonly hwpt: HwptName;
  /** The IOAS whose mappings it has, or the page table on which it is nested. */
  readonly of: ObjectName;
  /** IOMMU_HWPT_ALLOC_PASID: it may be attached to PASIDs. */
  readonly forPasids?: true;
  /** IOMMU_HWPT_ALLOC_NEST_PARENT: others may be nested on it. */
  readonly nestParent?: true;
}

/** IOMMU_DESTROY of an IOAS or a page table. */
export interface FdDestroy extends OnDevice {
  readonly op: "fd-destroy";
  readonly object: ObjectName;
}

interface OnTarget extends OnDevice, MayFail {
  readonly target: ObjectName;
}

/** iommufd_device_attach(idev, pasid, target); PASID 0 is the RID. */
export interface FdAttach extends OnTarget, OnPasid {
  readonly op: "fd-attach";
}

/** iommufd_device_replace(idev, pasid, target). */
export interface FdReplace extends OnTarget, OnPasid {
  readonly op: "fd-replace";
}

/** iommufd_device_detach(idev, pasid). Void: what is not attached is left alone. */
export interface FdDetach extends OnDevice, OnPasid, MayFail {
  readonly op: "fd-detach";
}

interface Copied {
  /** The answer cannot be copied to the user: EFAULT, after all has been done. */
  readonly copyFault?: true;
}

/** VFIO_DEVICE_ATTACH_IOMMUFD_PT: a replace if the device is attached. */
export interface VfioAttach extends OnTarget, Copied {
  readonly op: "vfio-attach";
}

/** VFIO_DEVICE_ATTACH_IOMMUFD_PT with VFIO_DEVICE_ATTACH_PASID. */
export interface VfioAttachPasid extends OnTarget, OnPasid, Copied {
  readonly op: "vfio-attach-pasid";
}

/** VFIO_DEVICE_DETACH_IOMMUFD_PT. */
export interface VfioDetach extends OnDevice, MayFail {
  readonly op: "vfio-detach";
}

/** VFIO_DEVICE_DETACH_IOMMUFD_PT with VFIO_DEVICE_DETACH_PASID. */
export interface VfioDetachPasid extends OnDevice, OnPasid, MayFail {
  readonly op: "vfio-detach-pasid";
}

export type IommufdOperation =
  | FdBind
  | FdUnbind
  | IoasAlloc
  | IoasMap
  | IoasUnmap
  | HwptAlloc
  | FdDestroy
  | FdAttach
  | FdReplace
  | FdDetach
  | VfioAttach
  | VfioAttachPasid
  | VfioDetach
  | VfioDetachPasid;

export const IOMMUFD_OPERATIONS = [
  "fd-bind",
  "fd-unbind",
  "ioas-alloc",
  "ioas-map",
  "ioas-unmap",
  "hwpt-alloc",
  "fd-destroy",
  "fd-attach",
  "fd-replace",
  "fd-detach",
  "vfio-attach",
  "vfio-attach-pasid",
  "vfio-detach",
  "vfio-detach-pasid",
] as const;
