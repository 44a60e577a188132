/**
 * The audit of a machine: its groups by Linux 7.3 and why, where they are not true and where they
 * are larger than needed, and on which functions PASID can be enabled. Only what holds in every
 * reading of the machine is asserted. Findings are data; reports/audit/audit.ts makes the prose.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { sureAgreement, type Agreement } from "./agreement.js";
import { becauseOf, type Because } from "./group-reasons.js";
import { booted, idealGrouped, linuxGrouped, type Grouped } from "./boot-groups.js";
import type { UnseenOf } from "./deciding.js";
import { groupDoubts, type GroupDoubt } from "./group-doubts.js";
import { pasidOfAll, type PasidAnswer } from "./pasid.js";
import { surePasid } from "./sure-pasid.js";
import { Standing } from "./peer-to-peer.js";
import { overMergedOf, type OverMergedAnswer } from "./over-merged.js";
import { notIsolatedOf, type NotIsolated } from "./not-isolated.js";
import { SureTurns } from "./sure-turns.js";
import { sureReasons } from "./sure-reasons.js";
import { toldGroups, type Basis, type GroupOf, type Source } from "./told-groups.js";

/** Functions are indices of the topology, groups indices of `groups`. */
export interface Audit {
  readonly topology: Topology;
  /** Beside each function: false for what only stands in for one that the source leaves out. */
  readonly shown: readonly boolean[];
  /** Beside each function: what the source does not show of it. */
  readonly unseen: UnseenOf;
  /** Beside each function: whether that is for want of privilege. */
  readonly denied: readonly boolean[];
  /**
   * Of the functions that are shown, in the order in which Linux makes them, members in the order
   * of probing. What cannot be formed for want of facts is as given.
   */
  readonly groups: readonly (readonly number[])[];
  /** Null where it has none, and where `basis` is unknown. */
  readonly groupOf: readonly (number | null)[];
  readonly basis: readonly Basis[];
  /** Blocks of functions: those of different blocks are in different groups in every reading. */
  readonly apart: GroupOf;
  /** The groups of the reading that is told, stand-ins among them: a calculation, no answer. */
  readonly formed: Grouped;
  /** What cannot be said of the groups; those that are given are among them. */
  readonly doubts: readonly GroupDoubt[];
  /** Null for the first of a group, and for what has none or one that is not known. */
  readonly because: readonly (Because | null)[];
  readonly pasid: readonly PasidAnswer[];
  readonly notIsolated: readonly NotIsolated[];
  /** So many findings of the reading that is told rest on something that is not shown. */
  readonly notIsolatedUnsaid: number;
  readonly overMerged: OverMergedAnswer;
  /** Null where the source shows no groups. */
  readonly agreement: Agreement | null;
}

/** What is audited: a machine that was read, or a topology of which all is known. */
export interface Auditable {
  readonly topology: Topology;
  readonly readings?: readonly Topology[];
  /** The least isolating reading in which bridges that are not in the dump isolate. */
  readonly supposing?: Topology | null;
  readonly unseen?: UnseenOf;
  readonly functions?: readonly { readonly shown: boolean; readonly denied?: boolean }[];
}

/** How given groups are used where a group cannot be formed. */
export interface Telling {
  /** They are those of this very machine: not so of one that is changed in thought. */
  readonly tellGiven: boolean;
}

/** `given`: of each function the group that the machine was seen with; null: not said. */
export function audit(
  machine: Auditable,
  given: GroupOf = [],
  { tellGiven }: Telling = { tellGiven: true },
): Audit {
  const topology = booted(machine.topology.functions);
  const others = (machine.readings ?? []).map(({ functions }) => booted(functions));
  const source: Source = {
    topology,
    unseen: machine.unseen ?? [],
    shown: topology.functions.map((_, dev) => machine.functions?.[dev]?.shown !== false),
  };
  const readings = [topology, ...others] as const;
  const formed = linuxGrouped(topology);
  const groupings = [formed, ...others.map((t) => linuxGrouped(t))] as const;
  const supposing = machine.supposing ?? null;
  const told = toldGroups(
    source,
    groupings,
    supposing === null ? null : linuxGrouped(booted(supposing.functions)),
    tellGiven ? given : [],
  );
  const { groups, groupOf, basis } = told;
  const becauses = readings.map((t, i) => becauseOf(t, groupings[i] ?? formed));
  const because = sureReasons(readings, becauses, basis);
  const first = new Standing(topology);
  const standings = [first, ...others.map((t) => new Standing(t))] as const;
  const turns = new SureTurns(standings, source.shown);
  const notIsolated = notIsolatedOf(topology, turns, told.apart, others);
  return {
    topology,
    shown: source.shown,
    unseen: source.unseen,
    denied: topology.functions.map((_, dev) => machine.functions?.[dev]?.denied === true),
    groups,
    groupOf,
    basis,
    apart: told.apart,
    formed,
    doubts: groupDoubts(source, told, becauses),
    because,
    pasid: surePasid(
      source,
      readings.map((t, i) => pasidOfAll(t, standings[i] ?? first)),
    ),
    notIsolated,
    notIsolatedUnsaid: unsaidPairs(source, notIsolated, readings, groupings, standings),
    overMerged: overMergedOf(
      topology,
      told,
      idealGrouped(topology),
      because,
      others,
      (dev) => basis[dev] === "formed",
    ),
    agreement: sureAgreement(told, given),
  };
}

/** Pairs of functions that are shown, which meet in some reading and not in all. */
function unsaidPairs(
  { shown }: Source,
  sure: readonly NotIsolated[],
  readings: readonly Topology[],
  groupings: readonly Grouped[],
  standings: readonly Standing[],
): number {
  if (readings.length === 1 && !shown.includes(false)) return 0;
  const found = readings.map((t, i) => {
    const groupOf = (groupings[i]?.groupOf ?? []).map((group, dev) => (shown[dev] ? group : null));
    return pairsIn(notIsolatedOf(t, standings[i] ?? new Standing(t), groupOf));
  });
  return Math.max(0, Math.max(...found) - pairsIn(sure));
}

function pairsIn(some: readonly NotIsolated[]): number {
  return some.reduce((sum, { pairs }) => sum + pairs, 0);
}
