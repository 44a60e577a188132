/**
 * Writes to the ACS Control register of a function while the machine runs: groups stay, the path
 * test of pci_enable_pasid() and the grouping of newcomers see the new bits.
 * docs/reference/choices.md, ACS that changes.
 */
import { ACS_PASID } from "../../model/vocabulary/topology/acs.js";
import { acsControl } from "../../model/vocabulary/topology/acs-control.js";
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import { acsOf, multifunctionAfterScan } from "../../model/vocabulary/topology/topology.js";
import { acsEnabled } from "../fabric/acs.js";
import { ROOT, factsWithAcs, type Facts } from "../fabric/facts.js";
import type { GroupLayout } from "../state/groups.js";
import type { PciPasid } from "./enable-pasid.js";

const EBUSY = refusal("EBUSY");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

export class AcsControl {
  private readonly contract: Contract;
  private readonly layout: GroupLayout;
  private readonly pci: PciPasid;
  private readonly booted: Facts;
  /** Of the machine as it is now. */
  private facts: Facts;

  constructor(facts: Facts, contract: Contract, layout: GroupLayout, pci: PciPasid) {
    this.contract = contract;
    this.layout = layout;
    this.pci = pci;
    this.booted = facts;
    this.facts = facts;
  }

  set(op: OperationOf<"acs-set">, dev: number): Outcome {
    if (acsOf(this.facts.functions[dev]!) === null) return EOPNOTSUPP;
    const after = factsWithAcs(this.facts, dev, op.ctrl);
    const breaks = this.redirects(this.facts, dev) && !this.redirects(after, dev);
    if (breaks && this.contract.acsChange === "keeps-enabled-paths" && this.isInUse(dev))
      return EBUSY;
    this.become(after);
    return OK;
  }

  /** The function goes; one that comes again has the control bits of boot. */
  restore(dev: number): void {
    if (this.facts === this.booted) return;
    this.become(factsWithAcs(this.facts, dev, acsControl(this.booted.topology, dev)));
  }

  private become(facts: Facts): void {
    if (facts === this.facts) return;
    this.facts = facts;
    this.layout.changeFacts(facts);
    this.pci.changeFacts(facts);
  }

  private redirects({ functions }: Facts, dev: number): boolean {
    const f = functions[dev]!;
    return acsEnabled(f, multifunctionAfterScan(f), ACS_PASID);
  }

  /** Whether the way up of a function whose PASID is enabled goes through this one. */
  private isInUse(at: number): boolean {
    const { count, parent } = this.facts;
    for (let dev = at; dev < count; dev++) {
      if (!this.pci.flag(dev)) continue;
      let up = dev;
      while (up !== ROOT && up !== at) up = parent[up]!;
      if (up === at) return true;
    }
    return false;
  }
}
