/**
 * The views of an exhaustive search: which operations are combined with which, on how many
 * functions that have to do with each other. Every view is searched to its fixpoint; together they
 * are the bound. All operations on all functions at once would be no larger a bound that fits into
 * a minute, only a smaller number of functions.
 */
import type { DomainName } from "../../model/vocabulary/operation/domain.js";
import type { Operation } from "../../model/vocabulary/operation/operation.js";
import { DEFAULT_IOMMU, type Iommu } from "../../model/vocabulary/scenario/scenario.js";
import type { Capability } from "../../properties/generators/enumerate/topology.js";

/** How much may be named; the user's choice. */
export interface Sizes {
  readonly functions: number;
  readonly pasids: number;
  readonly domains: number;
  readonly handles: number;
}

export interface View {
  readonly name: string;
  /** What is combined, for people; sizes are filled in by the report. */
  readonly sentence: string;
  /** How many functions operations name. Two stand in one island, or each alone in its own. */
  readonly acting: 1 | 2;
  /** The largest island, but never more than the bound's functions. */
  readonly island_max: number;
  /** Leaves out handles, replace and PASID 0. */
  readonly plain: boolean;
  /** Further domains beside the paging ones. */
  readonly also: readonly DomainName[];
  /** PASIDs and paging domains named, if not the bound's numbers. */
  readonly pasids: number | null;
  readonly domains: number | null;
  readonly iommu: Iommu;
  readonly includes: (op: Operation) => boolean;
  /** What functions of the island are given. */
  readonly capabilities: readonly Capability[];
  /** One function may demand a direct mapping. */
  readonly directMap: boolean;
  /** What the enable check says of the acting functions, and why, is told apart. */
  readonly enableChecks: boolean;
}

const COMMON = {
  acting: 1,
  island_max: Infinity,
  plain: false,
  also: [],
  pasids: null,
  domains: null,
  iommu: DEFAULT_IOMMU,
  includes: () => true,
  capabilities: ["none", "wide"],
  directMap: false,
  enableChecks: false,
} as const satisfies Partial<View>;

const onPasids = (op: Operation): boolean => op.op.startsWith("pasid-");
const onEnableCheck = (op: Operation): boolean =>
  op.op === "pasid-enable" || op.op === "pasid-disable";
const onPasidsAbove0 = (op: Operation): boolean =>
  op.op === "pasid-enable" || ("pasid" in op && op.pasid > 0);
const onRid = (op: Operation): boolean => !onPasids(op);

function special(domain: DomainName): View {
  return {
    ...COMMON,
    name: `domain-${domain}`,
    sentence: `all operations of one function, with one paging domain and ${domain}`,
    island_max: 2,
    also: [domain],
    pasids: 1,
    domains: 1,
    directMap: domain === "B",
  };
}

function otherIommu(name: string, sentence: string, iommu: Partial<Iommu>): View {
  return {
    ...COMMON,
    name,
    sentence: `all operations of one function, ${sentence}, with one paging domain and B`,
    island_max: 2,
    also: ["B"],
    pasids: 1,
    domains: 1,
    iommu: { ...DEFAULT_IOMMU, ...iommu },
  };
}

export const VIEWS: readonly View[] = [
  {
    ...COMMON,
    name: "enable-check",
    sentence: "enable and disable of one function",
    includes: onEnableCheck,
    enableChecks: true,
  },
  {
    ...COMMON,
    name: "pasids",
    sentence: "PASID operations of one function",
    island_max: 3,
    includes: onPasids,
  },
  {
    ...COMMON,
    name: "one-pasid",
    sentence: "PASID operations of one function on one PASID, with one paging domain",
    domains: 1,
    pasids: 1,
    includes: onPasids,
  },
  {
    ...COMMON,
    name: "rids",
    sentence: "RID operations of one function, and PASID operations on one PASID",
    island_max: 3,
    pasids: 1,
    includes: (op) => onRid(op) || (onPasids(op) && !onEnableCheck(op)),
  },
  {
    ...COMMON,
    name: "all",
    sentence: "all operations of one function",
    island_max: 2,
  },
  {
    ...COMMON,
    name: "two-pasids",
    sentence: "enable, and operations on PASIDs above 0, of two functions",
    acting: 2,
    island_max: 2,
    includes: onPasidsAbove0,
  },
  {
    ...COMMON,
    name: "two-on-one-pasid",
    sentence: "enable, and operations on PASID 1, of two functions",
    acting: 2,
    island_max: 3,
    pasids: 1,
    includes: onPasidsAbove0,
  },
  {
    ...COMMON,
    name: "two-rids",
    sentence: "RID operations of two functions",
    acting: 2,
    island_max: 3,
    includes: onRid,
  },
  {
    ...COMMON,
    name: "range",
    sentence: "PASID attach and detach of one function, where PASIDs above 1 may be out of range",
    island_max: 3,
    domains: 1,
    includes: (op) => ["pasid-enable", "pasid-attach", "pasid-detach"].includes(op.op),
    capabilities: ["none", "narrow", "wide"],
  },
  {
    ...COMMON,
    name: "plain",
    sentence: "all operations of one function, as far as Linux 6.2 had them",
    island_max: 1,
    plain: true,
    capabilities: ["wide"],
  },
  special("B"),
  special("I"),
  special("F1"),
  special("N1"),
  otherIommu("strict", "a driver that refuses where PASID is not enabled", { strict: true }),
  otherIommu("blocking-rid", "a blocked domain without set_dev_pasid", { blocking: "rid" }),
  otherIommu("blocking-none", "no blocked domain", { blocking: "none" }),
];

/** The domains that operations of a view name. */
export function domainsOf(view: View, sizes: Sizes): readonly DomainName[] {
  const count = Math.min(view.domains ?? sizes.domains, sizes.domains);
  return [...PAGING.slice(0, count), ...view.also];
}

const PAGING: readonly DomainName[] = ["D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8"];
