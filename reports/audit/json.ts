/**
 * The JSON that `audit --json` writes, schema audit@3: addresses in place of indices, groups as
 * indices of `groups`, given groups by the kernel's numbers; equal bytes for equal audits. Null and
 * `cannot_be_said` stand for what rests on something that the source does not show. Functions that
 * only stand in for what a dump leaves out are in no list of devices or groups.
 */
import { match } from "ts-pattern";
import { ACS, ACS_BITS } from "../../model/vocabulary/topology/acs.js";
import { writeJson, type Json } from "../../model/vocabulary/reading/json-text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { Deciding } from "../../audit/findings/deciding.js";
import type { Because, Step } from "../../audit/findings/group-reasons.js";
import type { Lack } from "../../audit/findings/missing-acs.js";
import type { PasidAnswer, PasidDanger, PasidRefusal } from "../../audit/findings/pasid.js";
import type { NotIsolated } from "../../audit/findings/not-isolated.js";
import type { OverMerged } from "../../audit/findings/over-merged.js";
import type { RealFunction } from "../../audit/machine/functions.js";
import type { Audited } from "./audit.js";
import { sharedTablesJson } from "./shared-tables.js";
import { whatIfJson } from "./what-if-json.js";
import { pluggedJson } from "./plugged.js";
import { nameOf } from "../text/finding.js";

export function auditJson(audited: Audited): string {
  const { machine, audit, plugged, whatIf, answers } = audited;
  const names = new Names(audit);
  const rules = machine.rules.map(({ dev, rule, source, found }) => ({
    bdf: names.of(dev),
    rule,
    source,
    found,
  }));
  const changed =
    whatIf === null
      ? {}
      : {
          what_if: {
            changes: whatIf.changes,
            ...whatIfJson(audit.topology, whatIf.change),
            ...auditParts(whatIf.change.after, machine.functions),
          },
        };
  const value: Json = {
    schema: "audit@3",
    caveats: machine.caveats,
    ...auditParts(audit, machine.functions),
    plugged: pluggedJson(audit.topology, plugged),
    rules,
    unknown: machine.unknown,
    ...changed,
    ...Object.fromEntries(answers.map(({ key, json }) => [key, json])),
  };
  return writeJson(value, 2);
}

function auditParts(a: Audit, functions: readonly RealFunction[]): { readonly [k: string]: Json } {
  const names = new Names(a);
  return {
    devices: names.shown.map((dev) => deviceJson(a, names, functions[dev], dev)),
    groups: a.groups.map((members) => names.all(members)),
    given_groups:
      a.agreement === null
        ? null
        : [...a.agreement.groups.values()].map((members) => names.all(members)),
    agrees: a.agreement?.agrees ?? null,
    differences: (a.agreement?.differences ?? []).map(({ dev, group, given }) => ({
      bdf: names.of(dev),
      group,
      given_group: given,
    })),
    notIsolated: a.notIsolated.map((one) => notIsolatedJson(names, one)),
    overMerged: a.overMerged.groups.map((one) => overMergedJson(names, one)),
    shared_pasid_tables: sharedTablesJson(a),
    cannot_be_said: unsaidJson(a, names),
  };
}

/** What holds in one reading of the machine and not in another. */
function unsaidJson(a: Audit, names: Names): Json {
  return {
    groups: a.doubts.map(({ functions, finest, deciding }) => ({
      functions: names.all(functions),
      finest: finest === null ? null : finest.map((part) => names.all(part)),
      unseen: deciding.map((one) => decidingJson(names, one)),
    })),
    pasid: names.all(names.shown.filter((dev) => a.pasid[dev]?.enableable === null)),
    agrees: names.all(a.agreement?.unsaid ?? []),
    notIsolated_pairs: a.notIsolatedUnsaid,
    overMerged_groups: a.overMerged.unsaid,
  };
}

function decidingJson(names: Names, { dev, fact }: Deciding): Json {
  return { element: names.of(dev), fact };
}

/** Addresses of functions, and those that are really there. */
class Names {
  readonly shown: readonly number[];
  private readonly topology: Topology;

  constructor({ topology, shown }: Audit) {
    this.topology = topology;
    this.shown = [...topology.functions.keys()].filter((dev) => shown[dev] !== false);
  }

  of(dev: number): string {
    return nameOf(this.topology, dev);
  }

  all(devs: readonly number[]): readonly string[] {
    return devs.map((dev) => this.of(dev));
  }
}

