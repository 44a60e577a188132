/**
 * The table of operations: their layer, who makes them, what they name besides their function. The
 * types, the lists of names, the text form, the JSON form and the lines of the driver protocol are
 * derived from it. The order of operands is the one in which the text form asks for them.
 *
 * An absent function is ENODEV. Operations of iommufd and of VFIO are done by the user who has the
 * function, in the context to which it is bound; one that is bound to no context is ENODEV too.
 */
import type { OperandName } from "./operands.js";

/**
 * `core`: drivers/pci/ats.c and drivers/iommu/iommu.c, attach and detach.
 * `ownership`: drivers/iommu/iommu.c, who may decide what a group's devices reach.
 * `iommufd`: drivers/iommu/iommufd/device.c, hw_pagetable.c, io_pagetable.c; VFIO above it,
 * drivers/vfio/device_cdev.c, iommufd.c.
 * `allocation`: PASIDs from an allocator (semantics 10).
 */
export type Layer = "core" | "ownership" | "iommufd" | "allocation";

export interface Row {
  readonly layer: Layer;
  /**
   * The kernel function that answers it, with its file in Linux 7.3:
   * `drivers/iommu/iommu.c, iommu_attach_device_pasid()`.
   */
  readonly kernel: string;
  /** A driver of the kernel makes it: one has no business with a group of a context. */
  readonly byDriver?: true;
  /** `fail` where it reaches attach_dev or set_dev_pasid of the IOMMU driver. */
  readonly operands: readonly OperandName[];
}

