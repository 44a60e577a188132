/**
 * A finding in words: one plain sentence with addresses, PASIDs and what was seen instead of what.
 */
import { match, P } from "ts-pattern";
import { DOMAINS } from "../../model/vocabulary/operation/domain.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Finding } from "../../properties/invariants/invariant.js";
import { asSentence, printable } from "./words.js";

/** `PASID 5 of 01:00.0 and 01:00.1: has D1, should have nothing (pasid attach).` */
export function findingSentence(finding: Finding, topology: Topology): string {
  const how = printable(finding.failureMode).replaceAll("-", " ");
  const place = placeOf(finding, topology);
  const groups = groupsText(finding);
  if (groups !== "" && place !== "") return asSentence(`${place} ${groups} (${how})`);
  const said = [place, difference(finding)].filter((text) => text !== "").join(": ");
  return asSentence(said === "" ? how : `${said} (${how})`);
}

/** The address of a function; a number where the topology has no such function. */
export function nameOf(topology: Topology, dev: number): string {
  const f = topology.functions[dev];
  return f === undefined ? `function ${dev}` : addressText(f);
}

function placeOf(finding: Finding, topology: Topology): string {
  const who = [finding.device, finding.other]
    .flatMap((dev) => (dev === null ? [] : [nameOf(topology, dev)]))
    .join(isDomain(finding.seen) ? ", beside " : " and ");
  const answered = isOutcome(finding.seen) || isOutcome(finding.wanted);
  return match({ pasid: finding.pasid, who })
    .with({ pasid: null }, () => who)
    .with({ pasid: 0, who: "" }, () => "the RID")
    .with({ pasid: 0 }, () => (answered ? who : `the RID of ${who}`))
    .with({ pasid: P.number, who: "" }, ({ pasid }) => `PASID ${pasid}`)
    .with({ pasid: P.number }, ({ pasid }) => `PASID ${pasid} of ${who}`)
    .exhaustive();
}

/** How the groups of two functions are, and should be; empty where the finding is about others. */
function groupsText({ seen, wanted }: Finding): string {
  if (seen === "one group" && wanted === "two groups")
    return "are in one group, and should be in different groups";
  if (seen === "two groups" && wanted === "one group")
    return "are in different groups, and should be in one group";
  return "";
}

/** What was seen, and what should have been: an answer, a domain, or a few words. */
function difference(finding: Finding): string {
  const seen = printable(finding.seen);
  const wanted = printable(finding.wanted);
  if (seen === "" || wanted === "") return seen === "" ? due(wanted) : seen;
  if (isOutcome(seen)) return `answered ${seen}, should answer ${wanted}`;
  if (isDomain(seen)) return `has ${thing(seen)}, should have ${thing(wanted)}`;
  return `${seen}, should be ${wanted}`;
}

function due(wanted: string): string {
  return wanted === "" ? "" : `should be ${wanted}`;
}

function isOutcome(text: string): boolean {
  return text === "0" || /^-E[A-Z]+$/.test(text);
}

function isDomain(text: string): boolean {
  return DOMAINS.some((name) => name === text);
}

function thing(domain: string): string {
  return domain === "none" ? "nothing" : domain;
}
