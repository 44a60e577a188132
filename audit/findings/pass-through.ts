/**
 * The functions that go with one that is passed through. The group is the unit of ownership: a user
 * of VFIO gets it only while no member is bound to a driver that uses the kernel's DMA API
 * (drivers/iommu/iommu.c iommu_group_claim_dma_owner: owner_cnt; drivers/pci/pci-driver.c
 * pci_dma_configure: driver_managed_dma). Ports stay with pcieport, and what has no driver is in
 * nobody's way.
 */
import { staysWithHost, type ShownMachine } from "./shown-machine.js";

/**
 * `bound`: to a driver that must let go. `free`: to none, or to one that leaves DMA to its user.
 * `unknown`: the source shows no drivers.
 */
export type Binding = "bound" | "free" | "unknown";

export interface GroupMember {
  readonly dev: number;
  readonly driver: string | null;
  readonly binding: Binding;
}

export interface PassThrough {
  /** These go to the same user, or to nobody: all members that do not stay. */
  readonly with: readonly GroupMember[];
  /** Bridges, host bridges and event collectors. */
  readonly stay: readonly GroupMember[];
}

/** Drivers with driver_managed_dma: portdrv.c, pci-stub.c and all of drivers/vfio/pci. */
const LEAVES_DMA = /^(?:pcieport|pci-stub)$|vfio/;

/** Of the other members of its group. */
export function passThrough(m: ShownMachine, dev: number, members: readonly number[]): PassThrough {
  const shows = m.functions.some(({ driver }) => driver !== null);
  const others = members.filter((one) => one !== dev && m.functions[one]?.shown !== false);
  const all = others.map((one): GroupMember => {
    const driver = m.functions[one]?.driver ?? null;
    return { dev: one, driver, binding: bindingOf(driver, shows) };
  });
  return {
    with: all.filter((one) => !staysWithHost(m, one.dev)),
    stay: all.filter((one) => staysWithHost(m, one.dev)),
  };
}

function bindingOf(driver: string | null, shows: boolean): Binding {
  if (driver === null) return shows ? "free" : "unknown";
  return LEAVES_DMA.test(driver) ? "free" : "bound";
}
