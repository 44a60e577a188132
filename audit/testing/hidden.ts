/**
 * Facts of a random machine hidden from whoever audits it, and the two extreme readings of what is
 * left: made here from the truth alone, without the reader of real machines.
 */
import fc from "fast-check";
import { ACS, ACS_ISOLATED } from "../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  isEndpoint,
  isExpress,
  type PciFunction,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import { topologies } from "../../properties/generators/topology/topology.js";
import { booted } from "../findings/boot-groups.js";
import type { Auditable } from "../findings/audit.js";
import type { Unseen } from "../read/unseen.js";

/** A machine of which not all is shown, and what it is in truth. */
export interface Hidden {
  readonly truth: Topology;
  readonly machine: Required<Omit<Auditable, "supposing">>;
}

const HIDEABLE = ["acs", "acs-bits", "egress", "prefix", "pasid"] as const;
type Hideable = (typeof HIDEABLE)[number];

export function hiddenMachines(functionsMax: number): fc.Arbitrary<Hidden> {
  return topologies({ functionsMax, absentPercent: 0 }).chain((t) => {
    const one = fc.record({
      facts: fc.oneof(
        { weight: 3, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray([...HIDEABLE]) },
      ),
      told: fc.constantFrom("least" as const, "most" as const),
      shown: fc.integer({ min: 0, max: 9 }).map((n) => n < 9),
    });
    const many = fc.array(one, { minLength: t.functions.length, maxLength: t.functions.length });
    return many.map((choices) => hidden(booted(t.functions), choices));
  });
}

interface Choice {
  readonly facts: readonly Hideable[];
  readonly told: "least" | "most";
  readonly shown: boolean;
}

function hidden(truth: Topology, choices: readonly Choice[]): Hidden {
  const facts = truth.functions.map((f, dev) => hideable(f, choices[dev]?.facts ?? []));
  const read = (stance: (dev: number) => "least" | "most"): Topology =>
    booted(truth.functions.map((f, dev) => guessed(f, facts[dev] ?? [], stance(dev))));
  return {
    truth,
    machine: {
      topology: read((dev) => choices[dev]?.told ?? "least"),
      readings: [read(() => "least"), read(() => "most")],
      unseen: facts.map((some) => new Set<Unseen>(some)),
      functions: choices.map(({ shown }) => ({ shown })),
    },
  };
}

/** Of a conventional function and of one that a rule answers for nothing is open. */
function hideable(f: PciFunction, facts: readonly Hideable[]): readonly Hideable[] {
  if (!isExpress(f)) return [];
  const acs = acsOf(f);
  return facts.filter((fact) => {
    if (fact === "acs") return f.acsRule === undefined;
    if (fact === "acs-bits") return acs !== null && f.acsRule === undefined;
    if (fact === "egress") return acs !== null && (acs.ctrl & ACS.EC) !== 0;
    return fact === "prefix" || isEndpoint(f);
  });
}

const PASID = { width: 20, exec: false, priv: false };
const COMPLETE = { cap: ACS_ISOLATED, ctrl: ACS_ISOLATED, egress: [] };
const EVERYBODY: readonly number[] = Array.from({ length: 256 }, (_, n) => n);

function guessed(
  f: PciFunction,
  facts: readonly Hideable[],
  stance: "least" | "most",
): PciFunction {
  let is = f;
  for (const fact of facts) is = isExpress(is) ? guessedFact(is, fact, stance === "most") : is;
  return is;
}

type Express = Extract<PciFunction, { readonly prefix: boolean }>;

function guessedFact(f: Express, fact: Hideable, most: boolean): PciFunction {
  switch (fact) {
    case "prefix":
      return { ...f, prefix: most };
    case "pasid":
      return isEndpoint(f) ? { ...f, pasid: most ? PASID : null } : f;
    case "acs":
      return { ...f, acs: most ? COMPLETE : null };
    case "acs-bits":
      return f.acs === null ? f : { ...f, acs: most ? COMPLETE : { ...COMPLETE, ctrl: 0 } };
    case "egress":
      return f.acs === null ? f : { ...f, acs: { ...f.acs, egress: most ? EVERYBODY : [] } };
    default:
      return fact satisfies never;
  }
}
