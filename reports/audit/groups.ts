/**
 * The reasons of an audit why functions are in one group: the steps of pci_device_group that put
 * them there, one line for all that took the same steps.
 */
import { match } from "ts-pattern";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { Because, Step } from "../../audit/findings/group-reasons.js";
import type { Deciding } from "../../audit/findings/deciding.js";
import {
  decidingText,
  groupNumbers,
  item,
  lackText,
  lackWords,
  named,
  names,
  parts,
  unsaidWords,
  type Item,
} from "./words.js";
import { nameOf } from "../text/finding.js";

/** The groups of more than one function. */
export function groupItems(a: Audit): readonly Item[] {
  const number = groupNumbers(a);
  return a.groups.flatMap((members, group) => {
    if (members.length < 2) return [];
    const title = `[${number(group)}] ${names(a.topology, members)}`;
    const isGiven = members.some((dev) => a.basis[dev] === "given");
    const why = isGiven ? [] : whyLines(a, members);
    return [item(title, why.length > 0 ? why : [isGiven ? WHY_GIVEN : WHY_UNSAID])];
  });
}

const WHY_GIVEN = "as given; why cannot be said";
const WHY_SUPPOSED = "told as if the bridges that are not in the dump isolate";
const WHY_UNSAID = "whatever is not shown, they are together; why cannot be said";

/** What cannot be said of the groups, and what would show it. */
export function doubtItems(a: Audit): readonly Item[] {
  return a.doubts.map(({ functions, finest, deciding }) => {
    const isGiven = functions.every((dev) => a.basis[dev] === "given");
    const whether = whetherText(functions.length, finest === null);
    const title = `${names(a.topology, functions)}: ${whether}`;
    const isSupposed = functions.every((dev) => a.basis[dev] === "supposed");
    const told = isGiven ? "; told as given" : isSupposed ? `; ${WHY_SUPPOSED}` : "";
    const unsaid = `${unsaidWords(a, deciding)}${told}`;
    const apart =
      finest === null || isGiven ? [] : [`apart at most as: ${parts(a.topology, finest)}`];
    return item(`${title} ${unsaid}`, [...decidingLines(a, deciding), ...apart]);
  });
}

function whetherText(count: number, isAfloat: boolean): string {
  if (count === 1) return "with which others it is";
  if (isAfloat) return "with which others they are";
  return count === 2 ? "whether they are together" : "which of them are together";
}

function decidingLines(a: Audit, deciding: readonly Deciding[]): readonly string[] {
  if (deciding.length === 0) return [];
  return [decidingText(a.topology, deciding)];
}

/** What some members have in common; `below`: what else would not isolate on their way up. */
interface Alike {
  readonly devs: number[];
  readonly below: Set<number>;
}

/** Of more functions than this it is enough to say that they are all. */
const OTHERS_MIN = 3;

function whyLines(a: Audit, members: readonly number[]): readonly string[] {
  const t = a.topology;
  const alike = new Map<string, Alike>();
  for (const dev of members) {
    const because = a.because[dev] ?? null;
    if (because === null) continue;
    const text = whyText(t, dev, because);
    const others = alike.get(text) ?? { devs: [], below: new Set() };
    alike.set(text, others);
    others.devs.push(dev);
    for (const step of because.steps)
      if (step.rule === "path") for (const element of step.below) others.below.add(element);
  }
  return [...alike].map(([text, { devs, below }]) => {
    const all = devs.length > OTHERS_MIN && devs.length === members.length - 1;
    const who = all ? "all the others" : names(t, devs);
    const lower = names(t, [...below]);
    const verb = below.size === 1 ? "does" : "do";
    const more = below.size === 0 ? "" : ` (further down ${lower} ${verb} not isolate either)`;
    return `${text}: ${who}${more}`;
  });
}

function whyText(t: Topology, dev: number, { joins, steps }: Because): string {
  const said = steps.map((step) => stepText(t, dev, step));
  return said.length === 0 ? `joins ${nameOf(t, joins)}` : said.join("; ");
}

function stepText(t: Topology, dev: number, step: Step): string {
  return match(step)
    .with({ rule: "vmd" }, ({ real }) => `DMA is done as ${nameOf(t, real)} (VMD)`)
    .with(
      { rule: "bridge-alias" },
      ({ bridge }) =>
        `${named(t, bridge)}: it puts its own requester ID on what is below, so all below joins it`,
    )
    .with(
      { rule: "path" },
      ({ element, lack }) => `${lackText(t, element, lack)}, so everything below joins it`,
    )
    .with({ rule: "alias" }, ({ of, with: other }) =>
      of === dev
        ? `one emits the requester ID of the other, ${nameOf(t, other)}`
        : `${nameOf(t, of)} and ${nameOf(t, other)} emit one requester ID`,
    )
    .with({ rule: "functions" }, ({ of, lack, with: other, withLack }) => {
      const own = lackWords(t, of, lack);
      const its = lackWords(t, other, withLack);
      const self = of === dev ? "" : ` as ${nameOf(t, of)}`;
      const both = `in one device${self} with ${named(t, other)}, and neither isolates`;
      return own === its ? `${both} (${its})` : `${both} (${its}; ${nameOf(t, of)}: ${own})`;
    })
    .exhaustive();
}
