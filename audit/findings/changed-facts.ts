/**
 * The facts of a function that differ between two dumps of one machine. What one of them does not
 * show is no difference; it is counted.
 */
import {
  acsOf,
  fieldsOf,
  isBridge,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import type { Unseen } from "../read/unseen.js";
import type { ShownMachine } from "./shown-machine.js";
import type { Pair } from "./same-functions.js";

export type Value = string | number | boolean | null;

export type FactName =
  | "address"
  | "kind"
  | "acs-cap"
  | "acs-ctrl"
  | "egress"
  | "prefix"
  | "pasid-cap"
  | "pasid"
  | "ats"
  | "pri"
  | "iommu"
  | "driver"
  | "secondary"
  | "subordinate"
  | "vfs";

export interface ChangedFact extends Pair {
  readonly fact: FactName;
  readonly was: Value;
  readonly is: Value;
}

/** A fact that one side shows and the other does not. */
export interface HiddenFact extends Pair {
  readonly fact: FactName;
  readonly in: "a" | "b";
}

export interface FactsCompared {
  readonly changed: readonly ChangedFact[];
  readonly hidden: readonly HiddenFact[];
}

/** Undefined: not shown. Null: there is none. */
type Facts = Readonly<Partial<Record<FactName, Value | undefined>>>;

export function comparedFacts(
  a: ShownMachine,
  b: ShownMachine,
  pairs: readonly Pair[],
): FactsCompared {
  const changed: ChangedFact[] = [];
  const hidden: HiddenFact[] = [];
  const drivers = { a: showsDrivers(a), b: showsDrivers(b) };
  for (const pair of pairs) {
    const was = factsOf(a, pair.a, drivers.a);
    const is = factsOf(b, pair.b, drivers.b);
    for (const fact of FACT_ORDER) {
      const [x, y] = [was[fact], is[fact]];
      if (x === y || saidByCap(fact, x, y)) continue;
      if (x === undefined) hidden.push({ ...pair, fact, in: "a" });
      else if (y === undefined) hidden.push({ ...pair, fact, in: "b" });
      else changed.push({ ...pair, fact, was: x, is: y });
    }
  }
  return { changed, hidden };
}

/** Of a capability that one side has alone, its presence says all. */
function saidByCap(fact: FactName, x: Value | undefined, y: Value | undefined): boolean {
  return (fact === "acs-ctrl" || fact === "egress") && (x === null || y === null);
}

/** What groups and PASID rest on first. */
export const FACT_ORDER: readonly FactName[] = [
  "address",
  "kind",
  "acs-cap",
  "acs-ctrl",
  "egress",
  "prefix",
  "pasid-cap",
  "pasid",
  "ats",
  "pri",
  "iommu",
  "driver",
  "secondary",
  "subordinate",
  "vfs",
];

function showsDrivers({ functions }: ShownMachine): boolean {
  return functions.some(({ driver }) => driver !== null);
}

function factsOf(m: ShownMachine, dev: number, drivers: boolean): Facts {
  const f = m.topology.functions[dev];
  const seen = m.functions[dev];
  const hidden = m.unseen[dev];
  if (f === undefined || seen === undefined) return {};
  const has = (fact: Unseen): boolean => hidden?.has(fact) !== true;
  const kind = has("kind");
  const acs = acsOf(f);
  const noAcs = acs === null && has("acs") && kind ? null : undefined;
  const bits = acs !== null && has("acs-bits") && has("acs") ? acs : null;
  const fields = fieldsOf(f);
  return {
    address: seen.address,
    kind: kind ? f.kind : undefined,
    "acs-cap": bits?.cap ?? noAcs,
    "acs-ctrl": bits?.ctrl ?? noAcs,
    egress: bits === null ? noAcs : bits.egress.join(","),
    prefix: has("prefix") && kind ? (fields.prefix ?? null) : undefined,
    "pasid-cap": has("pasid") && has("pasid-fields") ? pasidText(f) : undefined,
    ...servicesOf(seen, f),
    iommu: has("iommu") && m.groups.some((group) => group !== null) ? f.iommu : undefined,
    driver: drivers ? seen.driver : undefined,
    // A bus that is not printed is a guess; both are printed together.
    secondary: !isBridge(f) ? null : seen.subordinate === null ? undefined : f.secondary,
    subordinate: isBridge(f) ? (seen.subordinate ?? undefined) : null,
    vfs: vfsOf(seen),
  };
}

function pasidText(f: PciFunction): Value {
  const pasid = fieldsOf(f).pasid ?? null;
  if (pasid === null) return null;
  return [
    `${pasid.width} bits`,
    ...(pasid.exec ? ["Exec"] : []),
    ...(pasid.priv ? ["Priv"] : []),
  ].join(" ");
}

function servicesOf(seen: ShownMachine["functions"][number], f: PciFunction): Facts {
  if (f.kind === "vf") return {};
  return { pasid: service(seen.pasid), ats: service(seen.ats), pri: service(seen.pri) };
}

function service(told: string): Value | undefined {
  return told === "unknown" || told === "present" ? undefined : told;
}

function vfsOf({ sriov }: ShownMachine["functions"][number]): Value | undefined {
  if (sriov === null || sriov.enabled === null) return undefined;
  return sriov.enabled ? sriov.vfs : 0;
}
