/**
 * The basis of what is expected of a design: a row of the table of expectations, or its own
 * policies.
 */
import { catalog } from "../../impl/designs/catalog.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { expectations } from "./expectations.js";

/**
 * What the expectations of a design are taken from: a row of the table, with the contract of its
 * name; the policies that the design claims itself; or nothing, where it is made to be caught.
 */
export type Basis =
  | { readonly kind: "table"; readonly name: string }
  | { readonly kind: "policies" }
  | { readonly kind: "nothing" };

const MADE_TO_BE_CAUGHT = /^(?:bug|sound|seeded-fault|misbehaving):/;

/** `like`: the design of the catalog whose row is to be taken; absent: the design's own. */
export function basisOf(design: string, like?: string): Basis {
  if (like !== undefined) return { kind: "table", name: like };
  if (design.startsWith("linux:")) return { kind: "table", name: "linux-7.3" };
  if (Object.hasOwn(expectations, design)) return { kind: "table", name: design };
  return { kind: MADE_TO_BE_CAUGHT.test(design) ? "nothing" : "policies" };
}

/**
 * The contract under which the reference must show a break before it is expected; undefined: no
 * break is. `claimed` is the design's own.
 */
export function expectedContract(basis: Basis, claimed: Contract): Contract | undefined {
  if (basis.kind === "nothing") return undefined;
  if (basis.kind === "policies") return claimed;
  return catalog.find(({ name }) => name === basis.name)?.contract;
}
