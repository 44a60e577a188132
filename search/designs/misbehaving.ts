/**
 * Designs that misbehave, so that what the harness does about them can be shown:
 * `misbehaving:throws`, `misbehaving:hangs`, `misbehaving:wavers`. They are the sound reference
 * until somebody attaches a PASID, in whatever way.
 */
import { SOUND } from "../../impl/designs/contracts.js";
import { bootReference } from "../../model/reference/machine.js";
import type { Design, BootInput, Machine } from "../../model/vocabulary/design/design.js";
import { refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { OperationName } from "../../model/vocabulary/operation/operation.js";

type Misbehaviour = () => Outcome | null;

let calls = 0;

const KINDS: Readonly<Record<string, Misbehaviour>> = {
  throws: () => {
    throw new Error("this design throws when a PASID is attached");
  },
  hangs: () => {
    for (;;) calls++;
  },
  /** Answers differently from one run to the next. */
  wavers: () => (++calls % 3 === 0 ? refusal("ENOSPC") : null),
};

export const MISBEHAVIOURS: readonly string[] = Object.keys(KINDS);

const ATTACHES: ReadonlySet<OperationName> = new Set([
  "pasid-attach",
  "fd-attach",
  "vfio-attach-pasid",
  "allocate-pasid",
  "sva-bind",
]);

/** The design of that kind; null if there is none. */
export function misbehaving(kind: string): Design | null {
  const misbehave = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (misbehave === undefined) return null;
  return {
    name: `misbehaving:${kind}`,
    sentence: "A design that misbehaves, to show what the harness does about it.",
    contract: SOUND,
    boot: (input) => boot(input, misbehave),
  };
}

function boot(input: BootInput, misbehave: Misbehaviour): Machine {
  const machine = bootReference(input, SOUND);
  return {
    step: (op, dev) => {
      const instead = ATTACHES.has(op.op) ? misbehave() : null;
      return instead ?? machine.step(op, dev);
    },
    observe: (into) => machine.observe(into),
    lookup: (dev, pasid) => machine.lookup(dev, pasid),
  };
}
