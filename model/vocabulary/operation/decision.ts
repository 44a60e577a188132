/**
 * The row of docs/reference/errno-table.md that decides how an operation ends, and the kernel
 * function in which it does (Linux 7.3.4). A test holds this list against that page.
 */

export interface ErrnoTable {
  /** File and function: `drivers/iommu/iommu.c, iommu_attach_device_pasid()`. */
  readonly kernel: string;
  /** Section of the page. */
  readonly section: number;
  /** The line above the table, or the first cell of the row where rows have no numbers. */
  readonly heading: string;
}

const CORE = "drivers/iommu/iommu.c";
const IOMMUFD = "drivers/iommu/iommufd";

export const ERRNO_TABLES = {
  "pasid-enable": {
    kernel: "drivers/pci/ats.c, pci_enable_pasid()",
    section: 1,
    heading: "pci_enable_pasid(dev, features)",
  },
  "set-domain": {
    kernel: `${CORE}, __iommu_group_set_domain_internal()`,
    section: 3,
    heading: "set_domain (common",
  },
  "device-attach": {
    kernel: `${CORE}, iommu_attach_device()`,
    section: 3,
    heading: "iommu_attach_device",
  },
  "group-attach": {
    kernel: `${CORE}, iommu_attach_group()`,
    section: 3,
    heading: "iommu_attach_group",
  },
  "handle-attach": {
    kernel: `${CORE}, iommu_attach_group_handle()`,
    section: 3,
    heading: "iommu_attach_group_handle",
  },
  "handle-replace": {
    kernel: `${CORE}, iommu_replace_group_handle()`,
    section: 3,
    heading: "iommu_replace_group_handle",
  },
  "group-claim": {
    kernel: `${CORE}, __iommu_take_dma_ownership()`,
    section: 3,
    heading: "iommu_group_claim_dma_owner",
  },
  "device-claim": {
    kernel: `${CORE}, iommu_device_claim_dma_owner()`,
    section: 3,
    heading: "iommu_device_claim_dma_owner",
  },
  "driver-bind": {
    kernel: `${CORE}, iommu_device_use_default_domain()`,
    section: 3,
    heading: "iommu_device_use_default_domain",
  },
  "pasid-attach": {
    kernel: `${CORE}, iommu_attach_device_pasid()`,
    section: 4,
    heading: "iommu_attach_device_pasid(D, dev, p, h)",
  },
  "pasid-replace": {
    kernel: `${CORE}, iommu_replace_device_pasid()`,
    section: 4,
    heading: "iommu_replace_device_pasid(D, dev, p, h)",
  },
  "reset-prepare": {
    kernel: `${CORE}, pci_dev_reset_iommu_prepare()`,
    section: 5,
    heading: "## 5. Reset",
  },
  "sva-bind": {
    kernel: "drivers/iommu/iommu-sva.c, iommu_sva_bind_device()",
    section: 6,
    heading: "## 6. SVA (iommu_sva_bind_device)",
  },
  "fd-bind": { kernel: `${IOMMUFD}/device.c, iommufd_device_bind()`, section: 7, heading: "bind" },
  "fd-attach": {
    kernel: `${IOMMUFD}/device.c, iommufd_hw_pagetable_attach()`,
    section: 7,
    heading: "attach(idev, p, hwpt)",
  },
  "fd-replace": {
    kernel: `${IOMMUFD}/device.c, iommufd_device_do_replace()`,
    section: 7,
    heading: "replace(idev, p, hwpt)",
  },
  "hwpt-alloc": {
    kernel: `${IOMMUFD}/hw_pagetable.c, iommufd_hwpt_alloc()`,
    section: 7,
    heading: "hwpt_alloc",
  },
  "fd-destroy": { kernel: `${IOMMUFD}/main.c, iommufd_destroy()`, section: 7, heading: "destroy" },
  "ioas-map": {
    kernel: `${IOMMUFD}/ioas.c, iommufd_ioas_map()`,
    section: 7,
    heading: "ioas map fixed",
  },
  "vfio-attach": {
    kernel: "drivers/vfio/device_cdev.c, vfio_df_ioctl_attach_pt()",
    section: 8,
    heading: "VFIO_DEVICE_ATTACH_IOMMUFD_PT",
  },
} as const satisfies Readonly<Record<string, ErrnoTable>>;

export type ErrnoTableName = keyof typeof ERRNO_TABLES;

export interface Decision {
  readonly table: ErrnoTableName;
  /** The number of the row; null where its table has no numbers. */
  readonly row: number | null;
}

/** What decided an operation, as far as it is known. */
export type Decided =
  /** A row of docs/reference/errno-table.md. */
  | { readonly by: "row"; readonly decision: Decision }
  /** No row, and the kernel function was reached. */
  | { readonly by: "function" }
  /** Nothing in the kernel: the operation ended before it. */
  | { readonly by: "nothing" };
