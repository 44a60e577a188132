/**
 * The reasons why a break is expected: the row of the table that lists it, or the policies that a
 * design of one's own claims. Only a break that the reference shows too is expected.
 */
import type { FoundBreak, Tag } from "../results/report.js";
import { basisOf, type Basis } from "./basis.js";
import { expectations } from "./expectations.js";

/** Why the row of a design lists a break; undefined: it does not. */
function reasonListed(name: string, invariant: string, failureMode: string): string | undefined {
  return expectations[name]?.[invariant]?.[failureMode];
}

/**
 * Why a break is expected; undefined: it is not. A row of the table explains what the reference
 * shows as well, and nothing else.
 */
export function reasonFor(basis: Basis, invariant: string, found: FoundCause): string | undefined {
  if (found.cause === "own" || basis.kind === "nothing") return undefined;
  if (basis.kind === "table") return reasonListed(basis.name, invariant, found.failureMode);
  return inheritedReason(invariant, found);
}

type FoundCause = Pick<FoundBreak, "failureMode" | "cause" | "policies">;

/** `grouping: linux (FLAW-1: ports without ACS in different slots)`. */
function inheritedReason(invariant: string, { failureMode, policies = [] }: FoundCause): string {
  const listed = Object.keys(expectations)
    .map((name) => reasonListed(name, invariant, failureMode))
    .find((reason) => reason !== undefined);
  const which = policies.length === 0 ? "all together" : policies.join(", ");
  return `its policies break it: ${which}${listed === undefined ? "" : ` (${listed})`}`;
}

const NO_PASIDS = "iommufd has had no PASIDs before 6.15";

/** design -> invariant -> why the invariant cannot apply to it. */
const NOTHING_TO_ASK: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-6.2": {
    "reset-restores-domains": "6.2 has no pci_dev_reset_iommu_prepare()",
    "replace-has-no-hole": "6.2 has no replace: iommu_replace_device_pasid came with 6.13",
    "fd-replace-needs-attach": NO_PASIDS,
    "attached-hwpt-translates": NO_PASIDS,
    "pasid-needs-pasid-hwpts": NO_PASIDS,
  },
};

/**
 * Only a design in another process has a platform below it. A module may say that it has one: then
 * the invariant is asked.
 */
function nothingToWarn(design: string, invariant: string, applied: number): string | undefined {
  if (invariant !== "no-kernel-warning" || /^(?:linux|exec|seeded-fault):/.test(design))
    return undefined;
  if (/^\.{0,2}\//.test(design) && applied > 0) return undefined;
  return "nothing runs below this design that could complain";
}

/**
 * What is expected of a design and an invariant that applied so often, and why, unless it is to
 * hold.
 */
export function expectationOf(
  design: string,
  invariant: string,
  applied = 0,
  like?: string,
): { readonly tag: Tag; readonly reason?: string } {
  const basis = basisOf(design, like);
  const row = basis.kind === "table" ? basis.name : design;
  const breaks = expectations[row]?.[invariant];
  if (breaks !== undefined)
    return { tag: "fails", reason: [...new Set(Object.values(breaks))].join("; ") };
  const nothing = NOTHING_TO_ASK[row]?.[invariant] ?? nothingToWarn(design, invariant, applied);
  return nothing === undefined ? { tag: "holds" } : { tag: "unknown", reason: nothing };
}
