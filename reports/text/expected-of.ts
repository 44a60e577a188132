/** The words for the contract that is expected of a design. */
import { basisOf } from "../../properties/expectations/basis.js";

/** `the reference under linux-7.3's contract keeps it on this scenario`; null: nothing is run. */
export function whoKeepsIt(design: string, like: string | undefined): string | null {
  const basis = basisOf(design, like);
  if (basis.kind === "nothing") return null;
  const whose = basis.kind === "table" ? `${basis.name}'s contract` : "the contract that it claims";
  return `the reference under ${whose} keeps it on this scenario`;
}
