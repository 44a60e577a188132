/**
 * Tests run the reference on a scenario text and say what came of it: outcomes, driver calls and
 * the cells that changed. Functions are named by their place in the list from 0, `1:5` is PASID 5
 * of the second, PASID 0 is the RID.
 */
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { outcomeText } from "../../model/vocabulary/operation/outcome.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";
import { prepare, referenceInstance, type Instance } from "../run/instance.js";
import { callTexts, cellTexts } from "./cells.js";

/** How all operations ended, the driver calls of the last one, and the cells that it changed. */
export interface Ran {
  readonly outcomes: string;
  readonly calls: readonly string[];
  readonly changed: readonly string[];
}

interface Played {
  readonly instance: Instance;
  readonly columns: readonly number[];
  readonly outcomes: readonly string[];
}

function play(machine: string, operations: string, contract: Contract): Played {
  const read = readScenario(`pasidcheck scenario 1\n${machine.trim()}\n----\n${operations.trim()}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const prepared = prepare(read.value, null);
  const instance = referenceInstance(prepared, contract);
  const functions = read.value.topology.functions.length;
  const outcomes = read.value.operations.map((op) => {
    instance.step(op, op.dev % functions);
    return outcomeText(instance.outcome);
  });
  return { instance, columns: prepared.columns, outcomes };
}

/** Runs the reference under a contract, Linux 7.3's unless another is named. */
export function run(machine: string, operations: string, contract: Contract = LINUX_7_3): Ran {
  const { instance, columns, outcomes } = play(machine, operations, contract);
  const before = cellTexts(instance.before, columns);
  const changed = cellTexts(instance.after, columns).filter((cell) => !before.includes(cell));
  return { outcomes: outcomes.join(" "), calls: callTexts(instance.hardware), changed };
}

/** What Linux 7.3 would die of after these operations; null: of nothing. */
export function foretold(machine: string, operations: string): string | null {
  return play(machine, operations, LINUX_7_3).instance.machine.deathForetold?.() ?? null;
}

/** How the last operation ended. */
export function last(machine: string, operations: string, contract?: Contract): string {
  return run(machine, operations, contract).outcomes.split(" ").at(-1) ?? "";
}

/** Refused, and nothing done. */
export const refused = (outcomes: string): Ran => ({ outcomes, calls: [], changed: [] });
