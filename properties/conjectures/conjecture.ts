/**
 * A conjecture of the mail thread and around it (docs/reference/semantics.md section 13) that a
 * kernel can be asked: the topologies and operations that decide it.
 */
import type { Scenario } from "../../model/vocabulary/scenario/scenario.js";
import { problemText } from "../../model/vocabulary/reading/reading.js";
import { readScenario } from "../../model/vocabulary/scenario/text/text.js";

export interface ConjectureCase {
  /** `CE1`, or a few words. */
  readonly title: string;
  readonly scenario: Scenario;
}

export interface Conjecture {
  /** Of docs/reference/semantics.md section 13. */
  readonly id: string;
  readonly claim: string;
  /** What the answers amount to. */
  readonly answer: string;
  readonly cases: readonly ConjectureCase[];
}

export const ALL = "acs SV TB RR CR UF of SV TB RR CR UF";

/** A root port that isolates not quite, and its endpoint. */
export const CE1 = `
00:01.0 root-port bus 01 acs RR UF of SV TB RR CR UF prefix
01:00.0 endpoint pasid 8 prefix`;

/** Two functions of one device, not isolated from each other. */
export const CE3 = `
00:01.0 root-port bus 01 ${ALL} prefix
01:00.0 endpoint multifunction acs RR of RR CR pasid 8 prefix
01:00.1 endpoint multifunction acs RR of RR CR pasid 8 prefix`;

/** The same root port above a switch whose ports isolate. */
export const CE7B = `
00:01.0 root-port bus 01 acs RR UF of SV TB RR CR UF prefix
01:00.0 upstream-port bus 02 prefix
02:00.0 downstream-port bus 03 ${ALL} prefix
02:01.0 downstream-port bus 04 ${ALL} prefix
03:00.0 endpoint pasid 8 prefix
04:00.0 endpoint pasid 8 prefix`;

export function ask(title: string, functions: string, operations = ""): ConjectureCase {
  const read = readScenario(`pasidcheck scenario 1\n${functions.trim()}\n----\n${operations}`);
  if (!read.ok) throw new Error(`${title}: ${problemText(read.problem)}`);
  return { title, scenario: read.value };
}
