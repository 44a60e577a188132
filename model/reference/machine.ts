/**
 * The reference: a plain interpreter of any contract. It is small so that it can be checked against
 * its sources by reading, and slow where being plain costs time.
 */
import { Facts } from "../fabric/facts.js";
import type { Contract } from "../vocabulary/design/contract.js";
import type { Design, BootInput, Machine } from "../vocabulary/design/design.js";
import type { Decided } from "../vocabulary/operation/decision.js";
import { IDENTITY, NO_DOMAIN, domainId, type DomainId } from "../vocabulary/operation/domain.js";
import type { Snapshot } from "../vocabulary/design/snapshot.js";
import { refusal, type Outcome } from "../vocabulary/operation/outcome.js";
import { NO_GROUP, type Observation } from "../vocabulary/design/observation.js";
import {
  isKernelDrivers,
  isIommufdOperation,
  type Operation,
} from "../vocabulary/operation/operation.js";
import { bootOrder } from "../vocabulary/topology/probe-order.js";
import { setAcs } from "./pci/acs-control.js";
import { allocatePasid, freePasid } from "./users/allocators.js";
import { plug, unplug } from "./lifecycle/hot-plug.js";
import { stepUser } from "./users/users.js";
import { observeUsers } from "./users/observe.js";
import { nameable } from "./state/handle.js";
import { bindDriver, claim, isUsers, release, unbindDriver } from "./users/ownership.js";
import { attachPasid, detachPasid, replacePasid } from "./core/pasid.js";
import { disablePasid, enablePasid } from "./pci/enable-pasid.js";
import { doneReset, prepareReset } from "./lifecycle/reset.js";
import { attachDevice, attachRid, detachDevice, detachRid, replaceRid } from "./core/rid.js";
import { State } from "./state/state.js";
import { bindSva, unbindSva } from "./users/sva.js";
import { HANDLES_MAX } from "../vocabulary/operation/operands.js";

/** A design that does exactly what a contract says. */
export function referenceDesign(name: string, sentence: string, contract: Contract): Design {
  return { name, sentence, contract, boot: (given) => bootReference(given, contract) };
}

/**
 * The same design, which tells after each operation the row of docs/reference/errno-table.md that
 * decided it, as far as one did.
 */
export function decidingDesign(contract: Contract, tell: (decided: Decided) => void): Design {
  const boot = (given: BootInput): Machine =>
    new Deciding(new State(given, contract, new Facts(given.topology, given.iommu)), given, tell);
  return { name: "reference", sentence: "", contract, boot };
}

/** Boots the reference; `facts` may be passed where they are known already. */
export function bootReference(given: BootInput, contract: Contract, facts?: Facts): Machine {
  const known = facts ?? new Facts(given.topology, given.iommu);
  return new Reference(new State(given, contract, known), given.columns);
}

class Reference implements Machine {
  private readonly s: State;
  private readonly columns: readonly number[];

  constructor(state: State, columns: readonly number[]) {
    this.s = state;
    this.columns = columns;
    state.hardware.lookup = (dev, pasid) => this.lookup(dev, pasid);
    for (const dev of bootOrder(state.facts.topology))
      if (state.group(dev) !== null) state.hardware.attachDev(IDENTITY, dev, NO_DOMAIN);
  }

