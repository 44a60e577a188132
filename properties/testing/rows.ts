/**
 * The reference, run by tests on a scenario text, and what came of it: outcomes, driver calls and
 * the cells that changed. Functions are named by their place in the list from 0, `1:5` is PASID 5
 * of the second, PASID 0 is the RID.
 */
import { LINUX_7_3 } from "../../impl/designs/contracts.js";
import { Bench } from "../../impl/testing/bench.js";
import { referenceDesign } from "../../model/reference/machine.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { domainText } from "../../model/vocabulary/operation/domain.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import { HANDLES_MAX } from "../../model/vocabulary/operation/operands.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { pasidColumns } from "../../model/vocabulary/scenario/scenario.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";

/** How all operations ended, the driver calls of the last one, and the cells that it changed. */
export interface Ran {
  readonly outcomes: string;
  readonly calls: readonly string[];
  readonly changed: readonly string[];
}

/** Runs the reference under a contract, Linux 7.3's unless another is named. */
export function run(machine: string, operations: string, contract: Contract = LINUX_7_3): Ran {
  const read = readScenario(`pasidcheck scenario 1\n${machine.trim()}\n----\n${operations}`);
  if (!read.ok) throw new Error(problemText(read.problem));
  const { topology, iommu, operations: list } = read.value;
  const pasids = pasidColumns(list);
  const design = referenceDesign("reference", "As its contract says.", contract);
  const bench = new Bench(design, topology, { iommu, pasids });
  let before: readonly string[] = [];
  const outcomes = list.map((op) => {
    before = cells(bench, pasids);
    return bench.step(op);
  });
  const changed = cells(bench, pasids).filter((cell) => !before.includes(cell));
  return { outcomes: outcomes.join(" "), calls: bench.calls(), changed };
}

/**
 * Everything that can be seen, a line each: `function 1 in group 2`, `hardware 1:5 D1`,
 * `handle 1:5 h2`, `h2 of D1`.
 */
function cells(bench: Bench, pasids: readonly number[]): readonly string[] {
  const functions = Array.from({ length: bench.observed.functions }, (_, dev) => dev);
  const tables = functions.flatMap((dev) =>
    pasids.flatMap((pasid) => [
      `hardware ${dev}:${pasid} ${bench.hardwareOf(dev, pasid)}`,
      `recorded ${dev}:${pasid} ${bench.recordedOf(dev, pasid)}`,
      `handle ${dev}:${pasid} h${bench.handleOf(dev, pasid)}`,
    ]),
  );
  const handles = Array.from({ length: HANDLES_MAX }, (_, i) => i + 1);
  return [
    ...functions.map((dev) => `function ${dev} ${standing(bench.observed, dev)}`),
    ...tables,
    ...handles.map((h) => `h${h} of ${domainText(bench.observed.handleDomain(h))}`),
  ];
}

function standing(o: Observation, dev: number): string {
  if (!o.present(dev)) return "absent";
  const group = o.group(dev);
  return (group === 0 ? "without group" : `in group ${group}`) + (o.blocked(dev) ? ", reset" : "");
}

/** Refused, and nothing done. */
export const refused = (outcomes: string): Ran => ({ outcomes, calls: [], changed: [] });
