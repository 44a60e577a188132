/**
 * The file of a counterexample as it is read, from untrusted text: in the text form, in which ours
 * are written, or as JSON (`counterexample@2`), for programs.
 */
import {
  SCENARIO_BYTES_MAX,
  readable,
  unreadable,
  type Reading,
} from "../../../model/vocabulary/reading/reading.js";
import { impossibleScenario } from "../../../model/vocabulary/scenario/validate.js";
import type { Counterexample } from "./counterexample.js";
import { readCounterexampleText } from "./text.js";

const COUNTEREXAMPLE_SCHEMA = "counterexample@2";

/** Reads either form. */
export async function readCounterexampleFile(
  file: string,
  text: string,
): Promise<Reading<Counterexample>> {
  return looksLikeJson(file, text) ? readCounterexample(text) : readCounterexampleText(text);
}

/** Whether a file means to be JSON, well formed or not. */
export function looksLikeJson(file: string, text: string): boolean {
  return file.endsWith(".json") || /^\uFEFF?\s*[{[]/.test(text);
}

export async function readCounterexample(text: string): Promise<Reading<Counterexample>> {
  const { counterexampleSchema } = await import("./schema.js");
  const { readDocument } = await import("../../../model/vocabulary/scenario/document.js");
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