export const OPERATIONS = {
  /** pci_enable_pasid(pdev, features). */
  "pasid-enable": {
    layer: "core",
    kernel: "drivers/pci/ats.c, pci_enable_pasid()",
    operands: ["features"],
  },
  /** pci_disable_pasid(pdev). */
  "pasid-disable": {
    layer: "core",
    kernel: "drivers/pci/ats.c, pci_disable_pasid()",
    operands: [],
  },
  /** iommu_attach_device(domain, dev): refuses a group of more than one. */
  "device-attach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_attach_device()",
    byDriver: true,
    operands: ["domain", "fail"],
  },
  /** iommu_detach_device(domain, dev), with the domain that the group is on. */
  "device-detach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_detach_device()",
    byDriver: true,
    operands: ["fail"],
  },
  /** iommu_attach_group(domain, group of dev); with a handle iommu_attach_group_handle(). */
  "rid-attach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_attach_group_handle()",
    byDriver: true,
    operands: ["domain", "handle", "fail"],
  },
  /** iommu_replace_group_handle(group of dev, domain, handle). */
  "rid-replace": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_replace_group_handle()",
    byDriver: true,
    operands: ["domain", "handle", "fail"],
  },
  /** iommu_detach_group_handle(domain, group of dev). */
  "rid-detach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_detach_group_handle()",
    byDriver: true,
    operands: ["fail"],
  },
  /** iommu_attach_device_pasid(domain, dev, pasid, handle). */
  "pasid-attach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_attach_device_pasid()",
    byDriver: true,
    operands: ["pasid", "domain", "handle", "fail"],
  },
  /** iommu_replace_device_pasid(domain, dev, pasid, handle). */
  "pasid-replace": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_replace_device_pasid()",
    byDriver: true,
    operands: ["pasid", "domain", "handle", "fail"],
  },
  /**
   * iommu_detach_device_pasid(domain, dev, pasid) with the domain that is recorded there. The
   * kernel function is void and has no checks: its caller must have attached. With nothing recorded
   * there is no domain to name, the function is not called, and the outcome is ENOENT.
   */
  "pasid-detach": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_detach_device_pasid()",
    byDriver: true,
    operands: ["pasid", "fail"],
  },
  /**
   * A function that is absent comes: pci_scan_slot() of its slot, pci_bus_add_devices(), and the
   * IOMMU core probes it on the bus notifier (iommu_probe_device). A notifier cannot fail: a
   * function that the IOMMU driver refuses is there, without a group.
   */
  plug: {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_probe_device()",
    operands: ["fail"],
  },
  /** A function goes: device_del(), and iommu_release_device() on the bus notifier. */
  unplug: {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, iommu_release_device()",
    operands: ["fail"],
  },
  /** pci_dev_reset_iommu_prepare(pdev): translation pauses on the blocking domain. */
  "reset-prepare": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, pci_dev_reset_iommu_prepare()",
    operands: ["fail"],
  },
  /** pci_dev_reset_iommu_done(pdev): translation comes back as it is recorded by then. Void. */
  "reset-done": {
    layer: "core",
    kernel: "drivers/iommu/iommu.c, pci_dev_reset_iommu_done()",
    operands: ["fail"],
  },
  /**
   * The ACS Control register of a function is written while the machine runs: by setpci, or late by
   * what should have been firmware or `pci=config_acs=`.
   */
  "acs-set": {
    layer: "core",
    kernel: "drivers/pci/pci-sysfs.c, pci_write_config()",
    operands: ["ctrl"],
  },

  /** iommu_device_claim_dma_owner(dev, owner): what VFIO and iommufd do for a user's device. */
  claim: {
    layer: "ownership",
    kernel: "drivers/iommu/iommu.c, iommu_device_claim_dma_owner()",
    operands: ["owner", "fail"],
  },
  /**
   * iommu_device_release_dma_owner(dev). Void, and it warns where nothing is claimed or PASIDs are
   * attached: then it is not called, and the outcome is ENOENT or EBUSY.
   */
  release: {
    layer: "ownership",
    kernel: "drivers/iommu/iommu.c, iommu_device_release_dma_owner()",
    operands: ["fail"],
  },
  /**
   * A driver of the kernel binds: iommu_device_use_default_domain(dev). A device has one driver:
   * where one is bound, or a user has the device, the outcome is EBUSY.
   */
  "driver-bind": {
    layer: "ownership",
    kernel: "drivers/iommu/iommu.c, iommu_device_use_default_domain()",
    operands: [],
  },
  /**
   * It unbinds: iommu_device_unuse_default_domain(dev). Void, and it warns while PASIDs are
   * attached: then it is not called and the outcome is EBUSY; ENOENT where no driver is bound.
   */
  "driver-unbind": {
    layer: "ownership",
    kernel: "drivers/iommu/iommu.c, iommu_device_unuse_default_domain()",
    operands: [],
  },

  /** iommufd_device_bind(ictx, dev), which claims DMA ownership for the context. */
  "fd-bind": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/device.c, iommufd_device_bind()",
    operands: ["context", "fail"],
  },
  /**
   * iommufd_device_unbind(idev). Void, and its caller must have detached: with anything attached it
   * is not called, and the outcome is EBUSY.
   */
  "fd-unbind": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/device.c, iommufd_device_unbind()",
    operands: ["fail"],
  },
  /** IOMMU_IOAS_ALLOC. */
  "ioas-alloc": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/ioas.c, iommufd_ioas_alloc_ioctl()",
    operands: ["ioas"],
  },
  /** IOMMU_IOAS_MAP of a whole region, at a fixed address. */
  "ioas-map": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/ioas.c, iommufd_ioas_map()",
    operands: ["ioas", "region"],
  },
  /** IOMMU_IOAS_UNMAP of a whole region. */
  "ioas-unmap": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/ioas.c, iommufd_ioas_unmap()",
    operands: ["ioas", "region"],
  },
  /** IOMMU_HWPT_ALLOC for the function: a paging domain, or one nested on another page table. */
  "hwpt-alloc": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/hw_pagetable.c, iommufd_hwpt_alloc()",
    operands: ["hwpt", "of", "forPasids", "nestParent"],
  },
  /** IOMMU_DESTROY of an IOAS or a page table. */
  "fd-destroy": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/main.c, iommufd_destroy()",
    operands: ["object"],
  },
  /** iommufd_device_attach(idev, pasid, target); PASID 0 is the RID. */
  "fd-attach": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/device.c, iommufd_device_attach()",
    operands: ["pasid", "target", "fail"],
  },
  /** iommufd_device_replace(idev, pasid, target). */
  "fd-replace": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/device.c, iommufd_device_replace()",
    operands: ["pasid", "target", "fail"],
  },
  /** iommufd_device_detach(idev, pasid). Void: what is not attached is left alone. */
  "fd-detach": {
    layer: "iommufd",
    kernel: "drivers/iommu/iommufd/device.c, iommufd_device_detach()",
    operands: ["pasid", "fail"],
  },
  /** VFIO_DEVICE_ATTACH_IOMMUFD_PT: a replace if the device is attached. */
  "vfio-attach": {
    layer: "iommufd",
    kernel: "drivers/vfio/device_cdev.c, vfio_df_ioctl_attach_pt()",
    operands: ["target", "copyFault", "fail"],
  },
  /** VFIO_DEVICE_ATTACH_IOMMUFD_PT with VFIO_DEVICE_ATTACH_PASID. */
  "vfio-attach-pasid": {
    layer: "iommufd",
    kernel: "drivers/vfio/device_cdev.c, vfio_df_ioctl_attach_pt()",
    operands: ["pasid", "target", "copyFault", "fail"],
  },
  /** VFIO_DEVICE_DETACH_IOMMUFD_PT. */
  "vfio-detach": {
    layer: "iommufd",
    kernel: "drivers/vfio/device_cdev.c, vfio_df_ioctl_detach_pt()",
    operands: ["fail"],
  },
  /** VFIO_DEVICE_DETACH_IOMMUFD_PT with VFIO_DEVICE_DETACH_PASID. */
  "vfio-detach-pasid": {
    layer: "iommufd",
    kernel: "drivers/vfio/device_cdev.c, vfio_df_ioctl_detach_pt()",
    operands: ["pasid", "fail"],
  },

  /**
   * The driver takes the lowest number that is free in its space, 1 to max_pasids - 1, and attaches
   * the domain there without a handle: ENOSPC if there is none; the number goes back if the attach
   * is refused.
   */
  "allocate-pasid": {
    layer: "allocation",
    kernel: "drivers/iommu/iommu.c, iommu_alloc_global_pasid()",
    byDriver: true,
    operands: ["driver", "domain", "fail"],
  },
  /**
   * The driver detaches the highest number that it holds on this function, and gives it back;
   * ENOENT if it holds none.
   */
  "free-pasid": {
    layer: "allocation",
    kernel: "drivers/iommu/iommu.c, iommu_free_global_pasid()",
    byDriver: true,
    operands: ["driver", "fail"],
  },
  /** iommu_sva_bind_device(dev, mm). */
  "sva-bind": {
    layer: "allocation",
    kernel: "drivers/iommu/iommu-sva.c, iommu_sva_bind_device()",
    byDriver: true,
    operands: ["mm", "fail"],
  },
  /** iommu_sva_unbind_device() of a bond of this function and mm; ENOENT if there is none. */
  "sva-unbind": {
    layer: "allocation",
    kernel: "drivers/iommu/iommu-sva.c, iommu_sva_unbind_device()",
    byDriver: true,
    operands: ["mm", "fail"],
  },
} as const satisfies Readonly<Record<string, Row>>;
