/**
 * The two refinement invariants: on groups of one without aliases, where the table hangs makes no
 * difference (INV-41, CLAIM-22), and nor do the years between 6.2 and 7.3 as long as nothing is
 * asked that
 * 6.2 did not check (INV-42).
 */
import { LINUX_6_2, SOUND } from "../../../impl/designs/contracts.js";
import type { Facts } from "../../../model/fabric/facts.js";
import { formGroups } from "../../../model/reference/grouping/grouping.js";
import { withPolicies, type Contract } from "../../../model/vocabulary/design/contract.js";
import {
  domainId,
  isForeign,
  isRidOnly,
  isStatic,
} from "../../../model/vocabulary/operation/domain.js";
import { outcomeText } from "../../../model/vocabulary/operation/outcome.js";
import {
  isUserOperationName,
  type Operation,
} from "../../../model/vocabulary/operation/operation.js";
import type { Scenario } from "../../../model/vocabulary/scenario/scenario.js";
import { isThereAtBoot } from "../../../model/vocabulary/topology/topology.js";
import { found } from "../finding.js";
import type { Finding, StepInvariant, StepInput } from "../invariant.js";

/**
 * Whether every group has one member and no requester ID is shared, under the contract's grouping.
 */
function allAlone(contract: Contract, facts: Facts): boolean {
  if (facts.sharingPairs().length > 0) return false;
  return formGroups(facts, contract.grouping).every((members) => members.length === 1);
}

/** Whether every PASID operation names a function that has PASIDs. */
function onlyCapable(scenario: Scenario, facts: Facts): boolean {
  return scenario.operations.every(
    (op) => !("pasid" in op) || facts.maxPasids(op.dev % facts.functions) > 0,
  );
}

function differs(m: StepInput): Finding | null {
  if (m.twin === null) return null;
  const rest = { device: m.dev, pasid: m.pasid };
  const seen = outcomeText(m.outcome);
  const wanted = outcomeText(m.twin.outcome);
  if (seen !== wanted) return found("outcome", { ...rest, seen, wanted });
  if (m.after.sameHardware(m.twin.after)) return null;
  return found("hardware", { ...rest, seen: "other tables", wanted: "equal tables" });
}

function otherPlacement(c: Contract): Contract {
  const range = (bounded: Contract["range"]): Contract["range"] =>
    c.range === "none" ? "none" : bounded;
  return c.table === "group"
    ? withPolicies(c, { table: "device", programs: "own-device", range: range("own-device") })
    : withPolicies(c, {
        table: "group",
        programs: "capable-members",
        range: range("capable-members"),
      });
}

export const groupAndDeviceTablesAgree: StepInvariant = {
  name: "group-and-device-tables-agree",
  sentence:
    "On groups of one without aliases, a PASID table per group and one per device do the same.",
  ids: ["INV-41", "CLAIM-22"],
  severity: "bookkeeping",
  seededFault: {
    claims: SOUND,
    does: withPolicies(SOUND, { undoPasid: "every-member", range: "none" }),
  },
  on: ["pasid-attach", "pasid-replace", "pasid-detach", "rid-attach", "rid-detach"],
  twin: (contract, scenario, facts) =>
    nobodyMoves(scenario) && onlyCapable(scenario, facts) && allAlone(contract, facts)
      ? otherPlacement(contract)
      : null,
  applies: (m) => m.twin !== null && m.driverSound,
  broken: differs,
};

/** Whether every function is there from first to last: groups of one stay groups of one. */
function nobodyMoves({ topology, operations }: Scenario): boolean {
  return (
    topology.functions.every(isThereAtBoot) &&
    operations.every(({ op }) => op !== "plug" && op !== "unplug")
  );
}

/** What 6.2 could not do, or did not check. */
function asked62(op: Operation, facts: Facts): boolean {
  if (op.op === "reset-prepare" || op.op === "reset-done" || isUserOperationName(op.op))
    return false;
  if (op.op === "pasid-replace" || op.op === "rid-replace") return false;
  if ("handle" in op && op.handle !== undefined) return false;
  if ("domain" in op) {
    const id = domainId(op.domain);
    if (isForeign(id) || isStatic(id) || isRidOnly(id)) return false;
  }
  if (!("pasid" in op)) return true;
  return op.pasid > 0 && op.pasid < facts.maxPasids(op.dev % facts.functions);
}

export const agreesWithLinux62: StepInvariant = {
  name: "agrees-with-linux-6-2",
  sentence: "On groups of one, with what 6.2 could do, attach and detach answer as in Linux 6.2.",
  ids: ["INV-42"],
  severity: "bookkeeping",
  seededFault: { claims: SOUND, does: withPolicies(SOUND, { disabled: "refused" }) },
  on: ["pasid-attach", "pasid-detach", "rid-attach", "rid-detach"],
  twin: (contract, scenario, facts) => {
    if (!nobodyMoves(scenario)) return null;
    const asks = scenario.operations.every((op) => asked62(op, facts));
    if (!asks || scenario.iommu.blocking !== "pasid" || !allAlone(contract, facts)) return null;
    const { grouping, enableCheck, acsChange, disabled, vf } = contract;
    return withPolicies(LINUX_6_2, { grouping, enableCheck, acsChange, disabled, vf });
  },
  applies: (m) => m.twin !== null && m.driverSound,
  broken: differs,
};
