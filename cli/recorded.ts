/**
 * Defines what `replay` and `explain` are given: a counterexample file, or the text of a scenario, which claims
 * nothing and is held against every law.
 */
import { readJson } from "../model/vocabulary/json-text.js";
import { SCENARIO_BYTES_MAX } from "../model/vocabulary/reading.js";
import { readScenarioJson, SCENARIO_SCHEMA } from "../model/vocabulary/scenario-json.js";
import { readScenario } from "../model/vocabulary/scenario-text.js";
import type { Scenario } from "../model/vocabulary/scenario.js";
import { readCounterexample } from "../properties/counterexample-file.js";
import type { Counterexample } from "../properties/counterexample.js";
import type { Found } from "../reports/story.js";
import type { Engine } from "./engine.js";
import { readInput, valueOf } from "./input.js";

export type Recorded =
  | { readonly kind: "counterexample"; readonly counterexample: Counterexample }
  | { readonly kind: "scenario"; readonly scenario: Scenario };

/** JSON by its schema, anything else is the text of a scenario. Throws UsageError. */
export async function readRecorded(file: string): Promise<Recorded> {
  const text = await readInput(file, "a counterexample", SCENARIO_BYTES_MAX);
  if (!looksLikeJson(file, text))
    return { kind: "scenario", scenario: valueOf(file, readScenario(text)) };
  if (schemaOf(text) === SCENARIO_SCHEMA)
    return { kind: "scenario", scenario: valueOf(file, await readScenarioJson(text)) };
  const counterexample = valueOf(file, await readCounterexample(text));
  return { kind: "counterexample", counterexample };
}

/** Whether a file means to be JSON, well formed or not. */
export function looksLikeJson(file: string, text: string): boolean {
  return file.endsWith(".json") || /^\uFEFF?\s*[{[]/.test(text);
}

/** What a JSON text says that it is; null if it is not JSON or does not say. */
export function schemaOf(text: string): unknown {
  const json = readJson(text);
  if (!json.ok || typeof json.value !== "object" || json.value === null) return null;
  return "schema" in json.value ? json.value.schema : null;
}

/** The laws that a design breaks on a scenario. */
export function brokenLaws(engine: Engine, scenario: Scenario, design: string): readonly Found[] {
  return engine.laws.flatMap((law) => {
    const { answer, finding, step } = engine.replay(claim(scenario, design, law.name), design);
    if (answer !== "reproduces" || finding === null) return [];
    return [{ law, finding, step: step ?? -1 }];
  });
}

/** A scenario as a counterexample that says nothing yet. */
export function claim(scenario: Scenario, design: string, law: string): Counterexample {
  return {
    schema: "counterexample@1",
    id: "0000000000000000",
    law,
    design,
    scenario,
    step: -1,
    finding: { mechanism: "", device: null, other: null, pasid: null, seen: "", wanted: "" },
    provenance: { version: "", found: "" },
  };
}
