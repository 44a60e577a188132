/**
 * The reason why a function whose PASID is enabled shares its group, in a word: the failure mode
 * behind a finding of pasid-enabled-alone-in-group. The enable check asks for less (RR UF of the
 * path) and looks at less (no requester IDs, no senders off the path) than grouping (semantics 5.5,
 * 6.1; theorem T1).
 */
import { Facts } from "../../../model/fabric/facts.js";
import { passes } from "../../../model/fabric/acs.js";
import type { Contract } from "../../../model/vocabulary/design/contract.js";
import { NO_GROUP, type Observation } from "../../../model/vocabulary/design/observation.js";
import { ACS, ACS_ISOLATED } from "../../../model/vocabulary/topology/acs.js";
import { acsOf, type Topology } from "../../../model/vocabulary/topology/topology.js";
import type { StepInput } from "../invariant.js";

export interface SharedGroupCause {
  readonly failureMode: string;
  /** The member that the cause is about; the first one where it is about none. */
  readonly other: number;
}

/** `members` are the others of the function's group, at least one. */
export function sharedGroupCause(
  m: StepInput,
  dev: number,
  members: readonly number[],
): SharedGroupCause {
  const { facts: now, scenario, contract, after } = m;
  const first = members[0] ?? dev;
  const changed = { failureMode: "acs-changed", other: first };
  // Groups are formed once, with the ACS of that time: of boot, or of a later plug.
  const booted =
    now.topology === scenario.topology ? now : new Facts(scenario.topology, scenario.iommu);
  const late = scenario.topology.functions[dev]?.absent === true;
  if (!late && !couldBeEnabled(booted, contract, dev)) return changed;
  for (const facts of late ? [now, booted] : [booted, now]) {
    const cause =
      sharedId(facts, dev, members) ??
      sharedIdOfBridge(facts, after, dev, first) ??
      sameFabric(facts, dev, members);
    if (cause !== null) return cause;
    const failureMode = asksForBits(contract) ? offOnPath(facts.topology, dev) : null;
    if (failureMode !== null) return { failureMode, other: first };
  }
  return hasWrittenAcs(m) ? changed : { failureMode: "isolated-path", other: first };
}

/** Whether its groups follow from ACS bits of the path, and not from what requests can reach. */
function asksForBits({ grouping }: Contract): boolean {
  return grouping !== "fabric" && grouping !== "fabric-late-acs";
}

/** Between forming the group and enabling PASID, perhaps more than once. */
function hasWrittenAcs({ scenario, index }: StepInput): boolean {
  return scenario.operations.slice(0, index).some(({ op }) => op === "acs-set");
}

function couldBeEnabled(facts: Facts, { enableCheck }: Contract, dev: number): boolean {
  const owner = facts.pasidOwner(dev);
  if (enableCheck !== "none" && facts.failingPasidPath(owner) !== null) return false;
  return enableCheck !== "pasid-safe" || facts.pasidUnsafe(owner) === null;
}

/** It emits a requester ID of a member: its own by an alias mask, or that of a VMD. */
function sharedId(facts: Facts, dev: number, members: readonly number[]): SharedGroupCause | null {
  const other = members.find((member) => facts.sharedId(dev, member) !== null);
  if (other === undefined) return null;
  const { functions } = facts.topology;
  const redirected = [dev, other].some((one) => functions[one]?.realDma !== null);
  return { failureMode: redirected ? "behind-vmd" : "requester-id", other };
}

/**
 * It emits a requester ID of a function that has no group itself, because no IOMMU serves it: a
 * bridge, for which those below it join in its place.
 */
function sharedIdOfBridge(
  facts: Facts,
  after: Observation,
  dev: number,
  member: number,
): SharedGroupCause | null {
  for (let other = 0; other < facts.functions; other++)
    if (after.group(other) === NO_GROUP && facts.sharedId(dev, other) !== null)
      return { failureMode: "requester-id", other: member };
  return null;
}

/** The group is right: a member reaches it, directly or through others, and it reaches nobody. */
function sameFabric(
  facts: Facts,
  dev: number,
  members: readonly number[],
): SharedGroupCause | null {
  const peer = members.find((member) => facts.reaches(member, dev));
  if (peer !== undefined) return { failureMode: "peer-reaches", other: peer };
  const other = members.find((member) => facts.idealGroup(member) === facts.idealGroup(dev));
  return other === undefined ? null : { failureMode: "through-others", other };
}

/** The bit of SV CR that is implemented and off on the path, the function's own first (T1). */
function offOnPath(t: Topology, dev: number): string | null {
  for (let i: number | null = dev; i !== null; i = t.functions[i]?.parent ?? null) {
    const f = t.functions[i];
    if (f === undefined || passes(t, i, ACS_ISOLATED)) continue;
    if (f.acsRule !== undefined) return "acs-rule";
    const acs = acsOf(f);
    const off = acs === null ? 0 : acs.cap & ~acs.ctrl;
    if ((off & ACS.SV) !== 0) return "sv-off";
    if ((off & ACS.CR) !== 0) return i === dev ? "own-cr-off" : "cr-off";
  }
  return null;
}
