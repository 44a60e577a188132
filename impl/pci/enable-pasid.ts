/**
 * Switching PASID on and off: drivers/pci/ats.c pci_enable_pasid(), pci_disable_pasid(),
 * docs/reference/errno-table.md 1.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { Hardware } from "../../model/vocabulary/design/hardware.js";
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import type { Facts } from "../fabric/facts.js";
import { CANNOT_ENABLE, enableFeatures } from "../fabric/pasid.js";

const EINVAL = refusal("EINVAL");
const EBUSY = refusal("EBUSY");

/** In place of a PF: the function is none's VF. */
const NOT_VIRTUAL = -1;

export class PciPasid {
  private readonly hardware: Hardware;
  private readonly sharesPf: boolean;
  private readonly enableCheck: Contract["enableCheck"];
  private features: Int8Array;
  private readonly pf: Int32Array;
  /** pci_dev.pasid_enabled. */
  private readonly on: Uint8Array;

  constructor(facts: Facts, contract: Contract, hardware: Hardware) {
    this.hardware = hardware;
    this.sharesPf = contract.vf === "shares-pf";
    this.enableCheck = contract.enableCheck;
    this.features = enableFeatures(facts, contract.enableCheck);
    this.on = new Uint8Array(facts.count);
    this.pf = new Int32Array(facts.count).fill(NOT_VIRTUAL);
    for (let dev = 0; dev < facts.count; dev++) {
      const f = facts.functions[dev]!;
      if (f.kind === "vf") this.pf[dev] = f.pf;
    }
  }

  /** ACS has changed. What is enabled stays so. */
  changeFacts(facts: Facts): void {
    this.features = enableFeatures(facts, this.enableCheck);
  }

  /** Whether PASID is enabled for a function; a VF uses what its PF has. */
  enabled(dev: number): boolean {
    const pf = this.pf[dev]!;
    if (pf === NOT_VIRTUAL) return this.on[dev] === 1;
    return this.sharesPf && this.on[pf] === 1;
  }

  /** The function's own flag. */
  flag(dev: number): boolean {
    return this.on[dev] === 1;
  }

  setFlag(dev: number, on: boolean): void {
    this.on[dev] = on ? 1 : 0;
  }

  enable(op: OperationOf<"pasid-enable">, dev: number): Outcome {
    const pf = this.pf[dev]!;
    if (pf !== NOT_VIRTUAL) return this.sharesPf && this.on[pf] === 1 ? OK : EINVAL;
    if (this.on[dev] === 1) return EBUSY;
    const supported = this.features[dev]!;
    const wanted = op.features ?? 0;
    if (supported === CANNOT_ENABLE || (wanted & ~supported) !== 0) return EINVAL;
    this.on[dev] = 1;
    this.hardware.setPasidControl(dev, true);
    return OK;
  }

  /** Void; nothing happens on a VF, nor where PASID is not enabled. */
  disable(dev: number): Outcome {
    if (this.pf[dev] === NOT_VIRTUAL && this.on[dev] === 1) {
      this.on[dev] = 0;
      this.hardware.setPasidControl(dev, false);
    }
    return OK;
  }
}
