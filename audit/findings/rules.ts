/**
 * One machine under several rule sets, side by side: how many groups each makes, the functions
 * that are with others than by the rules of Linux 7.3, and where PASID can be enabled by one and
 * not by another. What is told holds in every reading of the machine.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { booted } from "./boot-groups.js";
import { pasidOfAll, type PasidInReading } from "./pasid.js";
import { Standing } from "./peer-to-peer.js";
import { groupsBy, type RuleSet } from "./rule-sets.js";

export interface RulesInput {
  readonly topology: Topology;
  readonly readings: readonly Topology[];
  /** Beside each function: stand-ins take no part in what is told. */
  readonly functions: readonly { readonly shown: boolean }[];
  /** Beside each function what the source does not show; of a `place` there are no readings. */
  readonly unseen: readonly ReadonlySet<string>[];
}

/** Functions that some rules group in another way than the first ones do. */
export interface RulesRow {
  readonly functions: readonly number[];
  /** Their groups by each rule set, in the order of `sets`. */
  readonly groups: readonly (readonly (readonly number[])[])[];
}

/** How many there are in the reading that has least, and in the one that has most. */
export interface Amount {
  readonly least: number;
  readonly most: number;
}

export interface RulesAnswer {
  readonly sets: readonly RuleSet[];
  /** Beside the sets: groups that have functions which are shown. */
  readonly groups: readonly Amount[];
  readonly rows: readonly RulesRow[];
  /** Every function stands where it is shown to stand. */
  readonly placed: boolean;
  /** Of these it cannot be said whether, or how, the rules differ. */
  readonly unsure: readonly number[];
  /** Whether PASID can be enabled by each set, of the capable functions where sets differ. */
  readonly pasid: readonly { readonly dev: number; readonly enableable: readonly boolean[] }[];
  readonly pasidUnsure: readonly number[];
  /** Beside the sets: functions on which PASID can be enabled, VFs not counted. */
  readonly enableable: readonly Amount[];
  /** Functions with PASID, VFs not counted. */
  readonly capable: Amount;
}

/** What one reading is under one rule set. */
interface View {
  /** Of each function the members of its group as a text; empty where it has none. */
  readonly groupOf: readonly string[];
  readonly groups: readonly (readonly number[])[];
  readonly enableable: readonly boolean[];
}

export function rulesOf(input: RulesInput, sets: readonly RuleSet[]): RulesAnswer {
  const isShown = (dev: number): boolean => input.functions[dev]?.shown !== false;
  const isAdrift = (dev: number): boolean => input.unseen[dev]?.has("place") === true;
  const machines = [input.topology, ...input.readings].map(({ functions }) => booted(functions));
  const capables = machines.map((t) => capablesOf(t).filter(isShown));
  const views = machines.map((t) => viewsOf(t, sets, isShown));
  const [told = []] = views;
  const pasid = pasidRows(views, capables);
  return {
    sets,
    groups: sets.map((_, s) => amountOf(views.map((view) => view[s]?.groups.length ?? 0))),
    placed: !input.functions.some((f, dev) => f.shown && isAdrift(dev)),
    ...groupRows(told, views, isAdrift),
    ...pasid,
    enableable: sets.map((_, s) =>
      amountOf(
        views.map((view, r) => {
          const can = view[s]?.enableable ?? [];
          return (capables[r] ?? []).filter((dev) => can[dev] === true).length;
        }),
      ),
    ),
    capable: amountOf(capables.map((devs) => devs.length)),
  };
}

function amountOf(counts: readonly number[]): Amount {
  return { least: Math.min(...counts), most: Math.max(...counts) };
}

