/** An operation made of its name, its function and values of operands, as a file says them. */
import { operandKind, type DriverFailure, type OperandName } from "./operands.js";
import { operandsOf, type Operation, type OperationName } from "./operation.js";

/** A value as it was read: that it is one of the operand's own is for the reader to see to. */
export type SaidValue = number | string | true | DriverFailure;
export type Said = { readonly [N in OperandName]?: SaidValue | undefined };

interface Named {
  readonly op: OperationName;
  readonly dev: number;
}

/** The operation with those operands that it has. Throws RangeError where one is missing. */
export function makeOperation(op: OperationName, dev: number, said: Said): Operation {
  const made: Named & { [N in OperandName]?: SaidValue } = { op, dev };
  for (const name of operandsOf(op)) {
    const value = said[name];
    if (value !== undefined) made[name] = value;
  }
  if (isOperation(made)) return made;
  throw new RangeError(`${op} needs '${missingOperand(op, said)}'`);
}

/** The first operand without which the operation cannot be. */
export function missingOperand(op: OperationName, said: Said): OperandName | undefined {
  return operandsOf(op).find(
    (name) => operandKind(name).optional !== true && said[name] === undefined,
  );
}

/** Whether all operands are there that the operation needs. */
export function isOperation(made: Named & Said): made is Operation {
  return missingOperand(made.op, made) === undefined;
}
