/**
 * The task that says of breaks where they come from: the policies that a design of one's own
 * claims, or the moment at which it first differs from the reference.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { basisOf } from "../../properties/expectations/basis.js";
import { invariantNamed } from "../../properties/invariants/all.js";
import type { InvariantBreak } from "../../properties/invariants/invariant.js";
import type { FoundBreak } from "../../properties/results/report.js";
import { blamedPolicies } from "../../properties/run/blame.js";
import { divergenceOf } from "../../properties/run/divergence.js";
import { subjectNamed } from "../designs/named.js";
import type { Pool } from "../pool/pool.js";
import type { Performer } from "../pool/task.js";

export interface AttributeTask {
  readonly kind: "attribute";
  readonly design: string;
  readonly like: string | null;
  readonly cases: readonly AttributeCase[];
}

export interface AttributeCase {
  readonly broken: InvariantBreak;
  readonly scenario: Scenario;
}

type Attribution = Pick<FoundBreak, "policies" | "divergence">;

export interface Attributing {
  readonly task: AttributeTask;
  /** In the order of the cases. */
  readonly answer: readonly Attribution[];
}

export const attribute: Performer<Attributing> = ({ design, like, cases }, beat) => {
  const subject = subjectNamed(design, like);
  if (subject === null) return cases.map(() => ({}));
  const inherits = basisOf(design, like ?? undefined).kind === "policies";
  return cases.map(({ broken, scenario }, at): Attribution => {
    beat(at, 0);
    const { step, finding, cause } = broken;
    if (cause === "own") {
      const divergence = divergenceOf(scenario, subject);
      return divergence === null || divergence.step > step ? {} : { divergence };
    }
    const invariant = invariantNamed(broken.invariant);
    if (!inherits || invariant === null) return {};
    const { contract } = subject.design;
    return { policies: blamedPolicies(scenario, contract, invariant, step, finding.failureMode) };
  });
};

/** Asks a worker; where it does not come back, nothing is known. */
export async function attributed(
  pool: Pool,
  design: string,
  like: string | null,
  cases: readonly AttributeCase[],
): Promise<readonly Attribution[]> {
  const inherits = basisOf(design, like ?? undefined).kind === "policies";
  // Of a row of the table the reason is written down.
  const asked = cases.filter(({ broken }) => broken.cause === "own" || inherits);
  if (asked.length === 0) return cases.map(() => ({}));
  const ended = await pool.run<Attributing>({ kind: "attribute", design, like, cases: asked });
  const answer = ended.how === "done" ? ended.answer : [];
  return cases.map((one) => answer[asked.indexOf(one)] ?? {});
}
