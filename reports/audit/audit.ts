/**
 * The text of an audit: the tree, the groups and why, PASID, where groups are not true or larger
 * than needed, what was given, and what the source does not say.
 */
import type { RealMachine } from "../../audit/machine/machine.js";
import { pluggedOf } from "../../audit/findings/plugged.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import type { Answer } from "./answer.js";
import { notIsolatedItems, overMergedItems } from "./isolation.js";
import { groupItems } from "./groups.js";
import { pasidItems } from "./pasid.js";
import { PLUGGED_TITLE, pluggedAgreement, pluggedItems } from "./plugged.js";
import { pasidNeedItems } from "./pasid-needs.js";
import { sharedTableItems } from "./shared-tables.js";
import { groupNumbers, item, itemLines, named, names, section, type Item } from "./words.js";
import { whatIfLines, whatIfParts, type WhatIfParts } from "./what-if.js";
import { drawing } from "../drawing/tree.js";
import { nameOf } from "../text/finding.js";
import type { Look, Paint } from "../text/paint.js";
import { counted, printable, wrapped } from "../text/words.js";

export interface Audited {
  /** Where the machine was read from. */
  readonly source: string;
  readonly machine: Pick<
    RealMachine,
    | "topology"
    | "readings"
    | "functions"
    | "titles"
    | "groups"
    | "unseen"
    | "unknown"
    | "caveats"
    | "rules"
  >;
  readonly audit: Audit;
  /** The changes as the user wrote them, and what they change; null where none was asked for. */
  readonly whatIf: { readonly changes: readonly string[]; readonly change: WhatIf } | null;
  /** To the questions that were asked, in their order. */
  readonly answers: readonly Answer[];
}

/** What an audit says, section by section; an empty one has nothing to say. */
export interface AuditParts {
  readonly groups: readonly Item[];
  readonly pasid: readonly Item[];
  readonly notIsolated: readonly Item[];
  readonly overMerged: readonly Item[];
  readonly agreement: readonly Item[];
  readonly plugged: readonly Item[];
  readonly rules: readonly Item[];
  readonly unknown: readonly Item[];
  readonly whatIf: WhatIfParts | null;
}

export const AUDIT_TITLES = {
  groups: "Groups of more than one function, and why",
  pasid: "PASID (pci_enable_pasid)",
  notIsolated: "Not true: in different groups, but not isolated (the PCIe specification)",
  overMerged: "Larger than needed (the PCIe specification)",
  agreement: "Given groups",
  plugged: PLUGGED_TITLE,
  rules: "Device-specific rules of Linux that apply",
  unknown: "What the source does not say",
} as const;

export function auditParts({ machine, audit: a, whatIf }: Audited, paint: Paint): AuditParts {
  const isOn = (dev: number): boolean | null => machine.functions[dev]?.pasidEnabled ?? null;
  const plugged = pluggedOf(machine);
  const isHostBridge = (dev: number): boolean => hostBridge(machine, dev);
  return {
    groups: groupItems(a),
    pasid: [
      ...pasidItems(a, isOn),
      ...sharedTableItems(a),
      ...pasidNeedItems(a, machine.functions),
    ],
    notIsolated: notIsolatedItems(a.topology, a.notIsolated, isHostBridge),
    overMerged: overMergedItems(a),
    agreement: agreementItems(a, paint, pluggedAgreement(machine, plugged)),
    plugged: pluggedItems(a.topology, plugged),
    rules: ruleItems(machine, a),
    unknown: machine.unknown.map((note) => item(printable(note))),
    whatIf: whatIf === null ? null : whatIfParts(a, whatIf.change, isHostBridge),
  };
}

/** The changes, as the user wrote them. */
export function whatIfTitle({ whatIf }: Audited): string {
  return `What if ${whatIf?.changes.map((text) => printable(text)).join(", ") ?? ""}`;
}

