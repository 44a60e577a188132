/**
 * The domains that fit each family of operations, worked out when a design is made: whether a
 * domain has the callback, and whether it belongs to the driver. drivers/iommu/iommu.c
 * domain_iommu_ops_compatible(), docs/reference/errno-table.md 3 and 4 rows 2 to 4;
 * docs/reference/choices.md names the policies.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import {
  BLOCKED,
  DOMAINS,
  isForeign,
  isRidOnly,
  isStatic,
  type DomainId,
} from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Iommu } from "../../model/vocabulary/scenario/scenario.js";

/** Per domain the outcome of each test; OK where it passes. */
export interface DomainTests {
  /** PASID attach, rows 2 and 3: domain and driver have set_dev_pasid. */
  readonly attachOps: readonly Outcome[];
  /** PASID replace, row 2: the domain has set_dev_pasid. */
  readonly replaceOps: readonly Outcome[];
  /** PASID row 4. */
  readonly pasidFits: readonly Outcome[];
  /** RID: iommu_attach_group(). */
  readonly ridFits: readonly Outcome[];
  /** RID: set_domain row 5, the domain has attach_dev. */
  readonly ridOps: readonly Outcome[];
}

type Blocking = Iommu["blocking"];

/** The tests of a contract for every kind of driver. */
export function domainTests(contract: Contract): Readonly<Record<Blocking, DomainTests>> {
  return {
    pasid: testsFor(contract, "pasid"),
    rid: testsFor(contract, "rid"),
    none: testsFor(contract, "none"),
  };
}

function each(test: (id: DomainId) => Outcome): readonly Outcome[] {
  return DOMAINS.map((_, id) => test(id));
}

function testsFor(contract: Contract, blocking: Blocking): DomainTests {
  const { compat, removal } = contract;
  const missing = (id: DomainId): boolean => id === BLOCKED && blocking === "none";
  const absent = (id: DomainId): boolean =>
    isRidOnly(id) || (id === BLOCKED && blocking !== "pasid");
  const noRemoval = removal !== "may-be-missing" && blocking !== "pasid";
  return {
    attachOps: each((id) => (absent(id) || noRemoval ? refusal("EOPNOTSUPP") : OK)),
    replaceOps: each((id) => (absent(id) ? refusal("EOPNOTSUPP") : OK)),
    pasidFits: each((id) => {
      if (compat === "none") return OK;
      const foreign = isForeign(id) || missing(id) || (compat === "owner-only" && isStatic(id));
      return foreign ? refusal("EINVAL") : OK;
    }),
    ridFits: each((id) =>
      compat !== "none" && (isForeign(id) || missing(id)) ? refusal("EINVAL") : OK,
    ),
    ridOps: each((id) => (missing(id) ? refusal("ENODEV") : OK)),
  };
}
