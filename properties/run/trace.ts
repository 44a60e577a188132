/** The trace of a scenario: what a design does with it, step by step. */
import type { Design } from "../../model/vocabulary/design/design.js";
import { Observation } from "../../model/vocabulary/design/observation.js";
import type { Step, Trace } from "../../model/vocabulary/design/trace.js";
import { thrownText } from "../../model/vocabulary/reading/error-text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { prepare, instanceOf } from "./instance.js";

/** What a design does with a scenario, step by step. */
export function traced(name: string, design: Design, scenario: Scenario): Trace {
  const p = prepare(scenario, null);
  const steps: Step[] = [];
  let booted = new Observation(p.facts.functions, p.columns.length, p.withUsers);
  let crash: Trace["crash"] = null;
  let up = false;
  try {
    const instance = instanceOf(p, design);
    up = true;
    booted = copyOf(instance.after);
    let before = booted;
    for (const op of scenario.operations) {
      const dev = op.dev % p.facts.functions;
      instance.step(op, dev);
      const after = copyOf(instance.after);
      steps.push({
        op,
        dev,
        outcome: instance.outcome,
        before,
        after,
        calls: instance.calls.snapshot(),
      });
      before = after;
    }
  } catch (error) {
    const message = thrownText(error);
    crash = { step: up ? steps.length : -1, message };
  }
  return { design: name, scenario, columns: p.columns, booted, steps, crash };
}

function copyOf(o: Observation): Observation {
  const copy = new Observation(o.functions, o.columns, o.users !== null);
  copy.copyFrom(o);
  return copy;
}
