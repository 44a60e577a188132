/**
 * The name of a contract: a design and the policies in which it differs, from which the contract
 * can be made again: `contract:linux-7.3,enableCheck=pasid-safe`.
 */
import { catalog } from "../../impl/designs/catalog.js";
import {
  policyDifferences,
  withPolicies,
  type Contract,
} from "../../model/vocabulary/design/contract.js";
import { isPolicyName, isPolicyValue } from "../../model/vocabulary/design/policies.js";

const PREFIX = "contract:";

export function contractName(base: string, contract: Contract): string {
  const of = catalog.find((design) => design.name === base)?.contract;
  if (of === undefined) throw new RangeError(`no design ${base}`);
  const changed = policyDifferences(of, contract).map((policy) => `${policy}=${contract[policy]}`);
  return PREFIX + [base, ...changed].join(",");
}

/** The contract that a name says; null if it says none. */
export function contractNamed(name: string): Contract | null {
  if (!name.startsWith(PREFIX)) return null;
  const [base, ...changes] = name.slice(PREFIX.length).split(",");
  let contract = catalog.find((design) => design.name === base)?.contract ?? null;
  for (const change of changes) {
    const [policy = "", value = ""] = change.split("=");
    if (contract === null || !isPolicyName(policy) || !isPolicyValue(policy, value)) return null;
    contract = withPolicies(contract, { [policy]: value });
  }
  return contract;
}
