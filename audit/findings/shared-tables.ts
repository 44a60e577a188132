/**
 * Functions that share one PASID table in Linux: the table belongs to the group
 * (drivers/iommu/iommu.c, struct iommu_group::pasid_array; docs/reference/semantics.md section 0),
 * and a PASID that is attached to one member is programmed for all with max_pasids above 0
 * (iommu_attach_device_pasid, __iommu_set_group_pasid).
 */

/** What must be known of each function: reports/audit and the audit have it. */
export interface PasidKnown {
  readonly capable: boolean | null;
  /** Null: cannot be said. */
  readonly enableable: boolean | null;
}

export interface SharedTable {
  readonly group: number;
  /** Members on which PASID can be enabled, VFs included, which use the capability of their PF. */
  readonly functions: readonly number[];
  /** Members of which that cannot be said; the table is shared for sure if there are two others. */
  readonly perhaps: readonly number[];
  /**
   * Members with the capability on which PASID is refused: what is attached to another is
   * programmed for them as well, because max_pasids does not ask whether PASID is on (semantics
   * 6.3).
   */
  readonly refused: readonly number[];
}

/** The groups in which two functions or more can, or may, have PASID enabled. */
export function sharedTables(
  groups: readonly (readonly number[])[],
  pasid: readonly PasidKnown[],
): readonly SharedTable[] {
  return groups.flatMap((members, group) => {
    const where = (is: (known: PasidKnown) => boolean): readonly number[] =>
      members.filter((dev) => {
        const known = pasid[dev];
        return known !== undefined && is(known);
      });
    const functions = where(({ enableable }) => enableable === true);
    const perhaps = where(({ enableable, capable }) => enableable === null && capable !== false);
    const refused = where(({ enableable, capable }) => enableable === false && capable === true);
    // Of a capability that is not shown at all there is nothing to say, unless beside others.
    const capable = perhaps.filter((dev) => pasid[dev]?.capable === true);
    if (functions.length + capable.length < 2) return [];
    return [{ group, functions, perhaps, refused }];
  });
}
