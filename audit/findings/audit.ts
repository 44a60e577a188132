/**
 * The audit of a machine: its groups by Linux 7.3 and why, where they are not true and where they
 * are larger than needed, and on which functions PASID can be enabled. Findings are data;
 * reports/audit/audit.ts makes the prose.
 */
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import { agreementOf, type Agreement } from "./agreement.js";
import { becauseOf, type Because } from "./group-reasons.js";
import { booted, idealGrouped, linuxGrouped } from "./boot-groups.js";
import { pasidOfAll, type PasidAnswer } from "./pasid.js";
import { Standing } from "./peer-to-peer.js";
import { overMergedOf, type OverMergedAnswer } from "./over-merged.js";
import { notIsolatedOf, type NotIsolated } from "./not-isolated.js";

/** Functions are indices of the topology, groups indices of `groups`. */
export interface Audit {
  readonly topology: Topology;
  /** In the order in which Linux makes them, members in the order of probing. */
  readonly groups: readonly (readonly number[])[];
  readonly groupOf: readonly (number | null)[];
  /** Null for the first of a group, and for what has none. */
  readonly because: readonly (Because | null)[];
  readonly pasid: readonly PasidAnswer[];
  readonly notIsolated: readonly NotIsolated[];
  readonly overMerged: OverMergedAnswer;
  /** Null where the source shows no groups. */
  readonly agreement: Agreement | null;
}

/** `given`: of each function the group that the machine was seen with; null: not said. */
export function audit(
  machine: { readonly topology: Topology },
  given: readonly (number | null)[] = [],
): Audit {
  const topology = booted(machine.topology.functions);
  const grouped = linuxGrouped(topology);
  const because = becauseOf(topology, grouped);
  const standing = new Standing(topology);
  return {
    topology,
    ...grouped,
    because,
    pasid: pasidOfAll(topology, standing),
    notIsolated: notIsolatedOf(topology, standing, grouped.groupOf),
    overMerged: overMergedOf(topology, grouped, idealGrouped(topology), because),
    agreement: agreementOf(grouped.groupOf, given),
  };
}
