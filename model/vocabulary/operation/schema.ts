/**
 * The JSON form of operations as a zod schema, made from the tables of operations and of operands.
 * Only scenario/schema.ts imports it.
 */
import { z } from "zod";
import { ACS, ACS_BITS } from "../topology/acs.js";
import { isOperation, type SaidValue } from "./make-operation.js";
import { CALLS_MAX, operandKind, type OperandKind, type OperandName } from "./operands.js";
import {
  OPERATION_NAMES,
  operandsOf,
  PASID_EXEC,
  PASID_PRIV,
  type Operation,
  type OperationName,
} from "./operation.js";
import { errnoNames } from "./outcome.js";

const ACS_ALL = ACS_BITS.reduce((bits, name) => bits | ACS[name], 0);
const DEV = z.int().min(0).max(0xffff_ffff);
const FEATURES = z.literal([0, PASID_EXEC, PASID_PRIV, PASID_EXEC | PASID_PRIV]);
const FAILURE = z
  .strictObject({
    call: z.int().min(1).max(CALLS_MAX),
    errno: z.enum(errnoNames()),
  })
  .meta({ id: "driver-failure" });

function valueSchema(kind: OperandKind): z.ZodType<SaidValue> {
  switch (kind.form) {
    case "number":
      return z.int().min(kind.min).max(kind.max);
    case "numbered":
      return z.int().min(1).max(kind.max);
    case "name":
      return z.enum(kind.names);
    case "flag":
      return z.literal(true);
    case "features":
      return FEATURES;
    case "acs":
      return z.int().min(0).max(ACS_ALL);
    case "failure":
      return FAILURE;
  }
}

function fieldSchema(name: OperandName): z.ZodType {
  const kind = operandKind(name);
  return kind.optional === true ? z.exactOptional(valueSchema(kind)) : valueSchema(kind);
}

/** The fields of operations on a target stand in another order in the published schemas. */
const ON_TARGET: readonly OperandName[] = ["target", "fail", "pasid", "copyFault"];

function fieldsOf(name: OperationName): readonly OperandName[] {
  const fields = operandsOf(name);
  if (!fields.includes("target")) return fields;
  return ON_TARGET.filter((field) => fields.includes(field));
}

type Option = z.ZodObject<{ op: z.ZodLiteral<OperationName>; dev: z.ZodInt }, z.core.$strict>;

function optionOf(name: OperationName): Option {
  const fields: Record<string, z.ZodType> = {};
  for (const field of fieldsOf(name)) fields[field] = fieldSchema(field);
  return z.strictObject({ op: z.literal<OperationName>(name), dev: DEV, ...fields });
}

const [first, ...others] = OPERATION_NAMES.map(optionOf);
if (first === undefined) throw new RangeError("there are no operations");

export const operationSchema: z.ZodType<Operation> = z
  .discriminatedUnion("op", [first, ...others])
  .transform((read) => (isOperation(read) ? read : z.NEVER));
