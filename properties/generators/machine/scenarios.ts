/**
 * The arbitrary scenarios on a machine that is given: a part of it that stays as it is, its IOMMU,
 * and operations of a profile as on random topologies.
 */
import type fc from "fast-check";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { operationsCandidates } from "../../shrink/candidates.js";
import { GeneratedArbitrary } from "../arbitrary.js";
import type { Draw } from "../draw.js";
import { guided } from "../guided.js";
import type { Knobs } from "../knobs.js";
import { drawOn, prepare, type Frame, type Prepared } from "../scenario.js";
import type { Direction } from "../../invariants/direction.js";
import { Neighbourhood } from "./neighbourhood.js";
import { drawPart } from "./part.js";

type Machine = Pick<Scenario, "topology" | "iommu">;

/**
 * Scenarios on a machine, guided where there is a direction; knobs of topologies and of the IOMMU
 * mean nothing here.
 */
export function scenariosOn(
  machine: Machine,
  direction: Direction = {},
  knobs: Partial<Knobs> = {},
): fc.Arbitrary<Scenario> {
  const prepared = prepare(knobs);
  const around = new Neighbourhood(machine.topology, machine.iommu);
  const frame = (d: Draw, small: boolean): Frame =>
    drawFrameOn(d, machine, around, prepared, small);
  return new GeneratedArbitrary(guided(direction, frame), candidates);
}

/** Operations of a scenario on a whole machine: each is looked at on all of its functions. */
const WHOLE_OPERATIONS_MAX = 16;

/** Few operations on all of a machine, however large it is. */
export function wholeScenarios({ topology, iommu }: Machine): fc.Arbitrary<Scenario> {
  const prepared = prepare({ operationsMax: WHOLE_OPERATIONS_MAX });
  return new GeneratedArbitrary(
    (d, small) => drawOn(d, { ...d.pick(prepared), topology, given: iommu, small }),
    candidates,
  );
}

function drawFrameOn(
  d: Draw,
  { iommu }: Machine,
  around: Neighbourhood,
  prepared: readonly Prepared[],
  small: boolean,
): Frame {
  return { ...d.pick(prepared), topology: drawPart(d, around, small), given: iommu, small };
}

function* candidates(s: Scenario): Generator<Scenario> {
  for (const operations of operationsCandidates(s.operations)) yield { ...s, operations };
}
