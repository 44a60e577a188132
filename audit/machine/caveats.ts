/**
 * The caveats of a machine, for its headline: what a reader must know before all else, the most
 * important first.
 */
import { STAND_IN_TITLE, type FunctionRecord } from "../read/record.js";
import type { ReadNote } from "../read/dump.js";
import type { BootIommu } from "./boot.js";
import { isBridgeRecord } from "./bridge-record.js";

/** What is known of a machine beside its records. */
export interface Circumstances {
  readonly boot: BootIommu;
  readonly acsAsShown: boolean;
  /** The notes of the reader. */
  readonly said: readonly ReadNote[];
  /** It is not known below which bridge some function stands. */
  readonly floats: boolean;
}

/** Each a clause. */
export function caveatsOf(
  { boot, acsAsShown, said, floats }: Circumstances,
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
  if (shown.length < records.length || (floats && !lost))
    caveats.push("only a part of the machine is in the dump: bridges or functions are missing");
  if (said.some(({ reason }) => CUT.test(reason)))
    caveats.push("the text is cut off: more may be missing at its end");
  return caveats;
}

/** What a reader notes of a text that is not whole. */
const CUT = /^the text (?:begins or )?ends within\b/;
