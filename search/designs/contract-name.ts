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
import {
  isPolicyName,
  isPolicyValue,
  POLICIES,
  POLICY_NAMES,
  type PolicyName,
} from "../../model/vocabulary/design/policies.js";
import { meant } from "../../model/vocabulary/reading/nearest.js";
import { readable, unreadable, type Reading } from "../../model/vocabulary/reading/reading.js";

export const CONTRACT_PREFIX = "contract:";

export function contractName(base: string, contract: Contract): string {
  const of = catalog.find((design) => design.name === base)?.contract;
  if (of === undefined) throw new RangeError(`no design ${base}`);
  const changed = policyDifferences(of, contract).map((policy) => `${policy}=${contract[policy]}`);
  return CONTRACT_PREFIX + [base, ...changed].join(",");
}

/** The contract that a name says; null if it says none. */
export function contractNamed(name: string): Contract | null {
  if (!name.startsWith(CONTRACT_PREFIX)) return null;
  const read = readContract(name.slice(CONTRACT_PREFIX.length));
  return read.ok ? read.value : null;
}

/** The contract of `linux-7.3,table=device`, or the word in which it is wrong, with the nearest. */
export function readContract(text: string): Reading<Contract> {
  const [base = "", ...changes] = text.split(",");
  const bases = catalog.map((design) => design.name);
  const known = catalog.find((design) => design.name === base);
  if (known === undefined)
    return unreadable(
      base === ""
        ? `a contract begins with a design; there are ${bases.join(", ")}`
        : `there is no design '${base}'${meant(base, bases)}`,
    );
  let { contract } = known;
  const named = new Set<PolicyName>();
  for (const change of changes) {
    const read = readChange(change);
    if (!read.ok) return read;
    const { policy, value } = read.value;
    if (named.has(policy)) return unreadable(`policy '${policy}' is named twice`);
    named.add(policy);
    contract = withPolicies(contract, { [policy]: value });
  }
  return readable(contract);
}

function readChange(
  text: string,
): Reading<{ readonly policy: PolicyName; readonly value: string }> {
  const at = text.indexOf("=");
  const policy = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? "" : text.slice(at + 1);
  if (policy === "") return unreadable("a comma is followed by POLICY=VALUE, e.g. table=device");
  if (!isPolicyName(policy))
    return unreadable(`there is no policy '${policy}'${meant(policy, POLICY_NAMES)}`);
  const values = POLICIES[policy];
  if (value === "")
    return unreadable(
      `policy '${policy}' needs a value: ${policy}= and one of ${values.join(", ")}`,
    );
  if (isPolicyValue(policy, value)) return readable({ policy, value });
  const known = values.join(", ");
  return unreadable(
    `policy '${policy}' has no value '${value}'; its values are ${known}${meant(value, values)}`,
  );
}
