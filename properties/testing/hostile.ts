/**
 * Arbitraries of what nobody would ask for: any operation with any names, any contract, and lists
 * of operations that make sense with some between them that need not.
 */
import fc from "fast-check";
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import { POLICIES, type PolicyName } from "../../model/vocabulary/design/policies.js";
import { makeOperation, type SaidValue } from "../../model/vocabulary/operation/make-operation.js";
import {
  operandKind,
  type OperandKind,
  type OperandName,
} from "../../model/vocabulary/operation/operands.js";
import {
  OPERATION_NAMES,
  operandsOf,
  PASID_EXEC,
  PASID_PRIV,
  type Operation,
  type OperationName,
} from "../../model/vocabulary/operation/operation.js";
import { errnoNames } from "../../model/vocabulary/operation/outcome.js";
import {
  PASIDS_NAMED_MAX,
  pasidColumns,
  type Scenario,
} from "../../model/vocabulary/scenario/scenario.js";
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import type { Knobs } from "../generators/knobs.js";
import { scenarios } from "../generators/scenario.js";

type Value = fc.Arbitrary<SaidValue | undefined>;

interface OperationOptions {
  /** Of these kinds; all of them where it is left out. */
  readonly names?: readonly OperationName[];
  /** The greatest index of a function. */
  readonly devMax?: number;
  /** Values of operands, where they are not those of below. */
  readonly values?: { readonly [N in OperandName]?: Value };
}

/** Any operation at all. */
export function anyOperation(options: OperationOptions = {}): fc.Arbitrary<Operation> {
  const { names = OPERATION_NAMES, devMax = 6 } = options;
  const usual = { pasid: fc.constantFrom(0, 1, 2, 3, 300, 0x10_0000), ...options.values };
  const kinds = names.map((name) => {
    const operands = operandsOf(name).map((operand): [OperandName, Value] => [
      operand,
      usual[operand] ?? valueOf(operandKind(operand)),
    ]);
    return fc
      .tuple(fc.nat(devMax), fc.record(Object.fromEntries(operands)))
      .map(([dev, values]) => makeOperation(name, dev, values));
  });
  return fc.oneof(...kinds);
}

function valueOf(kind: OperandKind): Value {
  return kind.optional === true ? fc.option(anyOf(kind), { nil: undefined }) : anyOf(kind);
}

function anyOf(kind: OperandKind): fc.Arbitrary<SaidValue> {
  switch (kind.form) {
    case "number":
      return fc.integer({ min: kind.min, max: kind.max });
    case "numbered":
      return fc.integer({ min: 1, max: kind.max });
    case "name":
      // The first more often than others, or what one makes another would hardly ever use.
      return fc.constantFrom(kind.names[0] ?? "", ...kind.names);
    case "flag":
      return fc.constant(true);
    case "features":
      return fc.constantFrom(PASID_EXEC, PASID_PRIV, PASID_EXEC | PASID_PRIV);
    case "acs":
      return fc.oneof(fc.constantFrom(0, ACS_PASID), fc.integer({ min: 0, max: 0x7f }));
    case "failure":
      return fc.record({
        call: fc.integer({ min: 1, max: 4 }),
        errno: fc.constantFrom(...errnoNames()),
      });
  }
}

/** Profiles whose operations are those of users. */
export const USER_PROFILES = ["ownership", "iommufd", "vfio", "allocation"] as const;

/** Lists of operations that make sense, with some between them that need not. */
export function hostileScenarios(
  knobs: Partial<Knobs>,
  operation: fc.Arbitrary<Operation>,
): fc.Arbitrary<Scenario> {
  return fc
    .tuple(scenarios(knobs), fc.array(operation, { maxLength: 15 }))
    .map(([s, more]) => {
      const count = Math.max(s.operations.length, more.length);
      const mixed = Array.from({ length: count }, (_, i) => [s.operations[i], more[i]]).flat();
      return { ...s, operations: mixed.filter((op) => op !== undefined) };
    })
    .filter((s) => pasidColumns(s.operations).length <= PASIDS_NAMED_MAX);
}

/** Any values of all policies; of those that are named, of the given ones, or Linux 7.3's. */
export function anyContract(
  only: { readonly [P in PolicyName]?: readonly Contract[P][] } = {},
): fc.Arbitrary<Contract> {
  const values: Record<string, readonly string[]> = { ...POLICIES, ...only };
  const drawn = Object.entries(values).filter(([, of]) => of.length > 0);
  return fc
    .record(Object.fromEntries(drawn.map(([name, of]) => [name, fc.constantFrom(...of)])))
    .map((changed) => withPolicies(LINUX_7_3, changed as Partial<Contract>));
}
