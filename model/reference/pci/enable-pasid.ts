/**
 * The conditions for switching PASID on and off (drivers/pci/ats.c pci_enable_pasid,
 * pci_disable_pasid; errno-table section 1), and the enable checks that a contract can put in their
 * place.
 */
import { ACS_PASID } from "../../vocabulary/topology/acs.js";
import { OK, refusal, type Outcome } from "../../vocabulary/operation/outcome.js";
import { PASID_EXEC, PASID_PRIV } from "../../vocabulary/operation/operation.js";
import { isEndpoint, pasidOf } from "../../vocabulary/topology/topology.js";
import { firstFailing } from "../../fabric/acs.js";
import { prefixReachesRoot } from "../../fabric/pasid.js";
import type { State } from "../state/state.js";

const TABLE = "pasid-enable";

/** The eight rows, in order. */
export function enablePasid(s: State, dev: number, features: number): Outcome {
  const f = s.facts.topology.functions[dev];
  if (f === undefined) return refusal("ENODEV");
  // A VF has no capability of its own; it asks whether its PF is enabled.
  if (f.kind === "vf" && s.contract.vf === "shares-pf")
    return s.enabled[f.pf] === true ? s.decide(TABLE, 1, null) : s.decide(TABLE, 2, "EINVAL");
  if (s.enabled[dev] === true) return s.decide(TABLE, 3, "EBUSY");
  // End-end prefixes on every hop, or a device that needs none.
  const noTlp = isEndpoint(f) && f.pasidNoTlp;
  if (!noTlp && !prefixReachesRoot(s.facts.topology, dev)) return s.decide(TABLE, 4, "EINVAL");
  const pasid = pasidOf(f);
  if (pasid === null) return s.decide(TABLE, 5, "EINVAL");
  if (!gateOpen(s, dev)) return s.decide(TABLE, 6, "EINVAL");
  const supported = (pasid.exec ? PASID_EXEC : 0) | (pasid.priv ? PASID_PRIV : 0);
  if ((features & ~supported) !== 0) return s.decide(TABLE, 7, "EINVAL");
  s.enabled[dev] = true;
  s.hardware.setPasidControl(dev, true);
  return s.decide(TABLE, 8, null);
}

function gateOpen(s: State, dev: number): boolean {
  const pathComplete = (): boolean => firstFailing(s.facts.topology, dev, ACS_PASID) === null;
  switch (s.contract.enableCheck) {
    case "none":
      return true;
    case "acs-path":
      return pathComplete();
    case "pasid-safe":
      return pathComplete() && s.facts.pasidUnsafe(dev) === null;
    default:
      return s.contract.enableCheck satisfies never;
  }
}

/** Void. On a VF it does nothing: the PF's setting is not its own to change. */
export function disablePasid(s: State, dev: number): Outcome {
  if (s.enabled[dev] === true) {
    s.enabled[dev] = false;
    s.hardware.setPasidControl(dev, false);
  }
  return OK;
}
