/**
 * The VFs that `sriov_numvfs=N` would make, before they exist: their requester IDs
 * (drivers/pci/iov.c pci_iov_virtfn_bus, pci_iov_virtfn_devfn), whether the bridge above reaches
 * their buses (sriov_enable: "bus out of range", -ENOMEM), and the groups that Linux then forms.
 */
import type { Deciding } from "./deciding.js";
import { PLAIN, functionOf } from "../../model/vocabulary/topology/make-function.js";
import { addressText, type Address } from "../../model/vocabulary/topology/address.js";
import {
  isEndpoint,
  requesterId,
  type PciFunction,
} from "../../model/vocabulary/topology/topology.js";
import { peersOf } from "../../model/fabric/reach.js";
import { booted, linuxGrouped } from "./boot-groups.js";
import { missingOf, readingsOf, wayUp, type ShownMachine } from "./shown-machine.js";

export type VfsAnswer =
  /** Nothing can be said of VFs, or there can be none. */
  | { readonly pf: number; readonly wanted: number; readonly ok: false; readonly why: NoVfs }
  | VfsToCome;

export type NoVfs =
  /** It has no SR-IOV capability. */
  | { readonly what: "no-sriov" }
  /** It is a VF itself, a bridge, or conventional. */
  | { readonly what: "no-pf" }
  /** The capability, or its First VF Offset and VF Stride, are not shown. */
  | { readonly what: "not-shown"; readonly fact: "capability" | "offset" | "stride" }
  /** More than TotalVFs: -ERANGE. */
  | { readonly what: "too-many"; readonly total: number }
  /** Their requester IDs lie beyond bus ff, or are those of other functions. */
  | { readonly what: "no-bus" }
  | { readonly what: "taken"; readonly by: number; readonly vf: number };

export interface VfsToCome {
  readonly pf: number;
  readonly wanted: number;
  readonly ok: true;
  readonly offset: number;
  readonly stride: number;
  readonly total: number | null;
  /** How many are enabled now; they must go first (-EBUSY). */
  readonly now: number;
  /** Of each VF, in order. */
  readonly ids: readonly Address[];
  /** Bus numbers beyond that of the PF. */
  readonly buses: readonly number[];
  /** The last bus that the bridge above leads to; null: not shown, or a root bus. */
  readonly lastBus: number | null;
  /** `no`: Linux refuses. Null: cannot be said. */
  readonly reachable: boolean | null;
  /** Groups that have VFs among them; VFs are numbers from 0. */
  readonly groups: readonly VfGroup[];
  /** What is not shown, where the readings of the machine differ in these groups. */
  readonly missing: readonly Deciding[];
  /** Whether VFs reach each other or their PF untranslated, by the specification; null: unsaid. */
  readonly meet: boolean | null;
  /** The PF's PASID capability counts for them: `no` where it has none; null: not shown. */
  readonly sharesPasid: boolean | null;
}

export interface VfGroup {
  readonly vfs: readonly number[];
  /** Functions that are there now. */
  readonly with: readonly number[];
}

export function vfsToCome(m: ShownMachine, pf: number, wanted: number): VfsAnswer {
  const refused = refusal(m, pf, wanted);
  const f = m.topology.functions[pf];
  const sriov = m.functions[pf]?.sriov ?? null;
  if (f === undefined || sriov === null || refused !== null)
    return { pf, wanted, ok: false, why: refused ?? { what: "no-pf" } };
  const { offset, stride, total } = sriov;
  const ids = idsOf(f, wanted, offset, stride);
  const taken = takenBy(m, pf, ids);
  if (taken !== null) return { pf, wanted, ok: false, why: taken };
  const buses = [...new Set(ids.map(({ bus }) => bus))].filter((bus) => bus !== f.bus);
  const lastBus = f.parent === null ? null : (m.functions[f.parent]?.subordinate ?? null);
  const trials = readingsOf(m).map((functions) => trialOf(functions, pf, ids));
  const [told = { groups: [], meet: false }] = trials;
  const same = trials.every(({ groups }) => JSON.stringify(groups) === JSON.stringify(told.groups));
  const last = Math.max(f.bus, ...buses);
  const pasid = m.functions[pf]?.pasid ?? "unknown";
  return {
    pf,
    wanted,
    ok: true,
    offset,
    stride,
    total,
    now: sriov.enabled === true ? sriov.vfs : 0,
    ids,
    buses,
    lastBus,
    reachable: last === f.bus ? true : lastBus === null ? null : last <= lastBus,
    groups: told.groups,
    missing: same ? [] : missingOf(m, wayUp(m.topology.functions, pf)),
    meet: trials.every(({ meet }) => meet === told.meet) ? told.meet : null,
    sharesPasid: pasid === "unknown" ? null : pasid !== "absent",
  };
}