function deviceJson(a: Audit, names: Names, f: RealFunction | undefined, dev: number): Json {
  const pasid = a.pasid[dev];
  const because = a.because[dev] ?? null;
  const unseen = [...(a.unseen[dev] ?? [])];
  return {
    bdf: names.of(dev),
    id: idText(f),
    kind: unseen.includes("kind") ? null : (a.topology.functions[dev]?.kind ?? null),
    group: a.groupOf[dev] ?? null,
    basis: a.basis[dev] ?? "unknown",
    unseen,
    because: because === null ? null : becauseJson(names, because),
    pasid: pasid === undefined ? null : pasidJson(names, pasid),
  };
}

function idText(f: RealFunction | undefined): string | null {
  if (f === undefined || f.vendor === null || f.device === null) return null;
  return [f.vendor, f.device].map((id) => id.toString(16).padStart(4, "0")).join(":");
}

function becauseJson(names: Names, { joins, steps }: Because): Json {
  return { joins: names.of(joins), steps: steps.map((step) => stepJson(names, step)) };
}

function stepJson(names: Names, step: Step): Json {
  return match(step)
    .with({ rule: "vmd" }, ({ rule, real }) => ({ rule, element: names.of(real) }))
    .with({ rule: "bridge-alias" }, ({ rule, bridge }) => ({ rule, element: names.of(bridge) }))
    .with({ rule: "path" }, ({ rule, element, lack, below }) => ({
      rule,
      element: names.of(element),
      ...lackJson(lack),
      below: names.all(below),
    }))
    .with({ rule: "alias" }, ({ rule, of, with: other }) => ({
      rule,
      element: names.of(of),
      with: names.of(other),
    }))
    .with({ rule: "functions" }, ({ rule, of, lack, with: other, withLack }) => ({
      rule,
      element: names.of(of),
      ...lackJson(lack),
      with: { element: names.of(other), ...lackJson(withLack) },
    }))
    .exhaustive();
}

function lackJson(lack: Lack): { readonly why: string; readonly missing: readonly string[] } {
  const bits = "bits" in lack ? lack.bits : ACS.SV | ACS.RR | ACS.CR | ACS.UF;
  return { why: lack.why, missing: ACS_BITS.filter((bit) => (bits & ACS[bit]) !== 0) };
}

function pasidJson(names: Names, answer: PasidAnswer): Json {
  const { capable, enableable, reason, unseen, danger, safe } = answer;
  return {
    capable,
    enableable,
    reason: reason === null ? null : refusalJson(names, reason),
    unseen: unseen === null ? null : decidingJson(names, unseen),
    ...(capable === true
      ? { safe, danger: danger === null ? null : dangerJson(names, danger) }
      : {}),
  };
}

function refusalJson(names: Names, reason: PasidRefusal): Json {
  return match(reason)
    .with({ row: "vf" }, ({ row, pf, because }) => ({
      row,
      pf: names.of(pf),
      because: refusalJson(names, because),
    }))
    .with({ row: "prefix" }, ({ row, element }) => ({ row, element: names.of(element) }))
    .with({ row: "no-port" }, { row: "capability" }, ({ row }) => ({ row }))
    .with({ row: "acs" }, ({ row, element, lack }) => ({
      row,
      element: names.of(element),
      why: lack.why,
      missing: lack.why === "off" || lack.why === "rule" ? lackJson(lack).missing : ["RR", "UF"],
    }))
    .exhaustive();
}

function dangerJson(names: Names, danger: PasidDanger): Json {
  return match(danger)
    .with({ why: "peer" }, ({ why, element, turn, peer }) => ({
      why,
      element: names.of(element),
      turn,
      peer: names.of(peer),
    }))
    .with({ why: "lost" }, ({ why, element }) => ({ why, element: names.of(element) }))
    .exhaustive();
}

function notIsolatedJson(names: Names, notIsolated: NotIsolated): Json {
  return match(notIsolated)
    .with({ how: "reach" }, ({ how, why, turns, peers, from, to, pairs }) => ({
      how,
      why,
      turns: names.all(turns),
      peers: names.all(peers),
      from: names.all(from),
      to: names.all(to),
      pairs,
    }))
    .with({ how: "shared-id" }, ({ how, id, functions, pairs }) => ({
      how,
      id,
      functions: names.all(functions),
      pairs,
    }))
    .exhaustive();
}

function overMergedJson(names: Names, { group, ideal, splits }: OverMerged): Json {
  return {
    group,
    ideal: ideal.map((devs) => names.all(devs)),
    splits: splits.map(({ at, into }) => ({
      at: at.map(({ element, lack }) => ({ element: names.of(element), ...lackJson(lack) })),
      into: into.map((devs) => names.all(devs)),
    })),
  };
}
