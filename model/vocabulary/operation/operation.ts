/**
 * Operations of a scenario: plain data, late-bound (`dev` is taken modulo the number of functions,
 * absent ones included, so a shrunk topology never invalidates an operation). What each of them is,
 * and its kernel function, stands in table.ts.
 */
import {
  OPERAND_NAMES,
  type OperandName,
  type OperandValue,
  type OptionalOperand,
} from "./operands.js";
import { OPERATIONS, type Layer, type Row } from "./table.js";

/** Feature bits of pci_enable_pasid(): Execute Permission and Privileged Mode. */
export const PASID_EXEC = 0x2;
export const PASID_PRIV = 0x4;

export type OperationName = keyof typeof OPERATIONS;

type OperandsOf<N extends OperationName> = (typeof OPERATIONS)[N]["operands"][number];

type Flat<T> = { readonly [K in keyof T]: T[K] };

/** The operation of a name; the union of them, where there are several names. */
export type OperationOf<N extends OperationName> = N extends OperationName
  ? Flat<
      {
        op: N;
        /** Index of the function, taken modulo their number. */
        dev: number;
      } & { [O in Exclude<OperandsOf<N>, OptionalOperand>]: OperandValue<O> } & {
        [O in Extract<OperandsOf<N>, OptionalOperand>]?: OperandValue<O>;
      }
    >
  : never;

export type Operation = OperationOf<OperationName>;

type NamesOf<L extends Layer> = {
  [N in OperationName]: (typeof OPERATIONS)[N]["layer"] extends L ? N : never;
}[OperationName];

/** Those of owners, iommufd, VFIO and allocators, which call attach and detach of the core. */
export type UserOperationName = NamesOf<"ownership" | "iommufd" | "allocation">;
export type UserOperation = OperationOf<UserOperationName>;
export type IommufdOperation = OperationOf<NamesOf<"iommufd">>;

/** All of them, in the order of the table. */
export const OPERATION_NAMES: readonly OperationName[] =
  Object.keys(OPERATIONS).filter(isOperationName);

export function isOperationName(text: string): text is OperationName {
  return Object.hasOwn(OPERATIONS, text);
}

function row(name: OperationName): Row {
  return OPERATIONS[name];
}

/** What an operation can name, in the order in which the text form asks for it. */
export function operandsOf(name: OperationName): readonly OperandName[] {
  return row(name).operands;
}

/** The kernel function that answers it: `drivers/iommu/iommu.c, iommu_attach_device_pasid()`. */
export function kernelOf(name: OperationName): string {
  return row(name).kernel;
}

function those(wanted: (of: Row) => boolean): readonly OperationName[] {
  return OPERATION_NAMES.filter((name) => wanted(row(name)));
}

export const OWNERSHIP_OPERATIONS = those(({ layer }) => layer === "ownership");
export const IOMMUFD_OPERATIONS = those(({ layer }) => layer === "iommufd");

/** Those that reach the IOMMU driver's attach_dev and set_dev_pasid. */
export const DRIVING_OPERATIONS = those(({ operands }) => operands.includes("fail"));

const USER_OPERATIONS: ReadonlySet<OperationName> = new Set(those(({ layer }) => layer !== "core"));

/**
 * Whether an operation is made by users of the core: then its scenario is observed in more detail.
 */
export function isUserOperationName(name: OperationName): name is UserOperationName {
  return USER_OPERATIONS.has(name);
}

/** The same, of a whole operation. */
export function isUserOperation(op: Operation): op is UserOperation {
  return USER_OPERATIONS.has(op.op);
}

const USERS: ReadonlySet<OperationName> = new Set(IOMMUFD_OPERATIONS);

/** Whether a user makes it, with iommufd or VFIO. */
export function isIommufdOperation(op: Operation): op is IommufdOperation {
  return USERS.has(op.op);
}

const KERNEL_DRIVERS: ReadonlySet<OperationName> = new Set(
  those(({ byDriver }) => byDriver === true),
);

/** Whether a driver of the kernel makes it: one has no business with a group of a context. */
export function isKernelDrivers(name: OperationName): boolean {
  return KERNEL_DRIVERS.has(name);
}

/** What operations of every kind can name. */
export type OperationFields = {
  readonly op: OperationName;
  readonly dev: number;
} & { readonly [N in OperandName]?: OperandValue<N> };

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

const PASID_USERS: ReadonlySet<OperationName> = new Set<OperationName>([
  "pasid-attach",
  "pasid-replace",
  "fd-attach",
  "fd-replace",
  "vfio-attach-pasid",
  "allocate-pasid",
  "sva-bind",
]);

/** Whether it attaches something to a PASID of its function; for a user PASID 0 is the RID. */
export function usesPasid(op: Operation): boolean {
  return PASID_USERS.has(op.op) && fieldsOf(op).pasid !== 0;
}

/** What each operation can name, in the order in which it is written. */
const WRITTEN: ReadonlyMap<OperationName, readonly OperandName[]> = new Map(
  OPERATION_NAMES.map((name) => {
    const { operands } = row(name);
    return [name, OPERAND_NAMES.filter((operand) => operands.includes(operand))];
  }),
);

/** The operands that an operation names, in the order in which they are written. */
export function operandsNamed(op: Operation): readonly (readonly [OperandName, OperandValue])[] {
  const fields = fieldsOf(op);
  const named: [OperandName, OperandValue][] = [];
  for (const name of WRITTEN.get(op.op) ?? []) {
    const value = fields[name];
    if (value !== undefined) named.push([name, value]);
  }
  return named;
}
