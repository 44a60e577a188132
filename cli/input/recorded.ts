/**
 * The input of `replay` and `explain`: a counterexample, or a scenario, which claims nothing and is
 * held against every invariant; each as text or as JSON.
 */
import { digest } from "../../model/vocabulary/scenario/digest.js";
import { readJson } from "../../model/vocabulary/reading/json-text.js";
import { SCENARIO_BYTES_MAX } from "../../model/vocabulary/reading/reading.js";
import { readScenarioJson, SCENARIO_SCHEMA } from "../../model/vocabulary/scenario/json.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  looksLikeJson,
  readCounterexampleFile,
} from "../../properties/results/counterexample/file.js";
import { claimsCounterexample } from "../../properties/results/counterexample/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { VERSION } from "../../properties/results/version.js";
import type { Cause } from "../../properties/invariants/invariant.js";
import type { Break } from "../../reports/story/story.js";
import type { Engine } from "../engine.js";
import { readInput, valueOf } from "./read-file.js";
import { checkInterface } from "./design-code.js";

export type Recorded =
  | { readonly kind: "counterexample"; readonly counterexample: Counterexample }
  | { readonly kind: "scenario"; readonly scenario: Scenario };

/** By what the file says that it is; a text that says nothing is a scenario. Throws UsageError. */
export async function readRecorded(file: string): Promise<Recorded> {
  const text = await readInput(file, "a counterexample", SCENARIO_BYTES_MAX);
  const json = looksLikeJson(file, text);
  if (json && schemaOf(text) === SCENARIO_SCHEMA)
    return { kind: "scenario", scenario: valueOf(file, await readScenarioJson(text)) };
  if (!json && !claimsCounterexample(text))
    return { kind: "scenario", scenario: valueOf(file, readScenario(text)) };
  const counterexample = valueOf(file, await readCounterexampleFile(file, text));
  return { kind: "counterexample", counterexample };
}

/** What a JSON text says that it is; null if it is not JSON or does not say. */
export function schemaOf(text: string): unknown {
  const json = readJson(text);
  if (!json.ok || typeof json.value !== "object" || json.value === null) return null;
  return "schema" in json.value ? json.value.schema : null;
}

interface FoundHere extends Break {
  readonly cause: Cause;
}

/** What a design does to a scenario: the invariants that it breaks, or why nothing can be said. */
export interface Standing {
  readonly found: readonly FoundHere[];
  /** That it crashed, or cannot be asked this; null: neither. */
  readonly trouble: { readonly kind: "crashes" | "cannot ask"; readonly why: string } | null;
}

export function standing(
  engine: Engine,
  scenario: Scenario,
  design: string,
  like?: string,
): Standing {
  const { broken, crash, notAsked } = engine.judge(design, scenario, like);
  const found = broken.flatMap(({ invariant: name, finding, step, cause }) => {
    const invariant = engine.invariants.find((one) => one.name === name);
    return invariant === undefined ? [] : [{ invariant, finding, step, cause }];
  });
  if (crash !== null) checkInterface([{ design, message: crash.message }]);
  if (crash !== null) return { found, trouble: { kind: "crashes", why: crash.message } };
  return { found, trouble: notAsked === null ? null : { kind: "cannot ask", why: notAsked } };
}

/** A scenario with what one design was found to break on it. */
export function claim(scenario: Scenario, design: string, found: Break): Counterexample {
  return {
    schema: "counterexample@2",
    id: digest(found.invariant.name, scenario),
    invariant: found.invariant.name,
    design,
    scenario,
    step: found.step,
    finding: found.finding,
    provenance: { version: VERSION, found: "a scenario given by hand" },
  };
}
