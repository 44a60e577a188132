/**
 * Attaching, replacing and detaching a PASID: drivers/iommu/iommu.c iommu_attach_device_pasid(),
 * iommu_replace_device_pasid(), iommu_detach_device_pasid(). The checks come in the order of
 * docs/reference/errno-table.md sections 4 and 9 and of docs/reference/choices.md, so the first
 * that fails decides the errno.
 */
import type { Contract } from "../../model/vocabulary/design/contract.js";
import { domainId, type DomainId } from "../../model/vocabulary/operation/domain.js";
import { OK, refusal, type Outcome } from "../../model/vocabulary/operation/outcome.js";
import { errnoOf } from "../../model/vocabulary/design/hardware.js";
import { NO_GROUP } from "../../model/vocabulary/design/observation.js";
import type { OperationOf } from "../../model/vocabulary/operation/operation.js";
import type { DomainTests } from "./domains.js";
import { handleIn, NO_ENTRY, NULL_HANDLE, type Entry, type Handles } from "../state/handles.js";
import type { GroupLayout } from "../state/groups.js";
import type { PasidDriver } from "./group-pasid.js";
import type { PciPasid } from "../pci/enable-pasid.js";
import type { Resets } from "../state/reset-state.js";
import { Tables } from "../state/pasid-tables.js";

const EBUSY = refusal("EBUSY");
const EINVAL = refusal("EINVAL");
const ENODEV = refusal("ENODEV");
const ENOENT = refusal("ENOENT");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

/** The policies of a contract as the questions that a PASID operation asks. */
export interface PasidPolicies {
  readonly opsBeforeGroup: boolean;
  readonly refusesZero: boolean;
  readonly refusesDisabled: boolean;
  readonly publishesFirst: boolean;
  readonly replaces: boolean;
  readonly replaceCreates: boolean;
  readonly hasHandles: boolean;
  readonly refusesInstalledHere: boolean;
  /** A reset is awaited by the group whose table it is, or by the device itself. */
  readonly awaitsOwn: boolean;
}

export function pasidPolicies(contract: Contract): PasidPolicies {
  return {
    opsBeforeGroup: contract.removal === "may-be-missing",
    refusesZero: contract.zero === "refused",
    refusesDisabled: contract.disabled === "refused",
    publishesFirst: contract.published === "before-hardware",
    replaces: contract.pasidReplace !== "absent",
    replaceCreates: contract.pasidReplace === "creates-entry",
    hasHandles: contract.handle !== "absent",
    refusesInstalledHere: contract.handle === "written-first",
    awaitsOwn: contract.table === "device",
  };
}

/** What PASID operations work on. */
export interface PasidParts {
  readonly pasidPolicies: PasidPolicies;
  readonly tests: DomainTests;
  readonly layout: GroupLayout;
  readonly resets: Resets;
  readonly pasids: Tables;
  readonly handles: Handles;
  readonly driver: PasidDriver;
  readonly pci: PciPasid;
}

export class PasidOperations {
  private readonly policies: PasidPolicies;
  private readonly tests: DomainTests;
  private readonly layout: GroupLayout;
  private readonly resets: Resets;
  private readonly tables: Tables;
  private readonly handles: Handles;
  private readonly driver: PasidDriver;
  private readonly pci: PciPasid;

  constructor(parts: PasidParts) {
    this.policies = parts.pasidPolicies;
    this.tests = parts.tests;
    this.layout = parts.layout;
    this.resets = parts.resets;
    this.tables = parts.pasids;
    this.handles = parts.handles;
    this.driver = parts.driver;
    this.pci = parts.pci;
  }

  attach(op: OperationOf<"pasid-attach">, dev: number): Outcome {
    return this.attachTo(domainId(op.domain), dev, op.pasid, op.handle);
  }

  /** iommu_attach_device_pasid(), whoever calls it; `passed` is its handle, if any. */
  attachTo(domain: DomainId, dev: number, pasid: number, passed: number | undefined): Outcome {
    const refused = this.refusesDomain(this.tests.attachOps[domain]!, domain, dev, pasid);
    if (refused !== OK) return refused;
    const { programmed } = this.layout;
    if (programmed.incapable[dev] === 1) return EINVAL;
    const excluded = this.refusesDevice(dev);
    if (excluded !== OK) return excluded;
    if (pasid >= programmed.bound[dev]!) return EINVAL;
    const handle = this.handles.passed(passed);
    if (!this.handles.offer(handle, domain)) return EINVAL;
    return this.put(domain, handle, dev, pasid);
  }

