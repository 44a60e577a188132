/**
 * The input of `replay` and `explain`: a counterexample, or a scenario, which claims nothing and is
 * held against every invariant; each as text or as JSON.
 */
import { digest } from "../../model/vocabulary/scenario/digest.js";
import { readJson } from "../../model/vocabulary/reading/json-text.js";
import { SCENARIO_BYTES_MAX } from "../../model/vocabulary/reading/reading.js";
import { readScenarioJson, SCENARIO_SCHEMA } from "../../model/vocabulary/scenario/json.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { noteText, scenarioNotes, type Note } from "../../model/vocabulary/scenario/notes.js";
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import {
  looksLikeJson,
  readCounterexampleFile,
} from "../../properties/results/counterexample/file.js";
import { claimsCounterexample } from "../../properties/results/counterexample/text.js";
import type { Counterexample } from "../../properties/results/counterexample/counterexample.js";
import { VERSION } from "../../properties/results/version.js";
import type { InvariantBreak } from "../../properties/invariants/invariant.js";
import { bySeverity } from "../../reports/story/break.js";
import type { Break } from "../../reports/story/break.js";
import type { Engine } from "../engine.js";
import { printable } from "../../reports/text/words.js";
import type { Io } from "../process/io.js";
import { readInput, valueOf } from "./read-file.js";
import { checkInterface } from "./design-code.js";

export type Recorded =
  | { readonly kind: "counterexample"; readonly counterexample: Counterexample }
  | { readonly kind: "scenario"; readonly scenario: Scenario };

/**
 * By what the file says that it is; a text that says nothing is a scenario. The traps of a scenario
 * that somebody has written are told on stderr. Throws UsageError.
 */
export async function readRecorded(file: string, { err }: Pick<Io, "err">): Promise<Recorded> {
  const recorded = await readFile(file);
  if (recorded.kind === "scenario")
    for (const line of notesText(scenarioNotes(recorded.scenario), recorded.scenario))
      err.write(`pasidcheck: note: ${printable(file)}: ${line}\n`);
  return recorded;
}

const NOTES_MAX = 8;

function notesText(notes: readonly Note[], scenario: Scenario): readonly string[] {
  const lines = notes.slice(0, NOTES_MAX).map((note) => noteText(note, scenario));
  const more = notes.length - lines.length;
  return more === 0 ? lines : [...lines, `and ${more} more notes`];
}

async function readFile(file: string): Promise<Recorded> {
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

/** What a design does to a scenario: the invariants that it breaks, and where it failed to run. */
export interface Standing {
  /** The most severe first; of one severity in the order of operations. */
  readonly found: readonly Break[];
  /** That it crashed, or cannot be asked this; null: neither. */
  readonly trouble: Trouble | null;
}

export interface Trouble {
  readonly kind: "crashes" | "cannot ask";
  readonly why: string;
}

export function standing(
  engine: Engine,
  scenario: Scenario,
  design: string,
  like?: string,
): Standing {
  const { broken, crash, notAsked } = engine.judge(design, scenario, like);
  const found = bySeverity(broken.flatMap((b) => breakOf(engine, design, b, like) ?? []));
  if (crash !== null) checkInterface([{ design, message: crash.message }]);
  if (crash !== null) return { found, trouble: { kind: "crashes", why: crashText(crash) } };
  return { found, trouble: notAsked === null ? null : { kind: "cannot ask", why: notAsked } };
}

/** A break as it is told; null where the invariant is not one of those here. */
export function breakOf(
  engine: Engine,
  design: string,
  broken: InvariantBreak,
  like?: string,
): Break | null {
  const { invariant: name, finding, step } = broken;
  const invariant = engine.invariants.find((one) => one.name === name);
  if (invariant === undefined) return null;
  return { invariant, finding, step, reason: engine.reasonOf(design, broken, like) };
}

/** `operation 3: Error: out of luck`; at boot there is no number. */
export function crashText(crash: { readonly step: number; readonly message: string }): string {
  return crash.step < 0 ? crash.message : `operation ${crash.step + 1}: ${crash.message}`;
}

/** Only the breaks of these invariants; undefined: all. */
export function onlyNamed(
  found: readonly Break[],
  names: readonly string[] | undefined,
): readonly Break[] {
  return names === undefined ? found : found.filter((b) => names.includes(b.invariant.name));
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
