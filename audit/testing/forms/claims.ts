/**
 * What is asserted of a machine, and whether it is so: of each two functions that a text shows
 * whether they are in one group, of each function whether PASID can be enabled. Whatever differs
 * between the readings that a text permits is not asserted: it cannot be said.
 */
import { audit } from "../../findings/audit.js";
import { linuxGrouped } from "../../findings/boot-groups.js";
import type { RealMachine } from "../../machine/machine.js";
import { addressText } from "../../../model/vocabulary/topology/address.js";
import type { PciFunction, Topology } from "../../../model/vocabulary/topology/topology.js";

export type Pair = "together" | "apart" | "no group";
export type Enableable = "yes" | "no";
export type Said<T> = T | "cannot be said";

/** By addresses; a pair by both, the lower one first. */
export interface Claims {
  readonly pairs: ReadonlyMap<string, Said<Pair>>;
  readonly pasid: ReadonlyMap<string, Said<Enableable>>;
}

/** What is true of a topology. */
export function truthOf(t: Topology): Claims {
  const addresses = t.functions.map((f) => addressText(f));
  return { pairs: pairsOf([t], addresses), pasid: pasidOf([t], addresses) };
}

/** What is asserted of a machine that was read. Stand-ins are no part of it. */
export function claimsOf(machine: RealMachine): Claims {
  const readings = [machine.topology, ...machine.readings];
  const addresses = machine.functions.map((f) => (f.shown ? f.address : null));
  const afloat = machine.topology.functions.map((_, dev) => isAfloat(machine, dev));
  const pairs = new Map(pairsOf(readings, addresses));
  for (const [a, own] of addresses.entries())
    for (const [b, other] of addresses.entries())
      if (a < b && own !== null && other !== null && (afloat[a] === true || afloat[b] === true))
        pairs.set(`${own} ${other}`, "cannot be said");
  const pasid = new Map(pasidOf(readings, addresses));
  for (const [dev, address] of addresses.entries())
    if (address !== null && afloat[dev] === true) pasid.set(address, "cannot be said");
  return { pairs, pasid };
}

/** Whether the place of a function is not known, or of what it stands below. */
function isAfloat({ topology, unseen }: RealMachine, dev: number): boolean {
  for (let i: number | null = dev; i !== null; i = topology.functions[i]?.parent ?? null)
    if (unseen[i]?.has("place") === true) return true;
  return false;
}

type Addresses = readonly (string | null)[];

function pairsOf(
  readings: readonly Topology[],
  addresses: Addresses,
): ReadonlyMap<string, Said<Pair>> {
  const groupings = readings.map((t) => linuxGrouped(t).groupOf);
  const pairs = new Map<string, Said<Pair>>();
  for (const [a, own] of addresses.entries())
    for (const [b, other] of addresses.entries()) {
      if (a >= b || own === null || other === null) continue;
      const [first, ...more] = groupings.map((groupOf) => pairIn(groupOf, a, b));
      const agreed = first !== undefined && more.every((pair) => pair === first);
      pairs.set(`${own} ${other}`, agreed ? first : "cannot be said");
    }
  return pairs;
}

function pairIn(groupOf: readonly (number | null)[], a: number, b: number): Pair {
  const [own, other] = [groupOf[a] ?? null, groupOf[b] ?? null];
  if (own === null || other === null) return "no group";
  return own === other ? "together" : "apart";
}

function pasidOf(
  readings: readonly Topology[],
  addresses: Addresses,
): ReadonlyMap<string, Said<Enableable>> {
  const answers = readings.map((t) => audit({ topology: t }).pasid);
  const pasid = new Map<string, Said<Enableable>>();
  for (const [dev, address] of addresses.entries()) {
    if (address === null) continue;
    const [first, ...more] = answers.map((all) => all[dev]?.enableable === true);
    const agreed = first !== undefined && more.every((yes) => yes === first);
    pasid.set(address, agreed ? (first ? "yes" : "no") : "cannot be said");
  }
  return pasid;
}

/** What is asserted and not true, in words; of functions that are not there nothing is true. */
export function wrongOf(claims: Claims, truth: Claims): readonly string[] {
  return [
    ...wrongIn("pair", claims.pairs, truth.pairs),
    ...wrongIn("PASID of", claims.pasid, truth.pasid),
  ];
}

function wrongIn<T extends string>(
  what: string,
  claimed: ReadonlyMap<string, Said<T>>,
  true_: ReadonlyMap<string, Said<T>>,
): readonly string[] {
  return [...claimed].flatMap(([key, said]) => {
    const right = true_.get(key);
    if (said === "cannot be said" || said === right) return [];
    return [`${what} ${key}: ${said}, and it is ${right ?? "not there"}`];
  });
}

/**
 * What is left unsaid though a text permits one answer only: `other` is what would be true if all
 * that the text leaves open were the other way round.
 */
export function leftUnsaid(claims: Claims, truth: Claims, other: Claims): readonly string[] {
  return [
    ...unsaidIn("pair", claims.pairs, truth.pairs, other.pairs),
    ...unsaidIn("PASID of", claims.pasid, truth.pasid, other.pasid),
  ];
}

function unsaidIn<T extends string>(
  what: string,
  claimed: ReadonlyMap<string, Said<T>>,
  true_: ReadonlyMap<string, Said<T>>,
  other: ReadonlyMap<string, Said<T>>,
): readonly string[] {
  return [...true_].flatMap(([key, right]) => {
    if (other.get(key) !== right || claimed.get(key) === right) return [];
    return [`${what} ${key}: ${claimed.get(key) ?? "nothing"}, and it is ${right}`];
  });
}

/**
 * With header type bit 7 on at every function 0 that is alone in its device: text never prints the
 * bit, and only siblings show it (drivers/pci/probe.c pci_scan_slot).
 */
export function withHeaderBits(t: Topology): Topology {
  const devices = new Map<string, number>();
  for (const f of t.functions)
    if (f.kind !== "vf") devices.set(deviceOf(f), (devices.get(deviceOf(f)) ?? 0) + 1);
  const functions = t.functions.map((f) =>
    f.kind === "vf" || devices.get(deviceOf(f)) !== 1 ? f : { ...f, multifunction: true },
  );
  return { ...t, functions };
}

function deviceOf(f: PciFunction): string {
  return addressText({ ...f, devfn: f.devfn & ~7 });
}