  /**
   * Row 8 and on: the entry and the hardware, in the order in which the contract publishes. What
   * is published first is the domain itself, because a linear handle does not say it before the
   * operation has succeeded.
   */
  private put(domain: DomainId, handle: number, dev: number, pasid: number): Outcome {
    const { tables, handles } = this;
    const { publishesFirst } = this.policies;
    const slot = this.layout.slotOf[dev]!;
    const free = publishesFirst ? tables.insert(slot, pasid, domain) : tables.reserve(slot, pasid);
    if (!free) return EBUSY;
    const status = this.driver.set(domain, dev, pasid, 0);
    if (status !== 0) {
      if (publishesFirst) tables.erase(slot, pasid);
      else tables.release(slot, pasid);
      return refusal(errnoOf(status));
    }
    const entry = handles.entry(domain, handle);
    tables.store(slot, pasid, entry);
    handles.install(entry);
    handles.settle(handle, domain);
    return OK;
  }

  replace(op: OperationOf<"pasid-replace">, dev: number): Outcome {
    return this.replaceTo(domainId(op.domain), dev, op.pasid, op.handle);
  }

  /** iommu_replace_device_pasid(), whoever calls it. */
  replaceTo(domain: DomainId, dev: number, pasid: number, passed: number | undefined): Outcome {
    const { policies, handles } = this;
    if (!policies.replaces) return EOPNOTSUPP;
    const refused = this.refusesDomain(this.tests.replaceOps[domain]!, domain, dev, pasid);
    if (refused !== OK) return refused;
    const handle = handles.passed(passed);
    if (handle === NULL_HANDLE && policies.hasHandles) return EINVAL;
    const excluded = this.refusesDevice(dev);
    if (excluded !== OK) return excluded;
    if (!handles.offer(handle, domain)) return EINVAL;
    const installed = this.tables.load(this.layout.slotOf[dev]!, pasid);
    if (installed === NO_ENTRY && !policies.replaceCreates) return EINVAL;
    if (policies.refusesInstalledHere && handle !== NULL_HANDLE && handle === handleIn(installed))
      return EINVAL;
    return this.swap(installed, domain, handle, dev, pasid);
  }

  /** Row 8 and on: the hardware if the domain is another, then the entry. */
  private swap(
    installed: Entry,
    domain: DomainId,
    handle: number,
    dev: number,
    pasid: number,
  ): Outcome {
    const { handles } = this;
    const old = handles.domainOf(installed);
    if (old !== domain) {
      const status = this.driver.set(domain, dev, pasid, old);
      if (status !== 0) return refusal(errnoOf(status));
    }
    const entry = handles.entry(domain, handle);
    this.tables.store(this.layout.slotOf[dev]!, pasid, entry);
    handles.uninstall(installed);
    handles.install(entry);
    handles.settle(handle, domain);
    return OK;
  }

  /**
   * The kernel function is void; with nothing recorded there is no domain to call it with. Where
   * PASID 0 is refused, index 0 of a group's table is the RID's and no caller's.
   */
  detach(op: OperationOf<"pasid-detach">, dev: number): Outcome {
    return this.detachFrom(dev, op.pasid);
  }

  /** iommu_detach_device_pasid(), whoever calls it. */
  detachFrom(dev: number, pasid: number): Outcome {
    if (this.layout.partition.groupOf[dev] === NO_GROUP) return ENODEV;
    if (pasid === 0 && this.policies.refusesZero) return ENOENT;
    const slot = this.layout.slotOf[dev]!;
    const installed = this.tables.load(slot, pasid);
    if (installed === NO_ENTRY) return ENOENT;
    this.driver.remove(dev, pasid, this.handles.domainOf(installed));
    this.tables.erase(slot, pasid);
    this.handles.uninstall(installed);
    return OK;
  }

  /** iommu_detach_device_pasid() whether there is an entry or not: who calls it must know. */
  clear(dev: number, pasid: number, domain: DomainId): void {
    if (this.layout.partition.groupOf[dev] === NO_GROUP) return;
    this.driver.remove(dev, pasid, domain);
    const slot = this.layout.slotOf[dev]!;
    this.handles.uninstall(this.tables.load(slot, pasid));
    this.tables.erase(slot, pasid);
  }

  /** Group, the ops that are there, row 4, and PASID 0. */
  private refusesDomain(ops: Outcome, domain: DomainId, dev: number, pasid: number): Outcome {
    if (this.policies.opsBeforeGroup && ops !== OK) return ops;
    if (this.layout.partition.groupOf[dev] === NO_GROUP) return ENODEV;
    if (ops !== OK) return ops;
    const fits = this.tests.pasidFits[domain]!;
    if (fits !== OK) return fits;
    return pasid === 0 && this.policies.refusesZero ? EINVAL : OK;
  }

  /** Whom the design admits, and whether a reset is awaited. */
  private refusesDevice(dev: number): Outcome {
    const { policies, resets, layout } = this;
    if (layout.programmed.excluded[dev] === 1) return EINVAL;
    if (policies.refusesDisabled && !this.pci.enabled(dev)) return EOPNOTSUPP;
    const waits = policies.awaitsOwn
      ? resets.blocks(dev)
      : resets.awaits(layout.partition.groupOf[dev]!);
    return waits ? EBUSY : OK;
  }
}
