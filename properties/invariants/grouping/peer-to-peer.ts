/**
 * The way in which two functions reach each other, in words: the failure mode behind a finding
 * about groups. One failure mode, one canonical counterexample (semantics 4.3, FLAW-1 to FLAW-11).
 */
import type { Facts } from "../../../model/fabric/facts.js";
import { ACS } from "../../../model/vocabulary/topology/acs.js";
import {
  acsOf,
  functionNumber,
  slotOf,
  type PciFunction,
  type Topology,
} from "../../../model/vocabulary/topology/topology.js";

/** The failure mode by which two functions meet directly; null if they do not. */
export function meetingOf(facts: Facts, a: number, b: number): string | null {
  const there = facts.reaches(a, b);
  const back = facts.reaches(b, a);
  if (!there && !back) return facts.sharedId(a, b) === null ? null : "shared-requester-id";
  if (isRedirected(facts.topology, a) || isRedirected(facts.topology, b)) return "behind-vmd";
  const [from, to] = there ? [a, b] : [b, a];
  const crossing = crossingOf(facts.topology, from, to);
  if (crossing === null) return "own-bridge";
  return nameOf(facts.topology, crossing, there && back);
}

function isRedirected(t: Topology, dev: number): boolean {
  return t.functions[dev]?.realDma !== null;
}

/** The element that lets the request through, and the one beside it that it goes to. */
interface Crossing {
  readonly x: PciFunction;
  readonly y: PciFunction;
}

function crossingOf(t: Topology, from: number, to: number): Crossing | null {
  const targets = upwards(t, to);
  for (const x of upwards(t, from)) {
    const f = t.functions[x];
    for (const y of targets) {
      const g = t.functions[y];
      if (f === undefined || g === undefined || x === y || f.parent !== g.parent) continue;
      return { x: f, y: g };
    }
  }
  return null;
}

function upwards(t: Topology, dev: number): readonly number[] {
  const path: number[] = [];
  for (let i: number | null = dev; i !== null; i = t.functions[i]?.parent ?? null) path.push(i);
  return path;
}

function nameOf(t: Topology, { x, y }: Crossing, mutual: boolean): string {
  if (x.kind === "vf" || y.kind === "vf") return "pf-vf";
  const bus = x.parent === null ? undefined : t.functions[x.parent];
  if (bus?.kind === "pci-bridge" || bus?.kind === "pcie-to-pci-bridge") return "conventional-bus";
  const inSwitch = bus?.kind === "upstream-port";
  const ports = x.kind === "downstream-port" && y.kind === "downstream-port";
  if (inSwitch && !ports) return "switch-internal";
  if (!ports && slotOf(x) !== slotOf(y)) return "ari-slots";
  if (egressControl(x) || (mutual && egressControl(y))) return "egress-control";
  if (lacksRr(x) || (mutual && lacksRr(y))) return "rr-not-implemented";
  if (!ports && t.probe.scan === "hot" && (lateHeader(x) || lateHeader(y)))
    return "hot-multifunction";
  // By the time the second of two came, both were known: only a link to a third group can have kept
  // them apart.
  if (mutual && !ports && t.probe.scan === "hot") return "late-linker";
  return `${mutual ? "mutual" : "one-way"}-${ports ? "ports" : "functions"}`;
}

function egressControl(f: PciFunction): boolean {
  return ((acsOf(f)?.ctrl ?? 0) & ACS.EC) !== 0;
}

/** An ACS capability without RR: Linux takes what is not implemented for enabled (FLAW-11). */
function lacksRr(f: PciFunction): boolean {
  const acs = acsOf(f);
  return acs !== null && (acs.cap & ACS.RR) === 0;
}

/** A function that is marked multifunction only after it has been probed. */
function lateHeader(f: PciFunction): boolean {
  return !f.multifunction && functionNumber(f) > 0;
}
