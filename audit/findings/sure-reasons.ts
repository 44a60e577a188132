/**
 * The reasons for groups that hold in every reading of a machine: of each function those of a
 * reading whose steps name no bit that another reading has otherwise.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Because, Step } from "./group-reasons.js";
import { lackOf, sameLack, type Lack } from "./missing-acs.js";
import type { Basis } from "./told-groups.js";

type Becauses = readonly (Because | null)[];

/** `becauses`: of each reading. Of a group that is not formed in all of them none is told. */
export function sureReasons(
  readings: readonly Topology[],
  becauses: readonly Becauses[],
  basis: readonly Basis[],
): Becauses {
  const [told = [], ...others] = becauses;
  return told.map((because, dev) => {
    if (basis[dev] !== "formed" || because === null) return null;
    if (others.length === 0 || isSure(because, readings)) return because;
    const all = others.flatMap((other) => other[dev] ?? []);
    return all.find((other) => isSure(other, readings)) ?? because;
  });
}

function isSure({ steps }: Because, readings: readonly Topology[]): boolean {
  return steps.every((step) =>
    lacksIn(step).every(([dev, lack]) =>
      readings.every(({ functions }) => {
        const f = functions[dev];
        return f !== undefined && sameLack(lackOf(f, ACS_ISOLATED), lack);
      }),
    ),
  );
}

function lacksIn(step: Step): readonly (readonly [number, Lack])[] {
  if (step.rule === "path") return [[step.element, step.lack]];
  if (step.rule !== "functions") return [];
  return [
    [step.of, step.lack],
    [step.with, step.withLack],
  ];
}
