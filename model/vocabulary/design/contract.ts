/**
 * A contract: the policies that a design chooses, as data. The reference interprets any contract,
 * so designs and historic bugs are rows of data, and "which contracts keep which invariants?" can
 * be asked by machine.
 */
import { POLICY_NAMES, type POLICIES, type PolicyName } from "./policies.js";

export type Contract = { readonly [K in PolicyName]: (typeof POLICIES)[K][number] };

export type Grouping = Contract["grouping"];

/** A contract with some policies changed. */
export function withPolicies(base: Contract, changed: Partial<Contract>): Contract {
  return { ...base, ...changed };
}

/** The policies in which two contracts differ, by name. */
export function policyDifferences(a: Contract, b: Contract): readonly PolicyName[] {
  return POLICY_NAMES.filter((name) => a[name] !== b[name]);
}
