/**
 * Defines the domains (struct iommu_domain) that operations name. They exist from the start, and
 * the name says the kind: `B` blocked and `I` identity are the driver's static domains (no owner),
 * `D1`..`D8` are paging domains of the driver, `N1` is one whose ops have no set_dev_pasid, `F1`
 * belongs to another IOMMU driver. `I` is every group's default domain.
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
] as const;

/** The name of a domain in texts and files. */
export type DomainName = Exclude<(typeof DOMAINS)[number], "none">;

export const DOMAIN_NAMES: readonly DomainName[] = DOMAINS.filter((name) => name !== "none");

const ids = new Map<string, DomainId>(DOMAINS.map((name, id) => [name, id]));
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
