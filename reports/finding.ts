/**
 * Defines how a finding is said: one plain sentence with addresses, PASIDs and what was seen instead of what.
 */
import { match, P } from "ts-pattern";
import { addressText } from "../model/vocabulary/address.js";
import type { Topology } from "../model/vocabulary/topology.js";
import type { Finding } from "../properties/laws/law.js";
import { asSentence, printable } from "./words.js";

/** `Collateral change at PASID 5 of 01:00.1, with 01:00.0: saw D1, wanted none.` */
export function findingSentence(finding: Finding, topology: Topology): string {
  const what = printable(finding.mechanism).replaceAll("-", " ");
  const other = finding.other === null ? "" : `, with ${nameOf(topology, finding.other)}`;
  return asSentence(`${what}${placeOf(finding, topology)}${other}${difference(finding)}`);
}

/** The address of a function; a number where the topology has no such function. */
export function nameOf(topology: Topology, dev: number): string {
  const f = topology.functions[dev];
  return f === undefined ? `function ${dev}` : addressText(f);
}

function placeOf(finding: Finding, topology: Topology): string {
  const name = (dev: number): string => nameOf(topology, dev);
  return match(finding)
    .with({ device: null, pasid: null }, () => "")
    .with({ device: null, pasid: 0 }, () => " at the RID")
    .with({ device: null, pasid: P.number }, ({ pasid }) => ` at PASID ${pasid}`)
    .with({ device: P.number, pasid: null }, ({ device }) => ` at ${name(device)}`)
    .with({ device: P.number, pasid: 0 }, ({ device }) => ` at the RID of ${name(device)}`)
    .with({ device: P.number, pasid: P.number }, (f) => ` at PASID ${f.pasid} of ${name(f.device)}`)
    .exhaustive();
}

function difference(finding: Finding): string {
  const seen = printable(finding.seen);
  const wanted = printable(finding.wanted);
  return match([seen, wanted])
    .with(["", ""], () => "")
    .with(["", P.string], () => `: wanted ${wanted}`)
    .with([P.string, ""], () => `: saw ${seen}`)
    .with([P.string, P.string], () => `: saw ${seen}, wanted ${wanted}`)
    .exhaustive();
}
