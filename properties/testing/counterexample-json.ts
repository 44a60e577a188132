/**
 * The JSON form of a counterexample (`counterexample@2`) as another program would write it, for
 * tests that it is read.
 */
import { writeJson } from "../../model/vocabulary/reading/json-text.js";
import { plainScenario } from "../../model/vocabulary/scenario/json.js";
import type { Counterexample } from "../results/counterexample/counterexample.js";

export function counterexampleJson(c: Counterexample): string {
  const { failureMode, device, other, pasid, seen, wanted } = c.finding;
  return writeJson({
    schema: c.schema,
    id: c.id,
    invariant: c.invariant,
    design: c.design,
    scenario: plainScenario(c.scenario),
    step: c.step,
    finding: {
      failureMode,
      device: device ?? undefined,
      other: other ?? undefined,
      pasid: pasid ?? undefined,
      seen,
      wanted,
    },
    provenance: { version: c.provenance.version, found: c.provenance.found },
  });
}
