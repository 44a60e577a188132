/**
 * Attaching and replacing by name, where an IOAS stands for whichever of iommufd's own page tables
 * fits: drivers/iommu/iommufd/device.c iommufd_device_change_pt(),
 * iommufd_device_auto_get_domain().
 */
import { OK, refusal, type Outcome } from "../../../model/vocabulary/operation/outcome.js";
import {
  isIoas,
  objectNumber,
  type ObjectName,
} from "../../../model/vocabulary/operation/iommufd.js";
import { NO_TABLE, type TableId } from "../../../model/vocabulary/design/user-observation.js";
import type { Attaching, Place } from "./attach.js";
import type { Attachments } from "./igroup.js";
import type { IoSpaces } from "./ioas.js";
import type { PageTables } from "./hw-pagetable.js";

const EINVAL = refusal("EINVAL");
const ENOENT = refusal("ENOENT");
const ENOSPC = refusal("ENOSPC");

/** iommufd_device_do_attach() or iommufd_device_do_replace(). */
type Change = (table: TableId) => Outcome;

export class Targets {
  private readonly spaces: IoSpaces;
  private readonly tables: PageTables;
  private readonly attachments: Attachments;
  private readonly attaching: Attaching;

  constructor(
    spaces: IoSpaces,
    tables: PageTables,
    attachments: Attachments,
    attaching: Attaching,
  ) {
    this.spaces = spaces;
    this.tables = tables;
    this.attachments = attachments;
    this.attaching = attaching;
  }

  /** Whether a name stands for something of the context. */
  isOf(context: number, name: ObjectName): boolean {
    const number = objectNumber(name);
    const ioas = isIoas(name) ? number : this.tables.ioasOf(number);
    return this.spaces.contextOf(ioas) === context;
  }

  /** iommufd_device_attach(); ENOENT where the target does not exist. */
  attach(dev: number, place: Place, target: ObjectName): Outcome {
    return this.change(dev, target, (table) => this.attaching.attach(dev, place, table));
  }

  /** iommufd_device_replace(). */
  replace(dev: number, place: Place, target: ObjectName): Outcome {
    return this.change(dev, target, (table) => this.attaching.replace(dev, place, table));
  }

  private change(dev: number, target: ObjectName, change: Change): Outcome {
    if (!this.isOf(this.attachments.contextOf(dev), target)) return ENOENT;
    const number = objectNumber(target);
    return isIoas(target) ? this.changeAuto(number, change) : change(number);
  }

  /** EINVAL of a table means that it does not fit; every other answer is the answer. */
  private changeAuto(ioas: number, change: Change): Outcome {
    const { tables } = this;
    for (const table of tables.autosOf(ioas)) {
      const outcome = change(table);
      if (outcome !== EINVAL) return outcome;
    }
    const table = tables.takeAuto(ioas);
    if (table === NO_TABLE) return ENOSPC;
    const outcome = change(table);
    if (outcome !== OK) tables.free(table);
    return outcome;
  }
}