function viewsOf(
  t: Topology,
  sets: readonly RuleSet[],
  isShown: (dev: number) => boolean,
): readonly View[] {
  const answers = pasidOfAll(t, new Standing(t));
  return sets.map((set) => {
    const groups = groupsBy(set, t).flatMap((members) => {
      const shown = members.filter((dev) => isShown(dev)).sort((a, b) => a - b);
      return shown.length === 0 ? [] : [shown];
    });
    const groupOf = t.functions.map(() => "");
    for (const members of groups) {
      const text = members.join(" ");
      for (const dev of members) groupOf[dev] = text;
    }
    return { groupOf, groups, enableable: answers.map((answer) => passes(set, answer)) };
  });
}

/** The enable check of a rule set; what comes before it is the same in all. */
function passes({ enableCheck }: RuleSet, answer: PasidInReading): boolean {
  switch (enableCheck) {
    case "none":
      return answer.capable && !refusedBefore(answer.reason);
    case "acs-path":
      return answer.enableable;
    case "pasid-safe":
      return answer.enableable && answer.danger === null;
    default:
      return enableCheck satisfies never;
  }
}

function refusedBefore(reason: PasidInReading["reason"]): boolean {
  if (reason === null) return false;
  return reason.row === "vf" ? refusedBefore(reason.because) : reason.row !== "acs";
}

function capablesOf(t: Topology): readonly number[] {
  const answers = pasidOfAll(t, new Standing(t));
  return [...t.functions.entries()].flatMap(([dev, f]) =>
    f.kind !== "vf" && answers[dev]?.capable === true ? [dev] : [],
  );
}

/** Of each reading its views, one a rule set. */
type Views = readonly (readonly View[])[];

function groupRows(
  told: readonly View[],
  views: Views,
  isAdrift: (dev: number) => boolean,
): Pick<RulesAnswer, "rows" | "unsure"> {
  const rows: RulesRow[] = [];
  const unsure: number[] = [];
  for (const functions of together(told)) {
    const differs = (view: readonly View[]): boolean =>
      functions.some((dev) => view.some(({ groupOf }) => groupOf[dev] !== view[0]?.groupOf[dev]));
    const isAsTold = (view: readonly View[]): boolean =>
      view.every(({ groupOf }, s) => functions.every((x) => groupOf[x] === told[s]?.groupOf[x]));
    const adrift = functions.some((dev) => isAdrift(dev));
    if (!adrift && !views.some(differs)) continue;
    if (adrift || !views.every(isAsTold)) {
      unsure.push(...functions);
      continue;
    }
    const here = new Set(functions);
    const groups = told.map((view) => view.groups.filter(([first = -1]) => here.has(first)));
    rows.push({ functions, groups });
  }
  return { rows, unsure: unsure.sort((a, b) => a - b) };
}

/** The functions that some rule set puts together, directly or through others. */
function together(views: readonly View[]): readonly (readonly number[])[] {
  const whole = new Map<number, number[]>();
  for (const { groups } of views)
    for (const members of groups) {
      const parts = new Set(members.map((dev) => whole.get(dev) ?? [dev]));
      const all = [...new Set([...parts].flat())];
      for (const dev of all) whole.set(dev, all);
    }
  return [...new Set(whole.values())]
    .map((devs) => devs.sort((a, b) => a - b))
    .sort(([a = 0], [b = 0]) => a - b);
}

function pasidRows(
  views: Views,
  capables: readonly (readonly number[])[],
): Pick<RulesAnswer, "pasid" | "pasidUnsure"> {
  const pasid: { dev: number; enableable: readonly boolean[] }[] = [];
  const pasidUnsure: number[] = [];
  for (const dev of [...new Set(capables.flat())].sort((a, b) => a - b)) {
    const answers = views.map((view) => view.map(({ enableable }) => enableable[dev] === true));
    if (answers.every((by) => by.every((can) => can === by[0]))) continue;
    const [told = []] = answers;
    if (answers.every((by) => by.every((can, s) => can === told[s])))
      pasid.push({ dev, enableable: told });
    else pasidUnsure.push(dev);
  }
  return { pasid, pasidUnsure };
}
