/**
 * The space of contracts that is searched for safe ones: the values of each policy, those that
 * allow more before those that allow less. Left out are values that are bugs of grouping (BUG-24 to
 * BUG-26), seeded faults, those that take a function away instead of making it safe (`absent`,
 * BUG-5), and `vf`, for which an exhaustive search has no functions.
 */
import { withPolicies, type Contract } from "../../model/vocabulary/design/contract.js";
import type { Change } from "../../properties/results/contracts-report.js";

/**
 * What comes and goes, ACS that changes, and resets, an exhaustive search does not look at, nor
 * what is done by users of the core.
 */
type Searched = Exclude<
  keyof Contract,
  "acsChange" | "hotAdd" | "directPlug" | "unplug" | Resets | UserPolicies
>;

type Resets = "reset" | "pausedRemoval" | "ridDetach";

type UserPolicies =
  | "claim"
  | "driverBind"
  | "iommufd"
  | "fdReplace"
  | "fdUndo"
  | "reservations"
  | "fdJoin"
  | "fdCompat"
  | "fdHandle"
  | "vfioZero"
  | "vfioFault"
  | "sva"
  | "allocator";

type Values = { readonly [K in Searched]: readonly Contract[K][] };

const POLICIES: Values = {
  grouping: ["linux", "proposal-v3", "fabric"],
  enableCheck: ["none", "acs-path", "pasid-safe"],
  admits: ["any", "no-rid-alias", "singleton-group"],
  disabled: ["ignored", "refused"],
  vf: ["shares-pf"],
  table: ["group", "device"],
  zero: ["accepted", "refused"],
  range: ["none", "own-device", "capable-members", "every-member"],
  incapable: ["accepted", "refused"],
  programs: ["every-member", "capable-members", "own-device"],
  published: ["before-hardware", "after-hardware"],
  undoPasid: ["every-member", "changed-members"],
  undoRid: ["none", "changed-members"],
  removal: ["may-be-missing", "told-nothing", "told-old"],
  compat: ["none", "owner-or-static"],
  ridReplace: ["unchecked", "compatible"],
  pasidReplace: ["creates-entry", "needs-entry"],
  handle: ["reusable", "written-first", "linear"],
  directMap: ["ignored", "honoured"],
};

/** A table of its own comes with a range and with hardware of its own: that is one change. */
const OWN_TABLE: Change = { table: "device", programs: "own-device", range: "own-device" };

/** Every single change of a contract. */
export function changesOf(contract: Contract): readonly Change[] {
  return (Object.keys(POLICIES) as Searched[]).flatMap((policy) =>
    valuesOf(policy)
      .filter((value) => value !== contract[policy])
      .map((value): Change => (value === "device" ? OWN_TABLE : { [policy]: value }))
      .filter((change) => makesSense(withPolicies(contract, change))),
  );
}

function valuesOf(policy: Searched): readonly string[] {
  return POLICIES[policy];
}

/** With PASID 0 in a device's table, nobody could say whose the RID's entry is. */
function makesSense({ table, zero }: Contract): boolean {
  return table === "group" || zero === "refused";
}

/** Whether a change is to values that allow more. */
export function weaker(contract: Contract, change: Change): boolean {
  return (Object.keys(change) as Searched[]).every((policy) => {
    const values = valuesOf(policy);
    return values.indexOf(change[policy] ?? "") < values.indexOf(contract[policy]);
  });
}
