/**
 * A design in another process and the reference, told side by side: what each answered to every
 * operation, and where they differ in more than the answer.
 */
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { operationText } from "../../model/vocabulary/scenario/text/text.js";
import type { Step, Trace } from "../../model/vocabulary/design/trace.js";
import { callLines } from "./changes.js";
import type { Look } from "../text/paint.js";
import { printable } from "../text/words.js";

const OUTCOME_WIDTH = "-EOPNOTSUPP".length;

export function sideBySideText(design: Trace, reference: Trace, look: Look): string {
  const { operations, topology } = design.scenario;
  const texts = operations.map((op) => operationText(op, topology.functions));
  const width = Math.max(...texts.map((text) => text.length), printable(design.design).length, 0);
  const lines = [`     ${"".padEnd(width)}  ${"kernel".padEnd(OUTCOME_WIDTH)}  reference`];
  if (!sameGroups(design, reference)) lines.push(look.paint.bad("     other groups after boot"));
  design.steps.forEach((step, i) => {
    const other = reference.steps[i];
    if (other === undefined) return;
    const [ours, theirs] = [outcomeText(step.outcome), outcomeText(other.outcome)];
    const apart = differences(step, other);
    const mark = apart.length === 0 ? "" : look.paint.bad(`   <- differ: ${apart.join(", ")}`);
    const said = `${ours.padEnd(OUTCOME_WIDTH)}  ${theirs.padEnd(OUTCOME_WIDTH)}`;
    lines.push(`${String(i + 1).padStart(3)}  ${(texts[i] ?? "").padEnd(width)}  ${said}${mark}`);
    if (apart.includes("driver calls")) lines.push(...bothCalls(design, step, other));
  });
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

function sameGroups(a: Trace, b: Trace): boolean {
  for (let dev = 0; dev < a.booted.functions; dev++)
    if (a.booted.group(dev) !== b.booted.group(dev)) return false;
  return true;
}

function differences(a: Step, b: Step): readonly string[] {
  const apart: string[] = [];
  if (a.outcome !== b.outcome) apart.push("outcome");
  if (!a.after.sameHardware(b.after)) apart.push("hardware");
  if (!a.after.sameRecorded(b.after)) apart.push("records");
  else if (a.after.sameHardware(b.after) && !a.after.equals(b.after)) apart.push("bookkeeping");
  if (!a.calls.equals(b.calls)) apart.push("driver calls");
  return apart;
}

function bothCalls({ scenario }: Trace, a: Step, b: Step): readonly string[] {
  const told = (who: string, step: Step): readonly string[] => {
    const calls = callLines(scenario.topology, step.calls);
    return (calls.length === 0 ? ["no driver call"] : calls).map((line) => `       ${who} ${line}`);
  };
  return [...told("kernel   ", a), ...told("reference", b)];
}
