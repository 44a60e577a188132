/**
 * The invariants of the boot, and how they are asked. Most look at the groups alone, and many
 * designs form the same groups, so what an invariant found about a partition is kept with the
 * scenario.
 */
import { NotExpressible, type Design } from "../../model/vocabulary/design/design.js";
import { namedThrownText } from "../../model/vocabulary/reading/error-text.js";
import type { Observation } from "../../model/vocabulary/design/observation.js";
import type { BootInvariant, BootedInput, BootVariant, Finding } from "../invariants/invariant.js";
import type { InvariantSet } from "./invariant-set.js";
import { instanceOf, NO_VARIANTS, prepare, type Instance, type Prepared } from "./instance.js";
import type { Listener } from "./listener.js";

/** Asks all invariants of the boot; false if the design crashed on the way. */
export function askBootInvariants(
  p: Prepared,
  design: Design,
  instance: Instance,
  reference: Instance | null,
  invariants: InvariantSet,
  listener: Listener,
): boolean {
  const groups = groupsOf(instance.after);
  const alike = reference === null || instance.after.equals(reference.after);
  for (const { invariant, index, turn } of invariants.boot) {
    if (!isAsked(p, turn, invariants)) continue;
    let variants: readonly VariantInstance[];
    try {
      variants = bootVariants(p, design, invariant, invariants.turns);
    } catch (error) {
      // The scenario could be asked, but not this invariant's variants of it.
      if (error instanceof NotExpressible) continue;
      listener.crashed(-1, namedThrownText(error));
      return false;
    }
    const input: BootedInput = {
      scenario: p.scenario,
      facts: p.facts,
      contract: design.contract,
      after: instance.after,
      expected: reference === null ? null : reference.after,
      variants,
    };
    const findings =
      invariant.groupsOnly === true
        ? knownFindings(p, invariant, groups, input)
        : ask(invariant, input);
    for (const variant of variants) variant.instance.retire();
    if (findings === null) continue;
    listener.applied(index);
    // How the reference boots on the variants is not known.
    const agreed = alike && (reference === null || variants.length === 0);
    for (const finding of findings) listener.broken(index, -1, finding, agreed);
  }
  return true;
}

function ask(invariant: BootInvariant, input: BootedInput): readonly Finding[] | null {
  return invariant.applies(input) ? invariant.broken(input) : null;
}

function knownFindings(
  p: Prepared,
  invariant: BootInvariant,
  groups: readonly number[],
  input: BootedInput,
): readonly Finding[] | null {
  const known = p.knownFindings.find(
    (h) => h.invariant === invariant && sameNumbers(h.groups, groups),
  );
  if (known !== undefined) return known.findings;
  const findings = ask(invariant, input);
  p.knownFindings.push({ invariant, groups, findings });
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

interface VariantInstance extends BootVariant {
  readonly instance: Instance;
}

function bootVariants(
  p: Prepared,
  design: Design,
  invariant: BootInvariant,
  turns: number,
): readonly VariantInstance[] {
  if (invariant.variants === undefined) return [];
  return variantsOf(p, invariant, turns).map((prepared) => {
    const instance = instanceOf(prepared, design);
    return { topology: prepared.scenario.topology, after: instance.after, instance };
  });
}

/** The further topologies on which the invariants will boot a design for this scenario. */
export function variantsAhead(p: Prepared, invariants: InvariantSet): readonly Prepared[] {
  const asked = invariants.boot.filter(({ turn }) => turn !== null && isAsked(p, turn, invariants));
  return asked.flatMap(({ invariant }) => variantsOf(p, invariant, invariants.turns));
}

/**
 * Whether it is this invariant's turn: a campaign asks one of the invariants with variants a
 * scenario.
 */
function isAsked(p: Prepared, turn: number | null, invariants: InvariantSet): boolean {
  const { choice } = p;
  if (turn === null || choice === null) return true;
  return choice !== NO_VARIANTS && choice % invariants.turns === turn;
}

function variantsOf(p: Prepared, invariant: BootInvariant, turns: number): readonly Prepared[] {
  let variants = p.variants.get(invariant);
  if (variants === undefined) {
    // The remainder has chosen the invariant; the quotient chooses the variant.
    const choice = typeof p.choice === "number" ? Math.floor(p.choice / turns) : null;
    const topologies = invariant.variants?.(p.scenario.topology, choice) ?? [];
    variants = topologies.map((t) => prepare({ ...p.scenario, topology: t, operations: [] }, null));
    p.variants.set(invariant, variants);
  }
  return variants;
}
