/**
 * Defines the canonical form of a scenario, so that one bug has one file: addresses renumbered
 * (renumber.ts), late-bound functions resolved, paging domains and handles relabelled by first use.
 * Nothing is dropped, and PASIDs keep their values: whether another number breaks the same law only
 * a run can tell (properties/shrink).
 */
import { createHash } from "node:crypto";
import { DOMAIN_NAMES, type DomainName } from "./domain.js";
import type { Operation } from "./operation.js";
import { renumber } from "./renumber.js";
import type { Scenario } from "./scenario.js";

/** Hexadecimal digits of a digest. */
const DIGEST_DIGITS = 16;

const PAGING: readonly DomainName[] = DOMAIN_NAMES.filter((name) => name.startsWith("D"));

/** The canonical form; of a canonical scenario it is the scenario again. */
export function canonicalScenario(s: Scenario): Scenario {
  const { topology, indices } = renumber(s.topology);
  return { topology, iommu: s.iommu, operations: canonicalOperations(s.operations, indices) };
}

/** Operations with functions resolved to `indices`, and names given anew by first use. */
export function canonicalOperations(
  operations: readonly Operation[],
  indices: readonly number[],
): readonly Operation[] {
  const domains = new Map<DomainName, DomainName>();
  const handles = new Map<number, number>();
  return operations.map((op) => {
    const dev = indices[op.dev % indices.length] ?? 0;
    if (!("domain" in op)) return { ...op, dev };
    const domain = nameOf(op.domain, domains);
    if (!("handle" in op) || op.handle === undefined) return { ...op, dev, domain };
    if (!handles.has(op.handle)) handles.set(op.handle, handles.size + 1);
    return { ...op, dev, domain, handle: handles.get(op.handle) ?? op.handle };
  });
}

function nameOf(domain: DomainName, names: Map<DomainName, DomainName>): DomainName {
  if (!PAGING.includes(domain)) return domain;
  if (!names.has(domain)) names.set(domain, PAGING[names.size] ?? domain);
  return names.get(domain) ?? domain;
}

/**
 * The digest that names a counterexample: of the law and of the scenario as it is (make it
 * canonical first).
 */
export function digest(law: string, scenario: Scenario): string {
  const text = `${law}\n${stableText(scenario)}`;
  return createHash("sha256").update(text).digest("hex").slice(0, DIGEST_DIGITS);
}

/**
 * JSON without spaces in which the keys of every object are sorted, so equal data has equal text.
 */
export function stableText(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  let text = "";
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === "" ? "" : ","}${stableText(item)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields).sort())
    if (fields[key] !== undefined)
      text += `${text === "" ? "" : ","}${JSON.stringify(key)}:${stableText(fields[key])}`;
  return `{${text}}`;
}
