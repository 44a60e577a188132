/**
 * The answer to `--against`: what changed from dump A to dump B of one machine: functions, facts
 * and groups, each group with the change that explains it.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { AgainstAnswer, GroupChange } from "../../audit/findings/against.js";
import type { Cause } from "../../audit/findings/against-causes.js";
import { FACT_ORDER } from "../../audit/findings/changed-facts.js";
import type {
  ChangedFact,
  FactName,
  HiddenFact,
  Value,
} from "../../audit/findings/changed-facts.js";
import type { ShownMachine } from "../../audit/findings/shown-machine.js";
import type { Answer } from "./answer.js";
import { shortTitle } from "./audit.js";
import { decidingText, item, named, names, parts, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted, listed, printable } from "../text/words.js";

/** A dump, and what the user calls it. */
export interface Side {
  readonly source: string;
  readonly machine: ShownMachine;
  /** A boot without an IOMMU, of which ACS bits are taken as Linux would set them with one. */
  readonly asWithIommu: boolean;
}

export function againstAnswer(a: Side, b: Side, answer: AgainstAnswer): Answer {
  const items = [
    ...bootItems(a, "A"),
    ...bootItems(b, "B"),
    ...onlyItems(a, b, answer),
    ...movedItems(a, answer),
    ...factItems(b, answer),
    ...groupItems(a, b, answer),
    ...hiddenItems(a, b, answer),
  ];
  return {
    key: "against",
    title: `From A (${printable(a.source)}) to B (${printable(b.source)})`,
    items,
    json: againstJson(a, b, answer),
  };
}

function bootItems({ asWithIommu }: Side, name: string): readonly Item[] {
  if (!asWithIommu) return [];
  return [
    item(
      `${name} looks like a boot without an IOMMU: its ACS bits and groups are told as Linux ` +
        "would set them with one (--acs-as-shown: by the bits as they are)",
    ),
  ];
}

/** So many lines a list; the JSON has all. */
const LINES_MAX = 20;

function short(lines: readonly string[]): readonly string[] {
  const more = lines.length - LINES_MAX;
  return more > 0 ? [...lines.slice(0, LINES_MAX), `and ${more} more`] : lines;
}

function onlyItems(a: Side, b: Side, answer: AgainstAnswer): readonly Item[] {
  const partial = (side: Side): boolean => side.machine.functions.some(({ shown }) => !shown);
  const list = (side: Side, devs: readonly number[]): readonly string[] =>
    short(devs.map((dev) => titled(side, dev)));
  const gone = partial(b)
    ? "not shown in B, of which a part is missing"
    : "gone, or not in B's text";
  const come = partial(a)
    ? "not shown in A, of which a part is missing"
    : "new, or not in A's text";
  const { onlyA, onlyB, pairs } = answer;
  return [
    item(
      `${counted(pairs.length, "function")} in both, ${onlyA.length} in A alone, ` +
        `${onlyB.length} in B alone`,
    ),
    ...(onlyA.length === 0 ? [] : [item(`in A alone (${gone})`, list(a, onlyA))]),
    ...(onlyB.length === 0 ? [] : [item(`in B alone (${come})`, list(b, onlyB))]),
  ];
}

function titled({ machine }: Side, dev: number): string {
  const title = shortTitle(machine.functions[dev]?.title ?? "");
  return `${named(machine.topology, dev)}${title === "" ? "" : `: ${title}`}`;
}

function movedItems(a: Side, { changed }: AgainstAnswer): readonly Item[] {
  const moved = changed.filter(({ fact }) => fact === "address");
  if (moved.length === 0) return [];
  const lines = moved.map(({ a: dev, is }) => `${named(a.machine.topology, dev)} -> ${is}`);
  return [item(`moved: ${counted(moved.length, "function")} with another address`, short(lines))];
}

