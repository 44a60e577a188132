/**
 * The file of a counterexample (`counterexample@1`): read from untrusted text, and written byte for
 * byte the same for the same counterexample.
 */
import { writeJson } from "../../model/vocabulary/reading/json-text.js";
import {
  SCENARIO_BYTES_MAX,
  readable,
  unreadable,
  type Reading,
} from "../../model/vocabulary/reading/reading.js";
import { impossibleScenario } from "../../model/vocabulary/scenario/validate.js";
import { plainScenario } from "../../model/vocabulary/scenario/json.js";
import type { Counterexample } from "./counterexample.js";

const COUNTEREXAMPLE_SCHEMA = "counterexample@1";

export async function readCounterexample(text: string): Promise<Reading<Counterexample>> {
  const { counterexampleSchema } = await import("./counterexample-schema.js");
  const { readDocument } = await import("../../model/vocabulary/scenario/document.js");
  const file = readDocument(text, COUNTEREXAMPLE_SCHEMA, SCENARIO_BYTES_MAX, counterexampleSchema);
  return file.ok ? (dangling(file.value) ?? readable(file.value)) : file;
}

/** What the schema cannot say: the scenario is possible, and indices name what is there. */
function dangling(file: Counterexample): Reading<never> | null {
  const { scenario, step, finding } = file;
  const reason = impossibleScenario(scenario);
  if (reason !== null) return unreadable(reason.message, { path: `scenario.${reason.path}` });
  const operations = scenario.operations.length;
  if (step >= operations)
    return unreadable(`names operation ${step}; there are ${operations}`, { path: "step" });
  const functions = scenario.topology.functions.length;
  for (const field of ["device", "other"] as const) {
    const dev = finding[field];
    if (dev !== null && dev >= functions)
      return unreadable(`names function ${dev}; there are ${functions}`, {
        path: `finding.${field}`,
      });
  }
  return null;
}

export function writeCounterexample(c: Counterexample): string {
  const { mechanism, device, other, pasid, seen, wanted } = c.finding;
  return writeJson({
    schema: c.schema,
    id: c.id,
    law: c.law,
    design: c.design,
    scenario: plainScenario(c.scenario),
    step: c.step,
    finding: {
      mechanism,
      device: device ?? undefined,
      other: other ?? undefined,
      pasid: pasid ?? undefined,
      seen,
      wanted,
    },
    provenance: { version: c.provenance.version, found: c.provenance.found },
  });
}
