/**
 * The table of operands: what operations name besides their function, and how each is written. The
 * text form, the JSON form, the lines of the driver protocol and the types are derived from it. Its
 * order is the order in which they are written.
 */
import { DRIVERS_MAX, MMS_MAX } from "./allocation.js";
import { DOMAIN_NAMES } from "./domain.js";
import { CONTEXTS_MAX, HWPT_NAMES, IOAS_NAMES, OBJECT_NAMES } from "./iommufd.js";
import type { Errno } from "./outcome.js";
import { OWNERS_MAX } from "./ownership.js";
import { REGIONS_MAX } from "../topology/topology.js";

/** The number of attach handles (struct iommu_attach_handle) that a scenario can name: h1..h8. */
export const HANDLES_MAX = 8;

/** PASIDs are 20 bits wide; operations may also name one too many, to see it refused. */
export const PASID_MAX = 0x10_0000;

/**
 * Number of callbacks that the log keeps for one operation; a design that makes more is crashed.
 */
export const CALLS_MAX = 100_000;

/**
 * Tells the IOMMU driver to fail its `call`-th callback (from 1) during this operation with
 * `errno`.
 */
export interface DriverFailure {
  readonly call: number;
  readonly errno: Errno;
}

interface Common {
  /** Its word in the text form, where that is not its name. */
  readonly word?: string;
  /** It may be left out. */
  readonly optional?: true;
}

interface Plain extends Common {
  readonly form: "number";
  readonly what: string;
  readonly min: number;
  readonly max: number;
}

/** A number from 1, in the text form with a letter: `h1`, `O2`. */
interface Numbered extends Common {
  readonly form: "numbered";
  readonly what: string;
  readonly letter: string;
  readonly max: number;
}

interface Named extends Common {
  readonly form: "name";
  readonly what: string;
  readonly names: readonly string[];
}

/** Said or not; it is always optional. */
interface Flag extends Common {
  readonly form: "flag";
  readonly word: string;
  readonly optional: true;
}

interface Special extends Common {
  readonly form: "features" | "acs" | "failure";
}

export type OperandKind = Plain | Numbered | Named | Flag | Special;

export const OPERANDS = {
  /** 0..2^20. For a user, PASID 0 is the RID. */
  pasid: { form: "number", what: "a PASID", min: 0, max: PASID_MAX },
  domain: { form: "name", what: "domain", names: DOMAIN_NAMES },
  /** Absent: a null handle. */
  handle: { form: "numbered", what: "a handle", letter: "h", max: HANDLES_MAX, optional: true },
  /** PASID_EXEC | PASID_PRIV; absent: 0. */
  features: { form: "features", optional: true },
  /** The ACS bits that are on afterwards (acs.ts), of those that the capability implements. */
  ctrl: { form: "acs", word: "acs" },
  owner: { form: "numbered", what: "an owner", letter: "O", max: OWNERS_MAX },
  context: { form: "numbered", what: "a context", letter: "C", max: CONTEXTS_MAX },
  ioas: { form: "name", what: "IOAS", names: IOAS_NAMES },
  region: { form: "number", what: "a region", min: 1, max: REGIONS_MAX },
  hwpt: { form: "name", what: "page table", names: HWPT_NAMES },
  /** The IOAS whose mappings a page table has, or the one on which it is nested. */
  of: { form: "name", what: "IOAS or page table", names: OBJECT_NAMES },
  object: { form: "name", what: "IOAS or page table", names: OBJECT_NAMES },
  target: { form: "name", word: "to", what: "IOAS or page table", names: OBJECT_NAMES },
  /** IOMMU_HWPT_ALLOC_PASID: it may be attached to PASIDs. */
  forPasids: { form: "flag", word: "for-pasids", optional: true },
  /** IOMMU_HWPT_ALLOC_NEST_PARENT: others may be nested on it. */
  nestParent: { form: "flag", word: "nest-parent", optional: true },
  /** The answer cannot be copied to the user: EFAULT, after all has been done. */
  copyFault: { form: "flag", word: "copy-fault", optional: true },
  driver: { form: "numbered", what: "a driver", letter: "R", max: DRIVERS_MAX },
  mm: { form: "numbered", what: "an address space", letter: "M", max: MMS_MAX },
  fail: { form: "failure", optional: true },
} as const satisfies Readonly<Record<string, OperandKind>>;

export type OperandName = keyof typeof OPERANDS;

type KindOf<N extends OperandName> = (typeof OPERANDS)[N];

/** The type of an operand's value. */
export type OperandValue<N extends OperandName = OperandName> = N extends OperandName
  ? KindOf<N> extends { readonly names: readonly (infer Name)[] }
    ? Name
    : KindOf<N> extends { readonly form: "flag" }
      ? true
      : KindOf<N> extends { readonly form: "failure" }
        ? DriverFailure
        : number
  : never;

/** Those that may be left out. */
export type OptionalOperand = {
  [N in OperandName]: KindOf<N> extends { readonly optional: true } ? N : never;
}[OperandName];

/** All of them, in the order in which they are written. */
export const OPERAND_NAMES: readonly OperandName[] = Object.keys(OPERANDS).filter(isOperandName);

function isOperandName(name: string): name is OperandName {
  return Object.hasOwn(OPERANDS, name);
}

export function operandKind(name: OperandName): OperandKind {
  return OPERANDS[name];
}
