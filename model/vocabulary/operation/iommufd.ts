/**
 * Names of what users have with iommufd and VFIO (drivers/iommu/iommufd/main.c): contexts, IOASes,
 * page tables. They stand for the numbers that the kernel gives out. A name stands for one object
 * at a time, whoever made it; a name that is taken is EEXIST, one that stands for nothing, or for
 * another user's object, ENOENT.
 */

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
