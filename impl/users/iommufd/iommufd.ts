/**
 * The operations of users with iommufd: which object an operation names, who may, and where it
 * goes. drivers/iommu/iommufd/main.c, device.c, hw_pagetable.c, ioas.c;
 * docs/reference/errno-table.md section 7.
 */
import type {
  IommufdOperation,
  OperationOf,
} from "../../../model/vocabulary/operation/operation.js";
import { OK, refusal, type Outcome } from "../../../model/vocabulary/operation/outcome.js";
import {
  isIoas,
  objectNumber,
  type ObjectName,
} from "../../../model/vocabulary/operation/iommufd.js";
import { NO_GROUP } from "../../../model/vocabulary/design/observation.js";
import { NO_TABLE, ownerOfContext } from "../../../model/vocabulary/design/user-observation.js";
import type { GroupLayout } from "../../state/groups.js";
import type { Ownership } from "../ownership.js";
import { Attaching, type AttachingParts, type Place } from "./attach.js";
import { Attachments, UNBOUND } from "./igroup.js";
import { IoSpaces } from "./ioas.js";
import { PageTables } from "./hw-pagetable.js";
import { Targets } from "./targets.js";

const EBUSY = refusal("EBUSY");
const EEXIST = refusal("EEXIST");
const EINVAL = refusal("EINVAL");
const ENODEV = refusal("ENODEV");
const ENOENT = refusal("ENOENT");
const EOPNOTSUPP = refusal("EOPNOTSUPP");

/** Operations by iommufd itself; VFIO sends its own through users/vfio.ts. */
export type OwnIommufdOperation = Exclude<IommufdOperation, { op: `vfio-${string}` }>;

/** What iommufd works on. */
export interface IommufdParts extends Omit<AttachingParts, "spaces" | "tables" | "attachments"> {
  readonly columns: readonly number[];
}

export class Iommufd {
  readonly spaces: IoSpaces;
  readonly tables = new PageTables();
  readonly attachments: Attachments;
  /** Whether the contract has no iommufd, and so no VFIO above it. */
  readonly absent: boolean;
  private readonly layout: GroupLayout;
  private readonly places: ReadonlyMap<number, Place>;
  private readonly ownership: Ownership;
  readonly attaching: Attaching;
  readonly targets: Targets;

  constructor(parts: IommufdParts, ownership: Ownership) {
    const { contract, columns, facts, layout } = parts;
    const { tables } = this;
    const spaces = new IoSpaces(facts.count);
    const shares = contract.table === "group";
    const attachments = new Attachments(layout, facts.count, columns.length, shares);
    this.layout = layout;
    this.absent = contract.iommufd === "absent";
    this.places = new Map(columns.map((pasid, column) => [pasid, { pasid, column }]));
    this.ownership = ownership;
    this.spaces = spaces;
    this.attachments = attachments;
    this.attaching = new Attaching({ ...parts, spaces, tables, attachments });
    this.targets = new Targets(spaces, tables, attachments, this.attaching);
  }

  step(op: OwnIommufdOperation, dev: number): Outcome {
    if (this.absent) return EOPNOTSUPP;
    if (op.op === "fd-bind") return this.bind(op, dev);
    if (op.op === "fd-unbind") return this.unbind(dev);
    const context = this.attachments.contextOf(dev);
    if (context === UNBOUND) return ENODEV;
    switch (op.op) {
      case "ioas-alloc":
        return this.spaces.alloc(objectNumber(op.ioas), context);
      case "ioas-map":
        return this.spaces.map(objectNumber(op.ioas), context, op.region);
      case "ioas-unmap":
        return this.spaces.unmap(objectNumber(op.ioas), context, op.region);
      case "hwpt-alloc":
        return this.allocate(op, context);
      case "fd-destroy":
        return this.destroy(op, context);
      case "fd-attach":
        return this.targets.attach(dev, this.placeOf(op.pasid), op.target);
      case "fd-replace":
        return this.targets.replace(dev, this.placeOf(op.pasid), op.target);
      case "fd-detach":
        this.attaching.detach(dev, this.placeOf(op.pasid));
        return OK;
      default:
        return op satisfies never;
    }
  }

  /**
   * iommufd_device_bind(): EINVAL where it is bound already or has no group, else what the claim
   * answers.
   */
  private bind(op: OperationOf<"fd-bind">, dev: number): Outcome {
    if (this.attachments.contextOf(dev) !== UNBOUND) return EINVAL;
    // IOMMU_CAP_CACHE_COHERENCY is asked first, of an IOMMU that the function has not.
    if (this.layout.partition.groupOf[dev] === NO_GROUP) return EINVAL;
    const outcome = this.ownership.claim(dev, ownerOfContext(op.context));
    if (outcome === OK) this.attachments.setContext(dev, op.context);
    return outcome;
  }

  /** iommufd_device_unbind(). */
  private unbind(dev: number): Outcome {
    if (this.attachments.contextOf(dev) === UNBOUND) return ENOENT;
    if (this.attachments.isAttached(dev)) return EBUSY;
    const outcome = this.ownership.giveBack(dev);
    if (outcome !== OK) return outcome;
    this.attachments.setContext(dev, UNBOUND);
    return OK;
  }

  /** IOMMU_HWPT_ALLOC. This driver has everything that may be asked for. */
  private allocate(op: OperationOf<"hwpt-alloc">, context: number): Outcome {
    const { tables } = this;
    const table = objectNumber(op.hwpt);
    if (tables.exists(table)) return EEXIST;
    if (!this.targets.isOf(context, op.of)) return EINVAL;
    const forPasids = op.forPasids === true;
    const nestParent = op.nestParent === true;
    const of = objectNumber(op.of);
    if (isIoas(op.of)) {
      tables.make(table, of, { forPasids, nestParent });
      return OK;
    }
    if (tables.parentOf(of) !== NO_TABLE) return EINVAL;
    if (nestParent) return EOPNOTSUPP;
    if (!tables.isNestParent(of)) return EINVAL;
    tables.nest(table, of, forPasids);
    return OK;
  }

  /** IOMMU_DESTROY: EBUSY while somebody uses the object. */
  private destroy({ object }: OperationOf<"fd-destroy">, context: number): Outcome {
    if (!this.targets.isOf(context, object)) return ENOENT;
    if (this.isUsed(object)) return EBUSY;
    const number = objectNumber(object);
    if (isIoas(object)) this.spaces.free(number);
    else this.tables.free(number);
    return OK;
  }

  private isUsed(object: ObjectName): boolean {
    const number = objectNumber(object);
    return isIoas(object) ? this.tables.usesIoas(number) : this.tables.usersOf(number) > 0;
  }

  /** Where a PASID is observed; 0 is the RID. */
  placeOf(pasid: number): Place {
    const place = this.places.get(pasid);
    if (place === undefined) throw new RangeError(`PASID ${pasid} has no column`);
    return place;
  }
}
