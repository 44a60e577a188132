/**
 * The sentences for what cannot be said: the facts that a source does not show, by function, and
 * what would show them.
 */
import { match } from "ts-pattern";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Missing } from "../../audit/findings/shown-machine.js";
import { nameOf } from "../text/finding.js";
import { listed } from "../text/words.js";
import { names } from "./words.js";

/** `not shown: ACS of 00:01.0; shown by sudo lspci -vv`; one line a kind of fact. */
export function missingLines(t: Topology, missing: readonly Missing[]): readonly string[] {
  const byFact = new Map<string, number[]>();
  for (const { dev, facts } of missing)
    for (const fact of facts) byFact.set(fact, [...(byFact.get(fact) ?? []), dev]);
  return [...byFact].map(([fact, devs]) => `not shown: ${factWords(fact)} of ${names(t, devs)}`);
}

/** What would show it; empty where nothing is missing. */
export function whatWouldShow(t: Topology, missing: readonly Missing[]): string {
  if (missing.length === 0) return "";
  const absent = missing.filter(({ facts }) => facts.includes("function"));
  const all = absent.length === 0 ? "" : ` of the whole machine`;
  const which = absent.map(({ dev }) => nameOf(t, dev)).slice(0, 3);
  const why = which.length === 0 ? "" : ` (nothing is shown of what stands at ${listed(which)})`;
  return `sudo lspci -vv${all} would show it${why}`;
}

/** Facts of audit/machine/unseen.ts. */
function factWords(fact: string): string {
  return match(fact)
    .with("function", () => "everything")
    .with("kind", () => "the kind")
    .with("place", () => "the bridge above")
    .with("multifunction", () => "the multifunction bit")
    .with("iommu", () => "the IOMMU")
    .with("acs", () => "ACS")
    .with("acs-bits", () => "the ACS bits")
    .otherwise((other) => other);
}
