/**
 * The answer to whether PASID can be enabled on a function, and which row of pci_enable_pasid
 * (drivers/pci/ats.c, docs/reference/semantics.md 6.1) refuses first; and whether the PCIe
 * specification agree.
 */
import { acsOn, firstFailing } from "../../model/fabric/acs.js";
import { ACS, ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import {
  isEndpoint,
  isExpress,
  pasidOf,
  type Topology,
} from "../../model/vocabulary/topology/topology.js";
import type { Deciding } from "./deciding.js";
import { lackOf, type Lack } from "./missing-acs.js";
import type { Standing, TurnWhy } from "./peer-to-peer.js";

/** Rows 2 and 6 refuse nothing here: what is on now could be enabled, no feature is asked for. */
export type PasidRefusal =
  /** Row 1: a VF uses what its PF has, and the PF is refused. */
  | { readonly row: "vf"; readonly pf: number; readonly because: PasidRefusal }
  /** Row 3: no end-end prefix support at this hop. */
  | { readonly row: "prefix"; readonly element: number }
  /** Row 3: no port above it, from which it could inherit prefix support. */
  | { readonly row: "no-port" }
  /** Row 4: no PASID capability. */
  | { readonly row: "capability" }
  /** Row 5: RR and UF are not on all the way; the first element from below that lacks them. */
  | { readonly row: "acs"; readonly element: number; readonly lack: Lack };

/** Why PASID is not safe by the PCIe specification (docs/reference/semantics.md 5.5). */
export type PasidDanger =
  /** A request can turn at this element and land at a peer. */
  | {
      readonly why: "peer";
      readonly element: number;
      readonly turn: TurnWhy;
      readonly peer: number;
    }
  /** A redirected request is an error at this port, which has no UF on. */
  | { readonly why: "lost"; readonly element: number };

/** What holds in every reading of the machine. */
export interface PasidAnswer {
  /** Null: whether it has the capability is not shown. */
  readonly capable: boolean | null;
  /** Null: it cannot be said. */
  readonly enableable: boolean | null;
  /** Of what cannot be enabled. */
  readonly reason: PasidRefusal | null;
  /** Where it cannot be said: the first fact that is not shown and decides. */
  readonly unseen: Deciding | null;
  /** Of a capable function only; null: safe, or where `safe` is null it cannot be said. */
  readonly danger: PasidDanger | null;
  readonly safe: boolean | null;
}

/** Of one reading by itself all can be said. */
export interface PasidInReading extends PasidAnswer {
  readonly capable: boolean;
  readonly enableable: boolean;
}

export function pasidOfAll(t: Topology, standing: Standing): readonly PasidInReading[] {
  const known: PasidInReading[] = [];
  for (const [dev, f] of t.functions.entries())
    known.push(f.kind === "vf" ? ofVf(f.pf, known[f.pf]) : ofFunction(t, standing, dev));
  return known;
}

function ofVf(pf: number, answer: PasidInReading | undefined): PasidInReading {
  if (answer === undefined) throw new RangeError("a PF comes before its VFs");
  if (!answer.capable) return INCAPABLE;
  const reason =
    answer.reason === null ? null : ({ row: "vf", pf, because: answer.reason } as const);
  return { ...answer, reason };
}

const INCAPABLE: PasidInReading = {
  capable: false,
  enableable: false,
  reason: { row: "capability" },
  unseen: null,
  danger: null,
  safe: null,
};

function ofFunction(t: Topology, standing: Standing, dev: number): PasidInReading {
  const f = standing.at(dev);
  if (pasidOf(f) === null) return INCAPABLE;
  const noTlp = isEndpoint(f) && f.pasidNoTlp;
  const reason = (noTlp ? null : prefixRefusal(t, dev)) ?? acsRefusal(t, dev);
  const danger = dangerOf(standing, dev);
  const safe = danger === null;
  return { capable: true, enableable: reason === null, reason, unseen: null, danger, safe };
}

/** pci_configure_eetlp_prefix, from the function upwards. */
function prefixRefusal(t: Topology, dev: number): PasidRefusal | null {
  for (let i = dev; ;) {
    const f = t.functions[i];
    if (f === undefined || !isExpress(f) || !f.prefix) return { row: "prefix", element: i };
    if (f.kind === "root-port" || f.kind === "rciep") return null;
    if (f.parent === null) return { row: "no-port" };
    i = f.parent;
  }
}

function acsRefusal(t: Topology, dev: number): PasidRefusal | null {
  const element = firstFailing(t, dev, ACS_PASID);
  const f = element === null ? undefined : t.functions[element];
  const lack = f === undefined ? null : lackOf(f, ACS_PASID);
  return element === null || lack === null ? null : { row: "acs", element, lack };
}

function dangerOf(standing: Standing, dev: number): PasidDanger | null {
  for (let i: number | null = dev; i !== null; i = standing.at(i).parent) {
    const turn = standing.turnAt(i);
    const element = i;
    const peer = turn === null ? null : (turn.bridge ?? turn.to.find((y) => y !== element));
    if (turn !== null && peer !== null && peer !== undefined)
      return { why: "peer", element, turn: turn.why, peer };
  }
  return lostAt(standing, dev);
}

function lostAt(standing: Standing, dev: number): PasidDanger | null {
  let redirected = false;
  for (let i: number | null = dev; i !== null; i = standing.at(i).parent) {
    const f = standing.at(i);
    const ingress = f.kind === "root-port" || f.kind === "downstream-port";
    if (redirected && ingress && !acsOn(f, ACS.UF)) return { why: "lost", element: i };
    if (acsOn(f, ACS.RR) && standing.hasCompany(i)) redirected = true;
  }
  return null;
}