/** Named by their address in B; what groups and PASID rest on comes first, bus numbers last. */
function factItems(b: Side, { changed }: AgainstAnswer): readonly Item[] {
  const t = b.machine.topology;
  const others = changed.filter(({ fact }) => fact !== "address" && !isBusNumber(fact));
  const renumbered = changed.filter(({ fact }) => isBusNumber(fact)).map((one) => one.b);
  const buses =
    renumbered.length === 0
      ? []
      : [item(`bus numbers behind ${names(t, [...new Set(renumbered)])} are others`)];
  if (others.length === 0) return [item("no other fact that both show changed"), ...buses];
  const alike = new Map<string, number[]>();
  for (const one of FACT_ORDER.flatMap((fact) => others.filter((each) => each.fact === fact))) {
    const text = factText(one);
    alike.set(text, [...(alike.get(text) ?? []), one.b]);
  }
  const lines = [...alike].map(([text, [first = 0, ...more]]) =>
    more.length === 0 ? `${named(t, first)}: ${text}` : `${names(t, [first, ...more])}: ${text}`,
  );
  return [item("changed", short(lines)), ...buses];
}

function isBusNumber(fact: FactName): boolean {
  return fact === "secondary" || fact === "subordinate";
}

function factText({ fact, was, is }: ChangedFact): string {
  if (fact === "acs-ctrl" || fact === "acs-cap") return acsText(fact, was, is);
  return `${factWords(fact)} ${valueText(fact, was)} -> ${valueText(fact, is)}`;
}

/** Bits by their names: those that came on, and those that went. */
function acsText(fact: "acs-ctrl" | "acs-cap", was: Value, is: Value): string {
  if (typeof was !== "number" || typeof is !== "number") {
    const bits = typeof is === "number" ? is : typeof was === "number" ? was : 0;
    return typeof is === "number"
      ? `an ACS capability came, which implements ${acsBitsText(bits)}`
      : `its ACS capability went, which implemented ${acsBitsText(bits)}`;
  }
  const [on, off] = [is & ~was, was & ~is];
  const [came, went] = fact === "acs-ctrl" ? ["on", "off"] : ["implemented", "not implemented"];
  return listed([
    ...(on === 0 ? [] : [`ACS ${acsBitsText(on)} now ${came}`]),
    ...(off === 0 ? [] : [`ACS ${acsBitsText(off)} now ${went}`]),
  ]);
}

function factWords(fact: FactName): string {
  return match(fact)
    .with("address", () => "address")
    .with("kind", () => "kind")
    .with("acs-cap", () => "ACS capability")
    .with("acs-ctrl", () => "ACS bits")
    .with("egress", () => "Egress Control Vector")
    .with("prefix", () => "end-end TLP prefixes")
    .with("pasid-cap", () => "PASID capability")
    .with("pasid", () => "PASID")
    .with("ats", () => "ATS")
    .with("pri", () => "PRI")
    .with("iommu", () => "an IOMMU")
    .with("driver", () => "driver")
    .with("secondary", () => "secondary bus")
    .with("subordinate", () => "subordinate bus")
    .with("vfs", () => "VFs")
    .exhaustive();
}

function valueText(fact: FactName, value: Value): string {
  if (value === null) return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "number" && (fact === "secondary" || fact === "subordinate"))
    return value.toString(16).padStart(2, "0");
  return printable(String(value));
}

function groupItems(a: Side, b: Side, { groups }: AgainstAnswer): readonly Item[] {
  const basis = groups.basis === "given" ? "as the kernels gave them" : "formed here of both";
  const [ta, tb] = [a.machine.topology, b.machine.topology];
  const changed = groups.changed.map((change) =>
    item(`${verbOf(change)} (${basis}): ${parts(ta, change.was)}`, [
      `-> ${parts(tb, change.is)}`,
      causeText(a, b, change.cause),
    ]),
  );
  const none = changed.length === 0 && groups.unsure.length === 0;
  const unsure =
    groups.unsure.length === 0
      ? []
      : [
          item(`whether the groups of ${names(ta, groups.unsure)} changed cannot be said`, [
            ...(groups.missing.a.length === 0 ? [] : [`A: ${decidingText(ta, groups.missing.a)}`]),
            ...(groups.missing.b.length === 0 ? [] : [`B: ${decidingText(tb, groups.missing.b)}`]),
          ]),
        ];
  const pending = groups.pending.map((change) =>
    item(`by what both show, formed anew, as at a boot: ${parts(ta, change.was)}`, [
      `-> ${parts(tb, change.is)}`,
      causeText(a, b, change.cause),
    ]),
  );
  const same = none ? [item(`the same groups (${basis})`)] : [];
  return [...same, ...changed, ...pending, ...unsure];
}

