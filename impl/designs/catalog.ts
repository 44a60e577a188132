/**
 * The catalog: the designs between which the mail thread of March 2023 chooses, with the states of
 * Linux before and after it, and our own answer. Each is a contract and the optimized machine that
 * claims to keep it.
 */
import type { Design } from "../../model/vocabulary/design/design.js";
import {
  DEVICE_XARRAY,
  DEVICE_XARRAY_NO_RID_ALIAS,
  SPEC_DEVICE_XARRAY,
  GROUP_TABLE_SINGLETON,
  LINUX_6_2,
  LINUX_7_3,
} from "./contracts.js";
import { deviceXArray } from "./device-xarray.js";
import { groupTable } from "./group-table.js";

/** The design of the kernel of today: what is told of it goes first. */
export const KERNEL_OF_TODAY = "linux-7.3";

/** The named designs, in the order in which they are reported. */
export const catalog: readonly Design[] = [
  groupTable(
    "linux-6.2",
    "One PASID table a group, written before the hardware; failures are undone on every member.",
    LINUX_6_2,
  ),
  groupTable(
    KERNEL_OF_TODAY,
    "One PASID table a group, written after the hardware; only capable members are programmed.",
    LINUX_7_3,
  ),
  groupTable(
    "group-table-singleton",
    "Linux 7.3, but a PASID is attached only to a device that is alone in its group.",
    GROUP_TABLE_SINGLETON,
  ),
  deviceXArray(
    "device-xarray",
    "One PASID table a device; a PASID operation programs the device that it names and no other.",
    DEVICE_XARRAY,
  ),
  deviceXArray(
    "device-xarray-no-rid-alias",
    "One PASID table a device, and only for devices whose requester IDs nobody else emits.",
    DEVICE_XARRAY_NO_RID_ALIAS,
  ),
  deviceXArray(
    "spec-device-xarray",
    "One PASID table a device, with groups and the enable check taken from the PCIe specification.",
    SPEC_DEVICE_XARRAY,
  ),
];
