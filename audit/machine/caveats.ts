/**
 * The caveats of a machine, for its headline: what a reader must know before all else, the most
 * important first.
 */
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import type { BootIommu } from "./boot.js";
import type { Unseen } from "./unseen.js";

/** Each a clause. `unseen` stands beside the records. */
export function caveatsOf(
  boot: BootIommu,
  acsAsShown: boolean,
  records: readonly FunctionRecord[],
  unseen: readonly ReadonlySet<Unseen>[],
): readonly string[] {
  const shown = records.filter((r) => r.title !== STAND_IN_TITLE);
  const caveats: string[] = [];
  if (boot === "off")
    caveats.push(
      "this looks like a boot without an IOMMU (no group is shown, RR is off on every port that " +
        `implements it): groups ${acsAsShown ? "by the ACS bits as they are" : "as with one"}`,
    );
  if (shown.some((r) => r.denied))
    caveats.push("taken without root: capabilities were not readable");
  else if (shown.length > 0 && shown.every((r) => r.standard === "unseen"))
    caveats.push("capabilities are not shown (`sudo lspci -vv` shows them)");
  if (unseen.some((some) => some.has("place")))
    caveats.push("bus numbers are not shown: which bridge leads to which bus is not known");
  const absent = records.length - shown.length;
  if (absent > 0)
    caveats.push("only a part of the machine is in the dump: bridges or functions are missing");
  return caveats;
}
