/**
 * The invariants of the boot, and how they are asked. Most look at the groups alone, and many
 * designs form the same groups, so what a law found about a partition is kept with the scenario.
 */
import { NotExpressible, type Design } from "../../model/vocabulary/design/design.js";
import { namedThrownText } from "../../model/vocabulary/reading/error-text.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { BootLaw, BootMoment, BootVariant, Finding } from "../laws/law.js";
import type { LawSet } from "./law-set.js";
import { prepare, seatOf, type Prepared, type Seat } from "./instance.js";
import type { Sink } from "./listener.js";

/** Asks all laws of the boot; false if the design crashed on the way. */
export function askBootLaws(
  p: Prepared,
  design: Design,
  seat: Seat,
  reference: Seat | null,
  laws: LawSet,
  sink: Sink,
): boolean {
  const groups = groupsOf(seat.after);
  for (const { law, index, turn } of laws.boot) {
    if (!isAsked(p, turn, laws)) continue;
    let variants: readonly VariantSeat[];
    try {
      variants = bootVariants(p, design, law, laws.turns);
    } catch (error) {
      // The scenario could be asked, but not this law's variants of it.
      if (error instanceof NotExpressible) continue;
      sink.crashed(-1, namedThrownText(error));
      return false;
    }
    const moment: BootMoment = {
      scenario: p.scenario,
      facts: p.facts,
      contract: design.contract,
      after: seat.after,
      expected: reference === null ? null : reference.after,
      variants,
    };
    const findings = law.groupsOnly === true ? heard(p, law, groups, moment) : ask(law, moment);
    for (const variant of variants) variant.seat.retire();
    if (findings === null) continue;
    sink.applied(index);
    for (const finding of findings) sink.broken(index, -1, finding);
  }
  return true;
}

function ask(law: BootLaw, moment: BootMoment): readonly Finding[] | null {
  return law.applies(moment) ? law.broken(moment) : null;
}

function heard(
  p: Prepared,
  law: BootLaw,
  groups: readonly number[],
  moment: BootMoment,
): readonly Finding[] | null {
  const known = p.heard.find((h) => h.law === law && sameNumbers(h.groups, groups));
  if (known !== undefined) return known.findings;
  const findings = ask(law, moment);
  p.heard.push({ law, groups, findings });
  return findings;
}

function groupsOf(after: Observation): readonly number[] {
  const groups: number[] = [];
  for (let dev = 0; dev < after.functions; dev++) groups.push(after.group(dev));
  return groups;
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

interface VariantSeat extends BootVariant {
  readonly seat: Seat;
}

function bootVariants(
  p: Prepared,
  design: Design,
  law: BootLaw,
  turns: number,
): readonly VariantSeat[] {
  if (law.variants === undefined) return [];
  return variantsOf(p, law, turns).map((prepared) => {
    const seat = seatOf(prepared, design);
    return { topology: prepared.scenario.topology, after: seat.after, seat };
  });
}

/** The further topologies on which the laws will boot a design for this scenario. */
export function variantsAhead(p: Prepared, laws: LawSet): readonly Prepared[] {
  const asked = laws.boot.filter(({ turn }) => turn !== null && isAsked(p, turn, laws));
  return asked.flatMap(({ law }) => variantsOf(p, law, laws.turns));
}

/** Whether it is this law's turn: a campaign asks one of the laws with variants a scenario. */
function isAsked(p: Prepared, turn: number | null, laws: LawSet): boolean {
  return turn === null || p.choice === null || p.choice % laws.turns === turn;
}

function variantsOf(p: Prepared, law: BootLaw, turns: number): readonly Prepared[] {
  let variants = p.variants.get(law);
  if (variants === undefined) {
    // The remainder has chosen the law; the quotient chooses the variant.
    const choice = p.choice === null ? null : Math.floor(p.choice / turns);
    const topologies = law.variants?.(p.scenario.topology, choice) ?? [];
    variants = topologies.map((t) => prepare({ ...p.scenario, topology: t, operations: [] }, null));
    p.variants.set(law, variants);
  }
  return variants;
}
