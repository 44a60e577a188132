/**
 * The lines of an audit that tell where the groups are not true, by which path, and which are
 * larger than needed and by which bit they would split.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import type { EmittedId } from "../../model/fabric/requester-id.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { TurnWhy } from "../../audit/findings/peer-to-peer.js";
import type { Split } from "../../audit/findings/over-merged.js";
import type { NotIsolated } from "../../audit/findings/not-isolated.js";
import { groupNumbers, item, named, names, pairsText, parts, type Item } from "./words.js";
import { counted, listed } from "../text/words.js";

/** Whether a function hardly sends requests of its own: a host bridge. */
export type IsHostBridge = (dev: number) => boolean;

/** What may meet as well, but rests on what is not shown. */
export function unsaidPairItems({ notIsolated, notIsolatedUnsaid: pairs }: Audit): readonly Item[] {
  if (pairs === 0) return [];
  const more = notIsolated.length === 0 ? pairsText(pairs) : counted(pairs, "more pair");
  return [item(`whether up to ${more} can reach each other cannot be said: it is not shown`)];
}

export function notIsolatedItems(
  t: Topology,
  notIsolated: readonly NotIsolated[],
  isHostBridge: IsHostBridge,
): readonly Item[] {
  return notIsolated.map((one) => {
    const { title, how } = notIsolatedText(t, one);
    const idle = one.how === "reach" && one.from.every((dev) => isHostBridge(dev));
    const caveat = idle ? ["(a host bridge hardly sends requests of its own)"] : [];
    return item(title, [how, ...caveat]);
  });
}

function notIsolatedText(
  t: Topology,
  notIsolated: NotIsolated,
): { readonly title: string; readonly how: string } {
  return match(notIsolated)
    .with({ how: "reach" }, ({ why, turns, peers, from, to, pairs }) => {
      const whom = same(from, to) ? "each other" : names(t, to);
      const where = same(turns, peers) ? "" : ` to ${places(t, peers)}`;
      return {
        title: `${names(t, from)} can reach ${whom} (${pairsText(pairs)})`,
        how: `turning at ${places(t, turns)}${where}: ${turnWords(why)}`,
      };
    })
    .with({ how: "shared-id" }, ({ id, functions, pairs }) => ({
      title: `${names(t, functions)} look alike (${pairsText(pairs)})`,
      how: `all emit the requester ID ${idText(id)}`,
    }))
    .exhaustive();
}

function same(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((dev) => others.includes(dev));
}

const KINDS_MAX = 3;

/** With their kinds, if they are few. */
function places(t: Topology, devs: readonly number[]): string {
  return devs.length > KINDS_MAX ? names(t, devs) : listed(devs.map((dev) => named(t, dev)));
}

export function turnWords(why: TurnWhy): string {
  return match(why)
    .with("no-acs", () => "no ACS capability")
    .with("rr-off", () => "RR implemented and off")
    .with("no-rr", () => "its ACS does not implement RR")
    .with("egress", () => "EC on with 0 in the vector, which overrides RR")
    .with("rule", () => "a rule of Linux for it does not claim RR")
    .with("conventional", () => "a conventional bus shows everybody everything")
    .exhaustive();
}

/** As an address. */
function idText(id: EmittedId): string {
  const segment = Math.floor(id / 0x1_0000);
  return addressText({ segment, bus: (id >> 8) & 0xff, devfn: id & 0xff });
}

export function overMergedItems(a: Audit): readonly Item[] {
  const number = groupNumbers(a);
  const t = a.topology;
  const items = a.overMerged.groups.map(({ group, ideal, splits }) => {
    const title = `[${number(group)}] could be ${ideal.length} groups: ${parts(t, ideal)}`;
    return item(title, splitTexts(t, splits));
  });
  const { untried, unsaid } = a.overMerged;
  const more = untried === 0 ? [] : [item(`${counted(untried, "more element")} not tried`)];
  const others = items.length === 0 ? counted(unsaid, "group") : counted(unsaid, "more group");
  const rest = `whether ${others} could be smaller cannot be said: what decides is not shown`;
  return [...items, ...more, ...(unsaid === 0 ? [] : [item(rest)])];
}

function splitTexts(t: Topology, splits: readonly Split[]): readonly string[] {
  const off = splits.filter(({ at }) => at.every(({ lack }) => lack.why === "off"));
  const absent = splits.filter((split) => !off.includes(split));
  const without = absent.flatMap(({ at }) =>
    at.flatMap(({ element, lack }) => (lack.why === "absent" ? [element] : [])),
  );
  const together = absent.some(({ at }) => at.length > 1);
  const texts = off.map(({ at, into }) => {
    const bits = at.map(({ element, lack }) => bitsAt(t, element, lack));
    return `${listed(bits)} would split it: ${parts(t, into)}`;
  });
  if (without.length > 0)
    texts.push(
      `${together ? "all of" : "an"} ACS ${together ? "capabilities" : "capability"} would split ` +
        `it, which ${names(t, without)} ${without.length === 1 ? "does" : "do"} not have`,
    );
  return texts.length > 0 ? texts : ["no ACS bit would split it: Linux groups what is behind it"];
}

function bitsAt(t: Topology, element: number, lack: Split["at"][number]["lack"]): string {
  const bits = lack.why === "off" ? acsBitsText(lack.bits) : "ACS";
  return `${bits} on at ${named(t, element)}`;
}
