/**
 * The pairs of functions of two groups of which one reaches the other untranslated, by the PCIe
 * specification (docs/reference/semantics.md 5.2), as far as one function is of them.
 */
import { peersOf } from "../../model/fabric/reach.js";
import { booted } from "./boot-groups.js";
import { staysWithHost, type ShownMachine } from "./shown-machine.js";

/** Requests of `from` land at `to`. */
export interface OpenPair {
  readonly from: number;
  readonly to: number;
}

/**
 * Whom it reaches, or who reaches it, untranslated though the groups are two; only what could be
 * passed through.
 */
export function crossing(
  m: ShownMachine,
  dev: number,
  groupOf: readonly (number | null)[],
): readonly OpenPair[] {
  const t = booted(m.topology.functions);
  const reached = peersOf(t, dev);
  return [...t.functions.keys()].flatMap((other) => {
    const f = t.functions[other];
    const group = groupOf[other] ?? null;
    const apart = other !== dev && group !== null && group !== (groupOf[dev] ?? null);
    if (f === undefined || !apart || staysWithHost(m, other)) return [];
    if (m.functions[other]?.shown === false) return [];
    return [
      ...(reached[other] === 1 ? [{ from: dev, to: other }] : []),
      ...(peersOf(t, other)[dev] === 1 ? [{ from: other, to: dev }] : []),
    ];
  });
}
