/**
 * Defines which designs can be named in a run: those of the catalog, `bug:B12` for a historic bug,
 * `sound:B12` for the contract that it was made from, `canary:LAW` for the design that a law must
 * catch, `misbehaving:KIND`, `contract:DESIGN,POLICY=VALUE...` for the reference under a design's
 * contract with some policies changed.
 */
import { catalog } from "../../impl/catalog.js";
import { buggyContract, mutants } from "../../impl/mutants.js";
import { bootReference, referenceDesign } from "../../model/reference/reference.js";
import type { Contract } from "../../model/vocabulary/contract.js";
import { laws } from "../laws/all.js";
import type { Canary } from "../laws/law.js";
import type { Candidate } from "./lockstep.js";
import { contractNamed } from "./exhaustive/policies.js";
import { misbehaving } from "./misbehaving.js";

/** The named design; null if there is none of that name. */
export function candidateNamed(name: string): Candidate | null {
  const known = catalog.find((design) => design.name === name);
  if (known !== undefined) return { design: known, plain: false };
  const contract = contractNamed(name);
  if (contract !== null) return plain(name, "A contract with some policies changed.", contract);
  const [kind, id] = name.split(":");
  if (kind === "canary") {
    const law = laws.find((l) => l.name === id);
    return law === undefined ? null : canaryCandidate(name, law.canary);
  }
  if (kind === "misbehaving") {
    const design = misbehaving(id ?? "");
    return design === null ? null : { design, plain: false };
  }
  const mutant = mutants.find((m) => m.id === id);
  if (mutant === undefined) return null;
  if (kind === "bug") return plain(name, mutant.title, buggyContract(mutant));
  return kind === "sound" ? plain(name, `${mutant.id} repaired`, mutant.base) : null;
}

/** All names that `candidateNamed` knows without a prefix. */
export function designNames(): readonly string[] {
  return catalog.map((design) => design.name);
}

/** The reference itself as a design. */
export function plain(name: string, sentence: string, contract: Contract): Candidate {
  return { design: referenceDesign(name, sentence, contract), plain: true };
}

function canaryCandidate(name: string, { claims, does }: Canary): Candidate {
  const boot = (given: Parameters<typeof bootReference>[0]): ReturnType<typeof bootReference> =>
    bootReference(given, does);
  const sentence = "A design that must be caught.";
  return { design: { name, sentence, contract: claims, boot }, plain: claims === does };
}
