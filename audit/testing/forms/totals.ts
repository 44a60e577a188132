/** How much is said of machines that were given in one form, and how much of it is right. */
import { problemText } from "../../../model/vocabulary/reading/reading.js";
import { readMachine } from "../../machine/machine.js";
import { claimsOf, wrongOf, type Claims } from "./claims.js";

export interface Totals {
  given: number;
  read: number;
  /** Pairs of functions, and functions with a PASID capability. */
  readonly pairs: Said;
  readonly pasid: Said;
  /** What was wrong, and why a text was refused, in words. */
  readonly wrong: string[];
}

interface Said {
  all: number;
  unsaid: number;
  wrong: number;
}

const NOTHING: Said = { all: 0, unsaid: 0, wrong: 0 };

export function newTotals(): Totals {
  return { given: 0, read: 0, pairs: { ...NOTHING }, pasid: { ...NOTHING }, wrong: [] };
}

/** `capable`: the addresses of the functions whose PASID answer counts. */
export function tell(
  totals: Totals,
  text: string,
  truth: Claims,
  capable: ReadonlySet<string>,
): void {
  totals.given++;
  const machine = readMachine(text);
  if (!machine.ok) {
    totals.wrong.push(`refused: ${problemText(machine.problem)}`);
    return;
  }
  totals.read++;
  const claims = claimsOf(machine.value);
  const pasid = new Map([...claims.pasid].filter(([address]) => capable.has(address)));
  const nothing = new Map<string, never>();
  const wrongPairs = wrongOf({ pairs: claims.pairs, pasid: nothing }, truth);
  const wrongPasid = wrongOf({ pairs: nothing, pasid }, truth);
  add(totals.pairs, claims.pairs, wrongPairs.length);
  add(totals.pasid, pasid, wrongPasid.length);
  totals.wrong.push(...wrongPairs, ...wrongPasid);
}

function add(said: Said, claims: ReadonlyMap<string, string>, wrong: number): void {
  said.all += claims.size;
  said.wrong += wrong;
  said.unsaid += [...claims.values()].filter((one) => one === "cannot be said").length;
}

/** `98.2 %`; never rounded to all or to none. */
function percent(part: number, all: number): string {
  if (all === 0) return "-";
  if (part === 0 || part === all) return part === 0 ? "0 %" : "100 %";
  const rounded = Math.min(99.9, Math.max(0.1, Math.round((1000 * part) / all) / 10));
  return `${rounded.toFixed(1)} %`;
}

/** Read, and of pairs and of PASID: right, wrong, cannot be said. */
export function cells(totals: Totals): readonly string[] {
  const three = ({ all, unsaid, wrong }: Said): readonly string[] => [
    percent(all - unsaid - wrong, all),
    percent(wrong, all),
    percent(unsaid, all),
  ];
  return [percent(totals.read, totals.given), ...three(totals.pairs), ...three(totals.pasid)];
}
