/**
 * The two functions that `--p2p` names, `01:00.0,02:00.0`, and the answer to whether they reach
 * each other directly.
 */
import type { Audit } from "../../audit/findings/audit.js";
import { openedPath } from "../../audit/findings/opened-path.js";
import { knownOf } from "../../audit/machine/facts.js";
import type { RealMachine } from "../../audit/machine/machine.js";
import { addressText, parseAddress } from "../../model/vocabulary/topology/address.js";
import type { Answer } from "../../reports/audit/answer.js";
import { pathAnswer } from "../../reports/audit/opened-path.js";
import { UsageError } from "../process/exit.js";

/** None where nothing was asked. Throws UsageError. */
export function p2pAnswers(
  asked: string | undefined,
  before: Audit,
  machine: RealMachine,
): readonly Answer[] {
  if (asked === undefined) return [];
  const words = asked.split(/[\s,]+/).filter((word) => word !== "");
  const devs = words.map((word) => devOf(word, asked, before));
  const [a, b] = devs;
  if (a === undefined || b === undefined || devs.length > 2)
    throw new UsageError(`--p2p ${asked}: name two functions, 01:00.0,02:00.0`);
  if (a === b) throw new UsageError(`--p2p ${asked}: that is one function; name two`);
  const { unseen, functions } = machine;
  const ats = functions.map((f) => (f.ats === "unknown" ? null : f.ats !== "absent"));
  return [pathAnswer(before, openedPath(before, { ...knownOf(machine), unseen, ats }, a, b))];
}

function devOf(word: string, asked: string, { topology }: Audit): number {
  const address = parseAddress(word);
  if (address === null)
    throw new UsageError(`--p2p ${asked}: '${word}' is no address; write 01:00.0,02:00.0`);
  const text = addressText(address);
  const dev = topology.functions.findIndex((f) => addressText(f) === text);
  if (dev < 0) throw new UsageError(`--p2p ${asked}: ${text} is not a function of this machine`);
  return dev;
}
