/**
 * The cause of a break: the contract that is expected of a design, or the design itself. The
 * reference under the expected contract decides it, on the same scenario up to the same operation.
 */
import { referenceDesign } from "../../model/reference/machine.js";
import { policyDifferences, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Cause, Finding, Invariant } from "../invariants/invariant.js";
import { onlyInvariant } from "./invariant-set.js";
import type { Prepared } from "./instance.js";
import { open, type Subject } from "./run.js";

/**
 * Invariants that compare a design with the reference, or look at warnings, are never broken by the
 * reference: a break of one is the design's own. `agreed` (listener.ts) saves a run of the
 * reference where the design claims the contract that is expected of it.
 */
export function causeOf(
  p: Prepared,
  { design, expected }: Subject,
  invariant: Invariant,
  step: number,
  { failureMode }: Finding,
  agreed: boolean,
): Cause {
  if (expected === undefined) return "own";
  if (agreed && sameContract(design.contract, expected)) return "contract";
  return referenceBreaks(p, expected, invariant, step, failureMode) ? "contract" : "own";
}

/** Whether the reference under a contract breaks an invariant in this way after this operation. */
export function referenceBreaks(
  p: Prepared,
  contract: Contract,
  invariant: Invariant,
  step: number,
  failureMode: string,
): boolean {
  let broken = false;
  const subject = { design: referenceDesign("reference", "", contract), plain: true };
  const run = open(p, subject, onlyInvariant(invariant), {
    applied: () => {},
    broken: (_, at, finding) => {
      if (at === step && finding.failureMode === failureMode) broken = true;
    },
    crashed: () => {},
    foretold: () => {},
    notAsked: () => {},
  });
  if (run === null) return broken;
  for (let i = 0; i <= step; i++) run.step(p.scenario.operations[i]!, i);
  run.retire();
  return broken;
}

const same = new WeakMap<Contract, WeakMap<Contract, boolean>>();

/** Asked for every break, of a few contracts. */
export function sameContract(a: Contract, b: Contract): boolean {
  if (a === b) return true;
  const of = same.get(a) ?? new WeakMap<Contract, boolean>();
  same.set(a, of);
  const known = of.get(b) ?? policyDifferences(a, b).length === 0;
  of.set(b, known);
  return known;
}
