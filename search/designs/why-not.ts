/**
 * Why no design has a name, for names that say of which kind they are: which word of it is wrong,
 * and the nearest that there is. Names of the catalog are told by those who know it.
 */
import { meant } from "../../model/vocabulary/reading/nearest.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { contradictions } from "../../model/vocabulary/design/half-designs.js";
import { policyDifferences } from "../../model/vocabulary/design/contract.js";
import { catalog } from "../../impl/designs/catalog.js";
import { bugs } from "../../properties/bugs/all.js";
import { invariants } from "../../properties/invariants/all.js";
import { CONTRACT_PREFIX, contractNamed, readContract } from "./contract-name.js";
import { MISBEHAVIOURS } from "./misbehaving.js";

interface Kind {
  /** What stands after the colon; absent: anything. */
  readonly noun?: string;
  readonly names?: readonly string[];
}

const BUG_IDS = bugs.map(({ id }) => id);

const KINDS: Readonly<Record<string, Kind>> = {
  contract: {},
  bug: { noun: "historic bug", names: BUG_IDS },
  sound: { noun: "historic bug", names: BUG_IDS },
  "seeded-fault": { noun: "invariant", names: invariants.map(({ name }) => name) },
  misbehaving: { noun: "misbehaviour", names: MISBEHAVIOURS },
  linux: {},
  exec: {},
};

/** One line; null if the name does not say of which kind it is. */
export function whyNoDesign(name: string): string | null {
  if (name.startsWith(CONTRACT_PREFIX)) {
    const read = readContract(name.slice(CONTRACT_PREFIX.length));
    return read.ok ? null : problemText(read.problem);
  }
  if (/\.(?:[cm]?[jt]s|json)$/.test(name))
    return `a design of your own is named by its path; say ./${name}`;
  const at = name.indexOf(":");
  if (at < 0) return null;
  const kind = name.slice(0, at);
  const of = Object.hasOwn(KINDS, kind) ? KINDS[kind] : undefined;
  if (of === undefined) {
    const kinds = Object.keys(KINDS).map((one) => `${one}:`);
    const near = meant(`${kind}:`, kinds);
    return `'${kind}:' is no kind of design; there are ${kinds.join(", ")}${near}`;
  }
  const id = name.slice(at + 1);
  return `there is no ${of.noun ?? kind} '${id}'${meant(id, of.names ?? [])}`;
}

/** What makes a contract that was named half a design, in one line; null: it is a whole one. */
export function halfDesign(name: string): string | null {
  const contract = contractNamed(name);
  const base = name.slice(CONTRACT_PREFIX.length).split(",")[0];
  const of = catalog.find((design) => design.name === base)?.contract;
  if (contract === null || of === undefined) return null;
  const found = contradictions(contract, policyDifferences(of, contract));
  return found.length === 0 ? null : `half a design: ${found.join("; ")}`;
}
