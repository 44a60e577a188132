/**
 * The divergence of a design: the first moment of a scenario at which it and the reference under
 * the contract that is expected of it differ. What breaks after that may follow from it.
 */
import { EXACT, type Precision } from "../../model/vocabulary/design/design.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { sameCalls, sameOutcome } from "../invariants/agreement/reference.js";
import { instanceOf, prepare, referenceInstance, type Instance } from "./instance.js";
import type { Subject } from "./run.js";

/** Where a design and the reference under the contract that is expected of it first differ. */
export interface Divergence {
  /** Index of the operation; -1: at boot. */
  readonly step: number;
  /** `pasid-attach`; `boot`. */
  readonly operation: string;
  readonly kind: "groups" | "answer" | "hardware" | "records" | "driver-calls";
  /** The two answers, where these differ; else empty. */
  readonly seen: string;
  readonly wanted: string;
}

/** null: they do the same, or the design does not come to the end of the scenario. */
export function divergenceOf(scenario: Scenario, { design, expected }: Subject): Divergence | null {
  const p = prepare(scenario, null);
  try {
    const seen = instanceOf(p, design);
    const wanted = referenceInstance(p, expected ?? design.contract);
    const precision = design.precision ?? EXACT;
    const atBoot = difference(seen, wanted, precision);
    if (atBoot !== null) return { step: -1, operation: "boot", ...atBoot };
    for (const [step, op] of scenario.operations.entries()) {
      const dev = op.dev % p.facts.functions;
      seen.step(op, dev);
      wanted.step(op, dev);
      const found = difference(seen, wanted, precision);
      if (found !== null) return { step, operation: op.op, ...found };
    }
  } catch {
    // A crash is told by itself.
  }
  return null;
}

function difference(
  a: Instance,
  b: Instance,
  precision: Precision,
): Pick<Divergence, "kind" | "seen" | "wanted"> | null {
  const none = { seen: "", wanted: "" };
  for (let dev = 0; dev < a.after.functions; dev++)
    if (a.after.group(dev) !== b.after.group(dev)) return { kind: "groups", ...none };
  if (!sameOutcome(a.outcome, b.outcome, precision))
    return { kind: "answer", seen: outcomeText(a.outcome), wanted: outcomeText(b.outcome) };
  if (!a.after.sameHardware(b.after)) return { kind: "hardware", ...none };
  if (!a.after.equals(b.after)) return { kind: "records", ...none };
  return sameCalls(a.calls, b.calls, precision) ? null : { kind: "driver-calls", ...none };
}
