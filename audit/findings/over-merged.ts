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
import { lackOf, sameLack, type Lack } from "./missing-acs.js";
import { booted, idealGrouped, linuxGrouped, partsOf, type Grouped } from "./boot-groups.js";

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
  /** So many more groups may be larger than needed: it rests on what is not shown. */
  readonly unsaid: number;
}

/** `readings`: further ones; what is told must hold in them as well. */
export function overMergedOf(
  t: Topology,
  grouped: Grouped,
  ideal: Grouped,
  because: readonly (Because | null)[],
  readings: readonly Topology[] = [],
  isFormed: (dev: number) => boolean = () => true,
): OverMergedAnswer {
  const ideals = [ideal, ...readings.map((reading) => idealGrouped(reading))];
  let trials = 0;
  let untried = 0;
  let unsaid = 0;
  const groups: OverMerged[] = [];
  for (const [group, members] of grouped.groups.entries()) {
    if (members.length < 2) continue;
    const parts = commonParts(members, ideals);
    const sure = parts.length > 1 && members.every((dev) => isFormed(dev));
    if (!sure) {
      if (ideals.some(({ groupOf }) => partsOf(members, groupOf).length > 1)) unsaid++;
      continue;
    }
    const elements = reasonsFor(members, because);
    const tried = elements.slice(0, Math.max(0, TRIALS_MAX - trials));
    trials += tried.length;
    untried += elements.length - tried.length;
    groups.push({ group, ideal: parts, splits: splitsOf([t, ...readings], members, tried) });
  }
  return { groups, untried, unsaid };
}

/** The parts of which no two are in one group in any of some groupings. */
function commonParts(
  members: readonly number[],
  groupings: readonly Grouped[],
): readonly (readonly number[])[] {
  const [first, ...others] = groupings;
  if (first === undefined) return [members];
  let parts = partsOf(members, first.groupOf);
  for (const { groupOf } of others) {
    if (parts.length < 2) break;
    parts = joined(parts, partsOf(members, groupOf));
  }
  return parts;
}

/** The finest partition in which whatever is together in one of two is together. */
function joined(
  parts: readonly (readonly number[])[],
  others: readonly (readonly number[])[],
): readonly (readonly number[])[] {
  let rest = parts.map((part) => [...part]);
  for (const other of others) {
    const has = new Set(other);
    const meeting = rest.filter((part) => part.some((dev) => has.has(dev)));
    const [first, ...more] = meeting;
    if (first === undefined || more.length === 0) continue;
    for (const part of more) first.push(...part);
    rest = rest.filter((part) => !more.includes(part));
  }
  return rest;
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

/** An element that lacks the same in all readings, whole in each of them. */
interface Trial {
  readonly element: number;
  readonly lack: Lack;
  readonly wholes: readonly PciFunction[];
}

function splitsOf(
  readings: readonly Topology[],
  members: readonly number[],
  elements: readonly number[],
): readonly Split[] {
  const all = elements.flatMap((element) => trialOf(readings, element) ?? []);
  const split = (some: readonly Trial[]): Split[] => {
    const groupings = readings.map((t, reading) => {
      const changed = t.functions.slice();
      for (const { element, wholes } of some) {
        const whole = wholes[reading];
        if (whole !== undefined) changed[element] = whole;
      }
      return linuxGrouped(booted(changed));
    });
    const into = commonParts(members, groupings);
    return into.length < 2
      ? []
      : [{ at: some.map(({ element, lack }) => ({ element, lack })), into }];
  };
  const alone = all.flatMap((one) => split([one]));
  return alone.length > 0 || all.length < 2 ? alone : split(all);
}

function trialOf(readings: readonly Topology[], element: number): Trial | null {
  const lacks = readings.map(({ functions }) => {
    const f = functions[element];
    return f === undefined ? null : lackOf(f, ACS_ISOLATED);
  });
  const [lack = null] = lacks;
  if (lack === null || !lacks.every((other) => sameLack(other, lack))) return null;
  const wholes = readings.flatMap(({ functions }) => {
    const f = functions[element];
    return f === undefined ? [] : (completed(f, lack) ?? []);
  });
  return wholes.length < readings.length ? null : { element, lack, wholes };
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