  step(op: Operation, dev: number): Outcome {
    const s = this.s;
    const comes = op.op === "plug" || op.op === "unplug";
    if (!comes && s.present[dev] !== true) return refusal("ENODEV");
    if (isKernelDrivers(op.op) && isUsers(s, dev)) return refusal("EPERM");
    if (isIommufdOperation(op)) return stepUser(s, op, dev);
    switch (op.op) {
      case "pasid-enable":
        return enablePasid(s, dev, op.features ?? 0);
      case "pasid-disable":
        return disablePasid(s, dev);
      case "device-attach":
        return attachDevice(s, dev, domainId(op.domain));
      case "device-detach":
        return detachDevice(s, dev);
      case "rid-attach":
        return attachRid(s, dev, domainId(op.domain), op.handle ?? 0);
      case "rid-replace":
        return replaceRid(s, dev, domainId(op.domain), op.handle ?? 0);
      case "rid-detach":
        return detachRid(s, dev);
      case "pasid-attach":
        return attachPasid(s, dev, op.pasid, domainId(op.domain), op.handle ?? 0);
      case "pasid-replace":
        return replacePasid(s, dev, op.pasid, domainId(op.domain), op.handle ?? 0);
      case "pasid-detach":
        return detachPasid(s, dev, op.pasid);
      case "plug":
        return plug(s, dev);
      case "unplug":
        return unplug(s, dev);
      case "reset-prepare":
        return prepareReset(s, dev);
      case "reset-done":
        return doneReset(s, dev);
      case "acs-set":
        return setAcs(s, dev, op.ctrl);
      case "claim":
        return claim(s, dev, op.owner);
      case "release":
        return release(s, dev);
      case "driver-bind":
        return bindDriver(s, dev);
      case "driver-unbind":
        return unbindDriver(s, dev);
      case "allocate-pasid":
        return allocatePasid(s, dev, op.driver, domainId(op.domain));
      case "free-pasid":
        return freePasid(s, dev, op.driver);
      case "sva-bind":
        return bindSva(s, dev, op.mm);
      case "sva-unbind":
        return unbindSva(s, dev, op.mm);
      default:
        return op satisfies never;
    }
  }

  lookup(dev: number, pasid: number): DomainId {
    return this.s.recorded(dev, pasid);
  }

  save(into: Snapshot): void {
    this.s.save(into, this.columns);
  }

  restore(from: Snapshot): void {
    this.s.restore(from, this.columns);
  }

  deathForetold(): string | null {
    return this.s.death;
  }

  /** Nothing that it keeps is of use to another. */
  retire(): void {}

  private observeTable(into: Observation, dev: number): void {
    const table = this.s.table(dev);
    for (let column = 1; column < this.columns.length; column++) {
      const entry = table.size === 0 ? undefined : table.get(this.columns[column] as number);
      const visible = entry !== undefined && entry.published;
      into.setRecorded(dev, column, visible ? this.s.domainOf(entry) : NO_DOMAIN);
      into.setHandle(dev, column, nameable(entry?.handle ?? 0));
    }
  }

  observe(into: Observation): void {
    const s = this.s;
    for (let dev = 0; dev < s.facts.functions; dev++) {
      const group = s.group(dev);
      into.setGroup(dev, group === null ? NO_GROUP : group.number);
      into.setFlags(dev, s.pasidEnabled(dev), s.blocked(dev), s.present[dev] === true);
      into.setRecorded(dev, 0, group === null ? NO_DOMAIN : group.domain);
      into.setHandle(dev, 0, group === null ? 0 : nameable(s.ridEntry(group)?.handle ?? 0));
      this.observeTable(into, dev);
    }
    for (let h = 1; h <= HANDLES_MAX; h++) into.setHandleDomain(h, s.handleDomain[h] ?? NO_DOMAIN);
    if (into.users !== null) observeUsers(s, this.columns, into.users);
  }
}

class Deciding extends Reference {
  private readonly state: State;
  private readonly tell: (decided: Decided) => void;

  constructor(state: State, given: BootInput, tell: (decided: Decided) => void) {
    super(state, given.columns);
    this.state = state;
    this.tell = tell;
  }

  override step(op: Operation, dev: number): Outcome {
    const { decided } = this.state;
    decided.table = null;
    const outcome = super.step(op, dev);
    this.tell(this.decidedAs(outcome));
    return outcome;
  }

  /** A refusal within an operation that went on, or ended otherwise, decided nothing. */
  private decidedAs(outcome: Outcome): Decided {
    const { table, row, outcome: its } = this.state.decided;
    if (table === null || its !== outcome) return { by: outcome.ok ? "function" : "nothing" };
    const ofPasids = table === "pasid-attach" || table === "pasid-replace";
    if (ofPasids && !hasPasidRows(this.state.contract)) return { by: "function" };
    return { by: "row", decision: { table, row } };
  }
}

/** Section 4 is about 7.3: the group's table, its capable members, their range. */
function hasPasidRows({ table, programs, range, removal }: Contract): boolean {
  const members = programs === "capable-members" && range === "capable-members";
  return table === "group" && members && removal === "told-old";
}
