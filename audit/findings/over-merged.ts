/**
 * Groups that are larger than the PCIe specification demands (docs/reference/semantics.md 5.4), and
 * what would split them: found by trying, at each element that is a reason for the group, the ACS
 * bits that it lacks.
 */
import { ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  isExpress,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Because, Step } from "./group-reasons.js";
import { lackOf, type Lack } from "./missing-acs.js";
import { booted, linuxGrouped, partsOf, type Grouped } from "./boot-groups.js";

/** So many elements are tried, each of which costs a grouping of the whole machine. */
const TRIALS_MAX = 256;

/** If these elements had all that they lack, Linux would split the group. */
export interface Split {
  readonly at: readonly { readonly element: number; readonly lack: Lack }[];
  readonly into: readonly (readonly number[])[];
}

export interface OverMerged {
  readonly group: number;
  /** The ideal groups of its members. */
  readonly ideal: readonly (readonly number[])[];
  /** One element each; where none splits it alone, all together. */
  readonly splits: readonly Split[];
}

export interface OverMergedAnswer {
  readonly groups: readonly OverMerged[];
  /** Elements that were not tried, because there were more than TRIALS_MAX. */
  readonly untried: number;
}

export function overMergedOf(
  t: Topology,
  grouped: Grouped,
  ideal: Grouped,
  because: readonly (Because | null)[],
): OverMergedAnswer {
  let trials = 0;
  let untried = 0;
  const groups: OverMerged[] = [];
  for (const [group, members] of grouped.groups.entries()) {
    const parts = members.length < 2 ? [members] : partsOf(members, ideal.groupOf);
    if (parts.length < 2) continue;
    const elements = reasonsFor(members, because);
    const tried = elements.slice(0, Math.max(0, TRIALS_MAX - trials));
    trials += tried.length;
    untried += elements.length - tried.length;
    groups.push({ group, ideal: parts, splits: splitsOf(t, members, tried) });
  }
  return { groups, untried };
}

/** The elements that the members' reasons name, in the order of the machine. */
function reasonsFor(
  members: readonly number[],
  because: readonly (Because | null)[],
): readonly number[] {
  const named = members.flatMap((dev) => (because[dev]?.steps ?? []).flatMap(elementsOf));
  return [...new Set(named)].sort((a, b) => a - b);
}

function elementsOf(step: Step): readonly number[] {
  if (step.rule === "path") return [step.element, ...step.below];
  return step.rule === "functions" ? [step.of, step.with] : [];
}

function splitsOf(
  t: Topology,
  members: readonly number[],
  elements: readonly number[],
): readonly Split[] {
  const all: (Split["at"][number] & { readonly whole: PciFunction })[] = [];
  for (const element of elements) {
    const f = t.functions[element];
    const lack = f === undefined ? null : lackOf(f, ACS_ISOLATED);
    const whole = f === undefined || lack === null ? null : completed(f, lack);
    if (lack !== null && whole !== null) all.push({ element, lack, whole });
  }
  const split = (some: typeof all): Split[] => {
    const changed = t.functions.slice();
    for (const { element, whole } of some) changed[element] = whole;
    const into = partsOf(members, linuxGrouped(booted(changed)).groupOf);
    return into.length < 2
      ? []
      : [{ at: some.map(({ element, lack }) => ({ element, lack })), into }];
  };
  const alone = all.flatMap((one) => split([one]));
  return alone.length > 0 || all.length < 2 ? alone : split(all);
}

/** The function with all that it lacks; null where no capability would change the answer. */
function completed(f: PciFunction, lack: Lack): PciFunction | null {
  if (!isExpress(f)) return null;
  const acs = acsOf(f);
  if (lack.why === "absent")
    return { ...f, acs: { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] } };
  return lack.why === "off" && acs !== null
    ? { ...f, acs: { ...acs, ctrl: acs.ctrl | lack.bits } }
    : null;
}