function refusal(m: ShownMachine, pf: number, wanted: number): NoVfs | null {
  const f = m.topology.functions[pf];
  const seen = m.functions[pf];
  if (f === undefined || seen === undefined) return { what: "no-pf" };
  const unseen = m.unseen[pf];
  if (unseen?.has("kind") === true) return HIDDEN;
  if (!isEndpoint(f)) return { what: "no-pf" };
  const hidden = unseen?.has("acs") === true || seen.pasid === "unknown";
  if (seen.sriov === null) return hidden ? HIDDEN : NO_SRIOV;
  const { total, offset, stride } = seen.sriov;
  if (total === 0) return NO_SRIOV;
  if (total !== null && wanted > total) return { what: "too-many", total };
  if (offset === 0) return { what: "not-shown", fact: "offset" };
  if (wanted > 1 && stride === 0) return { what: "not-shown", fact: "stride" };
  const last = requesterId(f.bus, f.devfn) + offset + stride * (wanted - 1);
  return last > 0xffff ? { what: "no-bus" } : null;
}

const NO_SRIOV: NoVfs = { what: "no-sriov" };
const HIDDEN: NoVfs = { what: "not-shown", fact: "capability" };

function idsOf(f: PciFunction, count: number, offset: number, stride: number): readonly Address[] {
  return Array.from({ length: count }, (_, i) => {
    const id = requesterId(f.bus, f.devfn) + offset + stride * i;
    return { segment: f.segment, bus: id >> 8, devfn: id & 0xff };
  });
}

/** The first VF whose requester ID another function has, which is no VF of the same PF. */
function takenBy(m: ShownMachine, pf: number, ids: readonly Address[]): NoVfs | null {
  const { functions } = m.topology;
  const at = new Map(functions.map((f, dev) => [addressText(f), dev]));
  for (const [vf, id] of ids.entries()) {
    const by = at.get(addressText(id));
    const other = by === undefined ? undefined : functions[by];
    if (by === undefined || other === undefined) continue;
    if (other.kind !== "vf" || other.pf !== pf) return { what: "taken", by, vf };
  }
  return null;
}

interface VfTrial {
  readonly groups: readonly VfGroup[];
  readonly meet: boolean;
}

/** The machine with these VFs in place of those that the PF has. */
function trialOf(functions: readonly PciFunction[], pf: number, ids: readonly Address[]): VfTrial {
  const kept = [...functions.keys()].filter((dev) => !isVfOf(functions[dev], pf));
  const now = new Map(kept.map((dev, i) => [dev, i]));
  const move = (dev: number | null): number | null =>
    dev === null ? null : (now.get(dev) ?? null);
  const before = kept.flatMap((dev): readonly PciFunction[] => {
    const f = functions[dev];
    if (f === undefined) return [];
    const relatives = { parent: move(f.parent), realDma: move(f.realDma) };
    return [
      f.kind === "vf" ? { ...f, ...relatives, pf: now.get(f.pf) ?? 0 } : { ...f, ...relatives },
    ];
  });
  const physical = now.get(pf) ?? 0;
  const own = before[physical];
  const { parent = null, iommu = true } = own ?? {};
  const vfs = ids.map((id) =>
    functionOf("vf", { ...PLAIN, ...id, parent, iommu, secondary: 0, pf: physical }),
  );
  const t = booted([...before, ...vfs]);
  const first = before.length;
  const groups = linuxGrouped(t).groups.flatMap((members): readonly VfGroup[] => {
    const some = members.filter((dev) => dev >= first).map((dev) => dev - first);
    const others = members.flatMap((dev) => (dev < first ? (kept[dev] ?? []) : []));
    return some.length === 0 ? [] : [{ vfs: some, with: others }];
  });
  const reached = vfs.length === 0 ? [] : peersOf(t, first);
  const others = [physical, ...vfs.map((_, i) => first + i)].filter((dev) => dev !== first);
  const meet = others.some((dev) => reached[dev] === 1);
  return { groups, meet };
}

function isVfOf(f: PciFunction | undefined, pf: number): boolean {
  return f?.kind === "vf" && f.pf === pf;
}
