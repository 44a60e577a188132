/**
 * The answers to whether PASID can be enabled that hold in every reading of a machine; where there
 * is none, the first fact that is not shown and decides.
 */
import type { Unseen } from "../read/unseen.js";
import { firstUnseen, ISOLATION_FACTS, type Deciding } from "./deciding.js";
import type { PasidAnswer, PasidRefusal } from "./pasid.js";
import { afloatIn, type Source } from "./told-groups.js";

type Answers = readonly (readonly PasidAnswer[])[];

/** `answers`: of each reading, that of the reading that is told first. */
export function surePasid(source: Source, answers: Answers): readonly PasidAnswer[] {
  const [told = []] = answers;
  const afloat = afloatIn(source.topology, source.unseen);
  if (answers.length === 1 && !afloat.includes(true)) return told;
  return told.map((_, dev) => {
    const here = answers.flatMap((all) => all[dev] ?? []);
    const f = source.topology.functions[dev];
    // A VF has what its PF has, and its requests pass what those of its PF pass.
    const owner = f?.kind === "vf" ? f.pf : dev;
    return sureAnswer(source, owner, here, afloat[dev] === true || afloat[owner] === true);
  });
}

function sureAnswer(
  source: Source,
  dev: number,
  answers: readonly PasidAnswer[],
  afloat: boolean,
): PasidAnswer {
  const capable = common(answers.map((answer) => answer.capable));
  const enableable = afloat
    ? refusedBelow(source, dev, answers)
    : common(answers.map((answer) => answer.enableable));
  const reasons = answers.flatMap(({ reason }) => reason ?? []);
  const sure = reasons.find((reason) => reasonUnseen(source, dev, reason) === null);
  const danger = common(answers.map((answer) => answer.danger?.why ?? null));
  const safe = afloat ? null : common(answers.map((answer) => answer.safe));
  return {
    capable,
    enableable,
    reason: enableable === false ? (sure ?? reasons.at(-1) ?? null) : null,
    unseen: enableable === null ? decidingOf(source, dev, reasons, afloat) : null,
    danger: safe === false && danger !== null ? (answers.at(-1)?.danger ?? null) : null,
    safe: safe === false && danger === null ? null : safe,
  };
}

function common<T>(all: readonly T[]): T | null {
  const [first, ...others] = all;
  return first !== undefined && others.every((other) => other === first) ? first : null;
}

/** Of what may stand elsewhere: false where what refuses goes with it, else not known. */
function refusedBelow(source: Source, dev: number, answers: readonly PasidAnswer[]): false | null {
  const own = new Set<number>();
  for (let i: number | null = dev; i !== null; i = source.topology.functions[i]?.parent ?? null) {
    own.add(i);
    if (source.unseen[i]?.has("place") === true) break;
  }
  const goes = ({ reason }: PasidAnswer): boolean => {
    const { row, element } = refusal(dev, reason);
    return row === "capability" || (row !== "no-port" && element !== null && own.has(element));
  };
  return answers.every((answer) => answer.enableable === false && goes(answer)) ? false : null;
}

/** The row that refuses a function or its PF, and the element that it names. */
function refusal(
  dev: number,
  reason: PasidRefusal | null,
): { readonly row: PasidRefusal["row"] | null; readonly element: number | null } {
  if (reason === null) return { row: null, element: null };
  if (reason.row === "vf") return refusal(reason.pf, reason.because);
  if (reason.row === "prefix" || reason.row === "acs") return reason;
  return { row: reason.row, element: dev };
}

const ROW_FACTS: Readonly<Record<Exclude<PasidRefusal["row"], "vf">, readonly Unseen[]>> = {
  capability: ["function", "kind", "pasid"],
  prefix: ["function", "place", "kind", "prefix"],
  "no-port": ["function", "place", "kind"],
  acs: ISOLATION_FACTS,
};

/** The fact that is not shown and on which a refusal rests. */
function reasonUnseen({ unseen }: Source, dev: number, reason: PasidRefusal): Deciding | null {
  const { row, element } = refusal(dev, reason);
  if (row === null || row === "vf" || element === null) return null;
  return firstUnseen(unseen, element, ROW_FACTS[row]);
}

function decidingOf(
  source: Source,
  dev: number,
  reasons: readonly PasidRefusal[],
  afloat: boolean,
): Deciding | null {
  const found = reasons.flatMap((reason) => reasonUnseen(source, dev, reason) ?? []);
  const [first] = found;
  if (first !== undefined && !afloat) return first;
  for (let i: number | null = dev; i !== null; i = source.topology.functions[i]?.parent ?? null) {
    const any = firstUnseen(source.unseen, i, afloat ? ["place"] : ANY);
    if (any !== null) return any;
  }
  return first ?? null;
}

const ANY: readonly Unseen[] = [...ISOLATION_FACTS, "prefix", "pasid"];
