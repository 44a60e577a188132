/**
 * The domains (struct iommu_domain) that operations name. They exist from the start, and the name
 * says the kind: `B` blocked and `I` identity are the driver's static domains (no owner),
 * `D1`..`D8` are paging domains of the driver, `N1` is one whose ops have no set_dev_pasid, `F1`
 * belongs to another IOMMU driver. `I` is every group's default domain. Operations make the others:
 * `H1`..`H4` are those of the page tables H1..H4 that users allocate with iommufd, `X1`..`X4` of
 * those that iommufd allocates itself, `S1` and `S2` those of the address spaces M1 and M2.
 */

/** Number of a domain in observations and driver calls; 0 is "no domain". */
export type DomainId = number;

export const NO_DOMAIN: DomainId = 0;
export const BLOCKED: DomainId = 1;
export const IDENTITY: DomainId = 2;

export const DOMAINS = [
  "none",
  "B",
  "I",
  "D1",
  "D2",
  "D3",
  "D4",
  "D5",
  "D6",
  "D7",
  "D8",
  "N1",
  "F1",
  "H1",
  "H2",
  "H3",
  "H4",
  "X1",
  "X2",
  "X3",
  "X4",
  "S1",
  "S2",
] as const;

/** Those that are made by operations, and that no operation of the core can name. */
const MADE = ["H1", "H2", "H3", "H4", "X1", "X2", "X3", "X4", "S1", "S2"] as const;

/** The name of a domain in texts and files. */
export type DomainName = Exclude<(typeof DOMAINS)[number], "none" | (typeof MADE)[number]>;

export const DOMAIN_NAMES: readonly DomainName[] = DOMAINS.filter(isNameable);

function isNameable(name: (typeof DOMAINS)[number]): name is DomainName {
  return name !== "none" && !MADE.some((made) => made === name);
}

const ids = new Map<string, DomainId>(DOMAINS.map((name, id) => [name, id]));
const HWPT_IDS = DOMAINS.indexOf("H1") - 1;
const AUTO_IDS = DOMAINS.indexOf("X1") - 1;
const SVA_IDS = DOMAINS.indexOf("S1") - 1;
const FOREIGN_ID = DOMAINS.indexOf("F1");
const RID_ONLY_ID = DOMAINS.indexOf("N1");

export function domainId(name: DomainName): DomainId {
  return ids.get(name) ?? NO_DOMAIN;
}

export function domainText(id: DomainId): string {
  return DOMAINS[id] ?? `domain ${id}`;
}

/** A static domain of the driver: blocked or identity. It has no owner (domain.owner is null). */
export function isStatic(id: DomainId): boolean {
  return id === BLOCKED || id === IDENTITY;
}

/** A domain whose owner is another IOMMU driver. */
export function isForeign(id: DomainId): boolean {
  return id === FOREIGN_ID;
}

/**
 * A paging domain whose ops have no set_dev_pasid. The blocked domain's answer is the Iommu's
 * (scenario.ts).
 */
export function isRidOnly(id: DomainId): boolean {
  return id === RID_ONLY_ID;
}

/** The domain of the user's page table H`number`, 1..4. */
export function hwptDomain(number: number): DomainId {
  return HWPT_IDS + number;
}

/** The domain of iommufd's own page table X`number`, 1..4. */
export function autoDomain(number: number): DomainId {
  return AUTO_IDS + number;
}

/** Whether it is the domain of one of iommufd's own page tables. */
export function isAutoDomain(id: DomainId): boolean {
  return id > AUTO_IDS && id <= SVA_IDS;
}

/** The domain of the address space M`number`, 1 or 2. */
export function svaDomain(number: number): DomainId {
  return SVA_IDS + number;
}
