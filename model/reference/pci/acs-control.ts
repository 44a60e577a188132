/**
 * Writes to the ACS Control register of a function while the machine runs
 * (docs/reference/choices.md, ACS that changes). In Linux nothing: groups are formed once, and
 * pci_enable_pasid() reads the register when it is called.
 */
import { ACS_PASID } from "../../vocabulary/topology/acs.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { acsOf } from "../../vocabulary/topology/topology.js";
import { isOnPath, passes } from "../../fabric/acs.js";
import type { Facts } from "../../fabric/facts.js";
import type { State } from "../state/state.js";

export function setAcs(s: State, dev: number, ctrl: number): Outcome {
  const f = s.facts.topology.functions[dev];
  if (f === undefined || acsOf(f) === null) return refusal("EOPNOTSUPP");
  const after = s.facts.withAcsControl(dev, ctrl);
  const kept = s.contract.acsChange === "keeps-enabled-paths";
  if (kept && losesPath(s, dev, after)) return refusal("EBUSY");
  s.changeFacts(after);
  return OK;
}

/** Whether RR or UF is taken away from the path of a function whose PASID is enabled. */
function losesPath(s: State, dev: number, after: Facts): boolean {
  const { topology } = s.facts;
  if (!passes(topology, dev, ACS_PASID) || passes(after.topology, dev, ACS_PASID)) return false;
  return s.enabled.some((enabled, other) => enabled && isOnPath(topology, other, dev));
}
