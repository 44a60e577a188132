/**
 * Names in scenarios, each explained once in docs/reference/scenario.md: domains, contexts, objects
 * of iommufd, owners, handles, drivers, address spaces. None is an id of the documents, which have
 * a dash and a number: CLAIM-1, FLAW-1, INV-1, BUG-1, LEAD-1.
 */
import { DOMAINS } from "../../../model/vocabulary/operation/domain.js";
import { OPERANDS } from "../../../model/vocabulary/operation/operands.js";
import { AUTOS_MAX, HWPT_NAMES, IOAS_NAMES } from "../../../model/vocabulary/operation/iommufd.js";
import { REGIONS_MAX } from "../../../model/vocabulary/topology/topology.js";

export interface NameMeans {
  /** All of them, in their order; the page shows the first and the last. */
  readonly names: readonly string[];
  readonly means: string;
}

function numbered(letter: string, max: number): readonly string[] {
  return Array.from({ length: max }, (_, i) => `${letter}${i + 1}`);
}

function domains(letter: string): readonly string[] {
  return DOMAINS.filter((name) => /^[A-Z]\d*$/.test(name) && name.startsWith(letter));
}

/** Those of DOMAINS, but for `none`. */
export const DOMAIN_MEANS: readonly NameMeans[] = [
  { names: ["B"], means: "the blocked domain, static: all DMA is refused" },
  { names: ["I"], means: "the identity domain, static: every group's default domain" },
  { names: domains("D"), means: "paging domains of the IOMMU driver" },
  { names: ["N1"], means: "a paging domain whose ops have no `set_dev_pasid`: for RIDs only" },
  { names: ["F1"], means: "a domain of another (foreign) IOMMU driver: EINVAL where Linux asks" },
  { names: domains("H"), means: "the domain of the HWPT of the same name; only in answers" },
  { names: domains("X"), means: "the domain of an HWPT that iommufd allocated; only in answers" },
  {
    names: domains("S"),
    means: "the domain of the address space M of the same number; only in answers",
  },
];

export const OBJECT_MEANS: readonly NameMeans[] = [
  { names: numbered("h", OPERANDS.handle.max), means: "attach handles (`iommu_attach_handle`)" },
  { names: numbered("O", OPERANDS.owner.max), means: "owners of DMA (`claim`)" },
  {
    names: numbered("C", OPERANDS.context.max),
    means: "iommufd contexts, an open /dev/iommu each",
  },
  { names: IOAS_NAMES, means: "IOASes" },
  { names: HWPT_NAMES, means: "HWPTs that a user allocates (`hwpt-alloc`)" },
  {
    names: numbered("X", AUTOS_MAX),
    means: "HWPTs that iommufd allocates where an IOAS is attached; no operation names them",
  },
  {
    names: numbered("R", OPERANDS.driver.max),
    means: "drivers that take PASIDs from an allocator",
  },
  { names: numbered("M", OPERANDS.mm.max), means: "address spaces of processes (`mm_struct`)" },
  {
    names: Array.from({ length: REGIONS_MAX }, (_, i) => `${i + 1}`),
    means: "regions of IOVA, all of one size and apart from each other",
  },
];

/** `D1`..`D8`, `I`. */
export function namesText({ names }: NameMeans): string {
  const [first = "", last = first] = [names[0], names.at(-1)];
  return first === last ? `\`${first}\`` : `\`${first}\`..\`${last}\``;
}