/** The whole audit; where questions were asked, the answers in its place. */
export function auditText(audited: Audited, look: Look): string {
  const lines = audited.answers.length > 0 ? answerLines(audited, look) : wholeLines(audited, look);
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

function answerLines({ source, audit: a, answers }: Audited, look: Look): readonly string[] {
  return [
    ...wrapped(`${printable(source)}: ${auditSize(a)}`, look.width),
    ...answers.flatMap(({ title, items }) => section(title, itemLines(items, look), look)),
  ];
}

function wholeLines(audited: Audited, look: Look): readonly string[] {
  const { source, audit: a } = audited;
  const told = auditParts(audited, look.paint);
  const said = (part: keyof typeof AUDIT_TITLES): readonly string[] =>
    section(AUDIT_TITLES[part], itemLines(told[part], look), look);
  const changed = told.whatIf === null ? [] : whatIfLines(told.whatIf, look);
  return [
    ...wrapped(`${printable(source)}: ${auditSize(a)}`, look.width),
    "",
    ...auditTree(audited, look).trimEnd().split("\n"),
    ...said("groups"),
    ...said("pasid"),
    ...said("notIsolated"),
    ...said("overMerged"),
    ...said("agreement"),
    ...said("plugged"),
    ...section(whatIfTitle(audited), changed, look),
    ...said("rules"),
    ...said("unknown"),
    "",
    ...wrapped(auditClosing(a), look.width),
  ];
}

const HOST_BRIDGE_CLASS = 0x0600;

function hostBridge({ functions, titles }: Audited["machine"], dev: number): boolean {
  return functions[dev]?.class === HOST_BRIDGE_CLASS || /^Host bridge\b/.test(titles[dev] ?? "");
}

/** How large it is, and what the numbers of its groups are. */
export function auditSize(a: Audit): string {
  const size = counted(a.topology.functions.length, "function");
  const numbers = groupNumbers(a);
  const given = a.groups.some((_, group) => numbers(group) !== group);
  const how = given ? "numbered as given" : "numbered in the order in which Linux makes them";
  return `${size}, ${counted(a.groups.length, "group")}, ${how}`;
}

export function auditTree({ machine, audit: a }: Audited, look: Look): string {
  const number = groupNumbers(a);
  return drawing(a.topology, {
    ascii: look.ascii,
    titles: {
      of: (dev) => shortTitle(machine.titles[dev] ?? ""),
      width: look.width,
      groupOf: (dev) => {
        const group = a.groupOf[dev] ?? null;
        return group === null ? null : number(group);
      },
    },
  });
}

/** Without the numbers that lspci adds to names. */
export function shortTitle(title: string): string {
  const plain = title.replaceAll(
    / ?(?:\[[0-9a-f]{4}(?::[0-9a-f]{4})?\]|\((?:rev|prog-if) .*)/gi,
    "",
  );
  return printable(plain);
}

const DIFFERENCES_MAX = 50;

function agreementItems(
  a: Audit,
  paint: Paint,
  plugged: ReturnType<typeof pluggedAgreement>,
): readonly Item[] {
  const { agreement } = a;
  if (agreement === null) return [];
  const { functions, groups, agrees, differences } = agreement;
  const size = `${counted(functions, "function")} in ${counted(groups.size, "group")}`;
  if (agrees) return [item(`${paint.good("agree")}: ${size}`)];
  if (plugged?.sure === true) return [item(`${paint.good("agree")}, ${plugged.text}`)];
  const number = groupNumbers(a);
  const items = differences.slice(0, DIFFERENCES_MAX).map(({ dev, group, given }) => {
    const here = group === null ? "in no group" : `in [${number(group)}]`;
    return item(`${named(a.topology, dev)}: here ${here}, given in ${given}`);
  });
  const more = differences.length - DIFFERENCES_MAX;
  const rest = more > 0 ? [item(`and ${more} more`)] : [];
  const said = `${paint.bad("differ")}: ${differences.length} of ${size}`;
  const would = plugged === null ? [] : [item(`would agree, ${plugged.text}`)];
  return [item(said), ...items, ...rest, ...would];
}

function ruleItems(machine: Audited["machine"], a: Audit): readonly Item[] {
  const alike = new Map<string, number[]>();
  for (const { dev, rule, source, found } of machine.rules) {
    const byName = found === "by-name" ? ", found by its name" : "";
    const text = `${rule}${byName} (${source})`;
    const others = alike.get(text);
    if (others === undefined) alike.set(text, [dev]);
    else if (others.at(-1) !== dev) others.push(dev);
  }
  return [...alike].map(([text, devs]) => item(`${names(a.topology, devs)}: ${text}`));
}

/** One sentence for whoever reads only the end. */
export function auditClosing(a: Audit): string {
  const capable = a.pasid.flatMap(({ capable: is }, dev) => (is ? [dev] : []));
  const enableable = capable.filter((dev) => a.pasid[dev]?.enableable === true);
  const shared = a.groups.filter((members) => members.length > 1).length;
  const pairs = a.notIsolated.reduce((sum, one) => sum + one.pairs, 0);
  const pasid =
    capable.length === 0
      ? "no function has PASID"
      : `PASID can be enabled on ${enableable.length} of ${capable.length}`;
  const [only] = enableable;
  const which =
    enableable.length === 1 && only !== undefined ? ` (${nameOf(a.topology, only)})` : "";
  const groups = `${counted(a.groups.length, "group")}, ${shared} of more than one function`;
  const meet = pairs === 0 ? "no pair meets" : pairs === 1 ? "1 pair meets" : `${pairs} pairs meet`;
  return `${groups}; ${pasid}${which}; ${meet} across groups.`;
}
