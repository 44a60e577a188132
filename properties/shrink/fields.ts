/**
 * The simpler (and a few only different) forms of one function. Which of them are really simpler
 * the order decides; here is only what is worth a try.
 */
import { ACS, ACS_BITS, type Acs } from "../../model/vocabulary/topology/acs.js";
import {
  type Endpoint,
  isBridge,
  isEndpoint,
  isExpress,
  isPort,
  type Kind,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { plainFunction, plainVf } from "../../model/vocabulary/topology/plain-function.js";
import { KINDS_SIMPLEST_FIRST, PLAIN_WIDTH, acsScore, fullAcs } from "./shrink-order.js";

/** All forms to try, the simplest first. */
export function* simplerFunctions(
  f: PciFunction,
  all: readonly PciFunction[],
): Generator<PciFunction> {
  yield* simplerKinds(f);
  yield* simplerFlags(f);
  yield* simplerAliases(f, all);
  if (isExpress(f)) for (const acs of simplerAcs(f.acs, f.kind)) yield { ...f, acs };
  if (!isEndpoint(f) || f.pasid === null) return;
  yield { ...f, pasid: null };
  for (const width of [PLAIN_WIDTH, 20, 0, 1])
    yield { ...f, pasid: { width, exec: false, priv: false } };
  yield { ...f, pasid: { ...f.pasid, width: PLAIN_WIDTH } };
  yield { ...f, pasid: { ...f.pasid, exec: false } };
  yield { ...f, pasid: { ...f.pasid, priv: false } };
}

function* simplerFlags(f: PciFunction): Generator<PciFunction> {
  if (f.multifunction) yield { ...f, multifunction: false };
  if (!f.iommu) yield { ...f, iommu: true };
  // Two ways to keep a port out of the groups below it: the simpler is that it isolates.
  if (!f.iommu && isPort(f)) yield { ...f, iommu: true, acs: fullAcs(f.kind) };
  if (f.directMap) yield { ...f, directMap: false };
  if (f.acsRule !== undefined) {
    const plain = withoutRule(f);
    yield plain;
    // What a rule claims, as a capability.
    if (isExpress(plain)) yield { ...plain, acs: fullAcs(f.kind) };
  }
  if (f.absent === true) yield withAbsent(f, false);
  if (f.reserved !== undefined) {
    yield withReserved(f, []);
    for (const region of [1, ...f.reserved]) yield withReserved(f, [region]);
  }
  if (isEndpoint(f) && f.ats === true) yield withAts(f, false);
  if (f.realDma !== null) yield { ...f, realDma: null };
  if (isExpress(f) && f.prefix) yield { ...f, prefix: false };
  if (isEndpoint(f) && f.pasidNoTlp) {
    yield { ...f, pasidNoTlp: false };
    // The usual way to have PASID, where the path allows it; on a root bus that is an RCiEP with
    // prefixes.
    yield { ...f, pasidNoTlp: false, prefix: true };
    const integrated = asKind(f, "rciep");
    if (isEndpoint(integrated) && f.parent === null)
      yield { ...integrated, pasidNoTlp: false, prefix: true };
  }
  if (isEndpoint(f) && f.ari) yield { ...f, ari: false };
  if (isBridge(f) && f.xlateRoot) yield { ...f, xlateRoot: false };
  if (f.kind === "pcie-to-pci-bridge" && f.noAlias) yield { ...f, noAlias: false };
  if (f.kind === "pci-bridge" && f.pcieAlias) yield { ...f, pcieAlias: false };
}

/** Fewer aliases, and each alias as another devfn: a neighbour's, or an absent one close by. */
function* simplerAliases(f: PciFunction, all: readonly PciFunction[]): Generator<PciFunction> {
  if (f.aliases.length === 0) return;
  yield { ...f, aliases: [] };
  for (const alias of f.aliases) {
    yield { ...f, aliases: f.aliases.filter((devfn) => devfn !== alias) };
    for (const devfn of devfnsNear(f, all)) yield withAlias(f, alias, devfn);
  }
}

/** An alias that several functions of one bus have, as another devfn for all of them. */
export function* jointAliases(all: readonly PciFunction[]): Generator<readonly PciFunction[]> {
  for (const f of all)
    for (const alias of f.aliases)
      for (const devfn of devfnsNear(f, all))
        yield all.map((g) =>
          g.bus === f.bus && g.segment === f.segment ? withAlias(g, alias, devfn) : g,
        );
}

function withAlias(f: PciFunction, from: number, to: number): PciFunction {
  if (!f.aliases.includes(from)) return f;
  const others = f.aliases.filter((devfn) => devfn !== from);
  if (to === f.devfn || others.includes(to)) return { ...f, aliases: others };
  return { ...f, aliases: [...others, to].sort((a, b) => a - b) };
}

/** What is there on a function's bus, the next function of each slot, and the next slot. */
function devfnsNear(f: PciFunction, all: readonly PciFunction[]): readonly number[] {
  const there = all.filter((g) => g.bus === f.bus && g.segment === f.segment).map((g) => g.devfn);
  const next = ((Math.max(...there) >> 3) + 1) << 3;
  const close = there.map((devfn) => devfn + 1);
  return [...new Set([...there, ...close, next])].filter((devfn) => devfn < 255);
}

/** Every capability over the full set's bits that is simpler than this one, the simplest first. */
function* simplerAcs(acs: Acs | null, kind: Kind): Generator<Acs | null> {
  if (acs === null) return;
  const now = acsScore(acs, kind);
  yield null;
  for (const candidate of acsByShrinkOrder(kind)) {
    if (acsScore(candidate, kind) > now) break;
    if (candidate.cap !== acs.cap || candidate.ctrl !== acs.ctrl || acs.egress.length > 0)
      yield candidate;
  }
  // What has bits beyond the full set: fewer of them, one by one.
  for (const name of ACS_BITS) {
    const rest = ~ACS[name];
    if ((acs.cap & ~rest) === 0) continue;
    const egress = name === "EC" ? [] : acs.egress;
    yield { cap: acs.cap & rest, ctrl: acs.ctrl & rest, egress };
    yield { ...acs, ctrl: acs.ctrl & rest };
  }
  if (acs.egress.length > 0) yield { ...acs, egress: [] };
  // ... or more of the bits of the full set, which are not the point where EC or DT is.
  const full = fullAcs(kind).cap;
  yield { ...acs, cap: acs.cap | full, ctrl: acs.ctrl | full };
  for (const name of ACS_BITS) {
    const bit = ACS[name] & full;
    if ((acs.ctrl & bit) !== bit) yield { ...acs, cap: acs.cap | bit, ctrl: acs.ctrl | bit };
  }
}

const made = new Map<Kind, readonly Acs[]>();

function acsByShrinkOrder(kind: Kind): readonly Acs[] {
  const known = made.get(kind);
  if (known !== undefined) return known;
  const full = fullAcs(kind).cap;
  const values: Acs[] = [];
  for (const cap of subsets(full))
    for (const ctrl of subsets(cap)) values.push({ cap, ctrl, egress: [] });
  values.sort((a, b) => acsScore(a, kind) - acsScore(b, kind) || b.cap - a.cap || b.ctrl - a.ctrl);
  made.set(kind, values);
  return values;
}

function* subsets(bits: number): Generator<number> {
  for (let value = bits; ; value = (value - 1) & bits) {
    yield value;
    if (value === 0) return;
  }
}

/** A conventional bridge and the devices below it as PCI Express: neither could change alone. */
export function* expressBridges(all: readonly PciFunction[]): Generator<readonly PciFunction[]> {
  for (const [i, f] of all.entries()) {
    if (!isBridge(f) || isPort(f)) continue;
    let next = 0;
    yield all.map((g, j) => {
      if (j === i) return asKind(g, "root-port");
      if (g.parent !== i || isBridge(g) || g.kind === "vf") return g;
      return { ...asKind(g, "endpoint"), devfn: next++ };
    });
  }
}

/** The function as each kind that is simpler than its own. */
function* simplerKinds(f: PciFunction): Generator<PciFunction> {
  for (const kind of KINDS_SIMPLEST_FIRST) {
    if (kind === f.kind) return;
    const other = asKind(f, kind);
    yield other;
    if (!isExpress(other) || other.acs === null) continue;
    // With the ACS bits of that kind only: a port's SV and UF mean nothing on an endpoint.
    const { cap, ctrl, egress } = other.acs;
    const bits = fullAcs(kind).cap | ACS.EC | ACS.DT;
    yield { ...other, acs: { cap: cap & bits, ctrl: ctrl & bits, egress } };
  }
}

export function withoutRule(f: PciFunction): PciFunction {
  const { acsRule: _, ...rest } = f;
  return rest;
}

/** The function, there at boot or not. */
export function withAbsent(f: PciFunction, absent: boolean): PciFunction {
  const { absent: _, ...rest } = f;
  return absent ? { ...rest, absent } : rest;
}

/** The endpoint with ATS or without. */
export function withReserved(f: PciFunction, regions: readonly number[]): PciFunction {
  const { reserved: _, ...rest } = f;
  return regions.length === 0 ? rest : { ...rest, reserved: regions };
}

export function withAts(f: Endpoint, ats: boolean): Endpoint {
  const { ats: _, ...rest } = f;
  return ats ? { ...rest, ats } : rest;
}

/** The function as another kind, keeping what both kinds have. */
export function asKind(f: PciFunction, kind: Kind): PciFunction {
  if (kind === f.kind) return f;
  const plain = kind === "vf" ? plainVf(0, f, f.devfn) : plainFunction(kind, f, f.devfn);
  const { multifunction, aliases, iommu, directMap } = f;
  const rule = f.acsRule === undefined ? {} : { acsRule: f.acsRule };
  const absent = f.absent === true ? { absent: f.absent } : {};
  const reserved = f.reserved === undefined ? {} : { reserved: f.reserved };
  const common = { multifunction, aliases, iommu, directMap, ...rule, ...absent, ...reserved };
  const acs = isExpress(f) ? f.acs : null;
  const prefix = isExpress(f) && f.prefix;
  if (isPort(plain) && isBridge(f))
    return { ...plain, ...common, acs, prefix, secondary: f.secondary, xlateRoot: f.xlateRoot };
  if (isPort(plain)) return { ...plain, ...common, acs, prefix, secondary: f.bus + 1 };
  if (isEndpoint(plain) && isEndpoint(f)) {
    const { pasid, pasidNoTlp, ari } = f;
    const ats = f.ats === true ? { ats: f.ats } : {};
    return { ...plain, ...common, acs, prefix, pasid, pasidNoTlp, ari, ...ats };
  }
  if (isEndpoint(plain)) return { ...plain, ...common, acs, prefix };
  if (plain.kind === "rcec") return { ...plain, ...common, acs, prefix };
  if (isBridge(plain))
    return { ...plain, ...common, secondary: isBridge(f) ? f.secondary : f.bus + 1 };
  return { ...plain, ...common };
}
