/**
 * The caveats of a machine, for its headline: what a reader must know before all else, the most
 * important first.
 */
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import type { BootIommu } from "./boot.js";
import { isBridgeRecord } from "./bridge-record.js";

/** Each a clause. */
export function caveatsOf(
  boot: BootIommu,
  acsAsShown: boolean,
  records: readonly FunctionRecord[],
): readonly string[] {
  const shown = records.filter((r) => r.title !== STAND_IN_TITLE);
  const caveats: string[] = [];
  if (boot === "off")
    caveats.push(
      "this looks like a boot without an IOMMU (no group is shown, RR is off on every port that " +
        `implements it): groups ${acsAsShown ? "by the ACS bits as they are" : "as with one"}`,
    );
  const plain = shown.every((r) => r.standard === "unseen");
  const lost = shown.some(
    (r) => r.standard === "unseen" && r.secondary === null && isBridgeRecord(r),
  );
  if (shown.some((r) => r.denied))
    caveats.push("taken without root: capabilities were not readable");
  else if (plain && !lost) caveats.push("capabilities are not shown (`sudo lspci -vv` shows them)");
  if (lost)
    caveats.push(
      `bus numbers ${plain ? "and capabilities " : ""}are not known: which bridge leads to which ` +
        "bus is not shown (`sudo lspci -vv` shows it)",
    );
  if (shown.length < records.length)
    caveats.push("only a part of the machine is in the dump: bridges or functions are missing");
  return caveats;
}