function verbOf({ was, is }: GroupChange): string {
  if (was.length === is.length) return "groups changed";
  return was.length < is.length ? "a group split" : "groups joined";
}

function causeText(a: Side, b: Side, cause: Cause): string {
  const t = b.machine.topology;
  const told = (facts: readonly ChangedFact[]): readonly string[] =>
    facts.map((one) => `${nameOf(t, one.b)}: ${factText(one)}`);
  return match(cause)
    .with({ why: "fact" }, ({ facts }) =>
      facts.length === 1
        ? `because of ${told(facts).join("")}`
        : `because of any one of ${listed(short(told(facts)), "or")}`,
    )
    .with({ why: "facts" }, ({ facts }) => `because of all of ${listed(short(told(facts)))}`)
    .with({ why: "came" }, () => "because of functions that are in B alone")
    .with({ why: "went" }, () => "because of functions that are in A alone")
    .with({ why: "several" }, () => "because of functions in one alone and changed facts together")
    .with(
      { why: "moved" },
      ({ functions }) => `because these stand below another bridge: ${names(t, functions)}`,
    )
    .with({ why: "not-shown" }, () => notShownText(a, b))
    .exhaustive();
}

function notShownText(a: Side, b: Side): string {
  const hot = a.machine.topology.functions.length === b.machine.topology.functions.length;
  const how = hot ? "" : ", or functions that were plugged after boot";
  return `nothing that both show explains it: another kernel or command line${how}`;
}

function hiddenItems(a: Side, b: Side, { hidden }: AgainstAnswer): readonly Item[] {
  const side = (which: HiddenFact["in"], of: Side): readonly Item[] => {
    const some = hidden.filter((one) => one.in === which);
    const byFact = new Map<FactName, number[]>();
    for (const one of some) byFact.set(one.fact, [...(byFact.get(one.fact) ?? []), one[which]]);
    const lines = [...byFact].map(
      ([fact, devs]) =>
        `${factWords(fact)} of ${counted(devs.length, "function")}: ` +
        names(of.machine.topology, devs.slice(0, NAMED_MAX)) +
        (devs.length > NAMED_MAX ? ", ..." : ""),
    );
    const name = which.toUpperCase();
    return lines.length === 0 ? [] : [item(`not shown in ${name}, so no difference`, lines)];
  };
  return [...side("a", a), ...side("b", b)];
}

const NAMED_MAX = 4;

function againstJson(a: Side, b: Side, answer: AgainstAnswer): Json {
  const inA = (dev: number): string => nameOf(a.machine.topology, dev);
  const inB = (dev: number): string => nameOf(b.machine.topology, dev);
  const fact = (one: ChangedFact): Json => ({
    from: inA(one.a),
    to: inB(one.b),
    fact: one.fact,
    was: one.was,
    is: one.is,
  });
  const change = ({ was, is, cause }: GroupChange): Json => ({
    was: was.map((devs) => devs.map((dev) => inA(dev))),
    is: is.map((devs) => devs.map((dev) => inB(dev))),
    why: cause.why,
    facts: "facts" in cause ? cause.facts.map((one) => fact(one)) : [],
    moved: "functions" in cause ? cause.functions.map((dev) => inB(dev)) : [],
  });
  return {
    a: a.source,
    b: b.source,
    in_both: answer.pairs.length,
    only_a: answer.onlyA.map((dev) => inA(dev)),
    only_b: answer.onlyB.map((dev) => inB(dev)),
    changed: answer.changed.map((one) => fact(one)),
    not_shown: answer.hidden.map((one) => ({
      from: inA(one.a),
      to: inB(one.b),
      fact: one.fact,
      in: one.in,
    })),
    groups: {
      basis: answer.groups.basis,
      changed: answer.groups.changed.map((one) => change(one)),
      pending: answer.groups.pending.map((one) => change(one)),
      cannot_be_said: answer.groups.unsure.map((dev) => inA(dev)),
    },
  };
}
