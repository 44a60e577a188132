/**
 * The text of an audit: the tree, the groups and why, PASID, where groups are not true or larger
 * than needed, what was given, and what the source does not say.
 */
import type { RealMachine } from "../../audit/machine/machine.js";
import type { PluggedAnswer } from "../../audit/findings/plugged.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import type { Answer } from "./answer.js";
import { agreementItems } from "./agreement.js";
import { notIsolatedItems, overMergedItems, unsaidPairItems } from "./isolation.js";
import { doubtItems, groupItems } from "./groups.js";
import { pasidItems } from "./pasid.js";
import { PLUGGED_TITLE, pluggedAgreement, pluggedItems } from "./plugged.js";
import { pasidNeedItems } from "./pasid-needs.js";
import { sharedTableItems } from "./shared-tables.js";
import { auditClosing, headline } from "./summary.js";
import { groupNumbers, groupTag, item, itemLines, names, section, type Item } from "./words.js";
import { whatIfLines, whatIfParts, type WhatIfParts } from "./what-if.js";
import { drawing, type Titles } from "../drawing/tree.js";
import type { Look, Paint } from "../text/paint.js";
import { printable, wrapped } from "../text/words.js";

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
  /** What shows functions that were plugged after boot. */
  readonly plugged: PluggedAnswer;
  /** The changes as the user wrote them, and what they change; null where none was asked for. */
  readonly whatIf: { readonly changes: readonly string[]; readonly change: WhatIf } | null;
  /** To the questions that were asked, in their order. */
  readonly answers: readonly Answer[];
}

/** What an audit says, section by section; an empty one has nothing to say. */
export interface AuditParts {
  readonly groups: readonly Item[];
  readonly doubts: readonly Item[];
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
  doubts: "Groups that cannot be said",
  pasid: "PASID (pci_enable_pasid)",
  notIsolated: "Not true: in different groups, but not isolated (the PCIe specification)",
  overMerged: "Larger than needed (the PCIe specification)",
  agreement: "Given groups",
  plugged: PLUGGED_TITLE,
  rules: "Device-specific rules of Linux that apply",
  unknown: "What the source does not say",
} as const;

export function auditParts(
  { machine, audit: a, plugged, whatIf }: Audited,
  paint: Paint,
): AuditParts {
  const isOn = (dev: number): boolean | null => machine.functions[dev]?.pasidEnabled ?? null;
  const isHostBridge = (dev: number): boolean => hostBridge(machine, dev);
  return {
    groups: groupItems(a),
    doubts: doubtItems(a),
    pasid: [
      ...pasidItems(a, isOn),
      ...sharedTableItems(a),
      ...pasidNeedItems(a, machine.functions),
    ],
    notIsolated: [
      ...notIsolatedItems(a.topology, a.notIsolated, isHostBridge),
      ...unsaidPairItems(a),
    ],
    overMerged: overMergedItems(a),
    agreement: agreementItems(a, paint, pluggedAgreement(machine, plugged)),
    plugged: pluggedItems(a.topology, plugged),
    rules: ruleItems(machine, a),
    unknown: [...machine.caveats, ...machine.unknown].map((note) => item(printable(note))),
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

function answerLines(audited: Audited, look: Look): readonly string[] {
  const { answers } = audited;
  return [
    ...wrapped(firstLine(audited), look.width),
    ...answers.flatMap(({ title, items }) => section(title, itemLines(items, look), look)),
  ];
}

function firstLine({ source, audit: a, machine }: Audited): string {
  return printable(`${source}: ${headline(a, machine.caveats)}`);
}

function wholeLines(audited: Audited, look: Look): readonly string[] {
  const { audit: a } = audited;
  const told = auditParts(audited, look.paint);
  const said = (part: keyof typeof AUDIT_TITLES): readonly string[] =>
    section(AUDIT_TITLES[part], itemLines(told[part], look), look);
  const changed = told.whatIf === null ? [] : whatIfLines(told.whatIf, look);
  return [
    ...wrapped(firstLine(audited), look.width),
    "",
    ...auditTree(audited, look).trimEnd().split("\n"),
    ...said("groups"),
    ...said("doubts"),
    ...said("pasid"),
    ...said("notIsolated"),
    ...said("overMerged"),
    ...said("agreement"),
    ...said("plugged"),
    ...section(whatIfTitle(audited), changed, look),
    ...said("rules"),
    ...said("unknown"),
    "",
    ...wrapped(auditClosing(a, audited.machine.caveats), look.width),
  ];
}

const HOST_BRIDGE_CLASS = 0x0600;

function hostBridge({ functions, titles }: Audited["machine"], dev: number): boolean {
  return functions[dev]?.class === HOST_BRIDGE_CLASS || /^Host bridge\b/.test(titles[dev] ?? "");
}

export function auditTree(audited: Audited, look: Look): string {
  const titles = { ...treeTitles(audited), width: look.width };
  return drawing(audited.audit.topology, { ascii: look.ascii, titles });
}

/** What the tree says of each function beside what the topology says. */
export function treeTitles({ machine, audit: a }: Audited): Omit<Titles, "width"> {
  const number = groupNumbers(a);
  return {
    of: (dev) => shortTitle(machine.titles[dev] ?? ""),
    tagOf: (dev) => groupTag(a, number, dev),
    unseenOf: (dev) => a.unseen[dev] ?? NONE_UNSEEN,
  };
}

const NONE_UNSEEN: ReadonlySet<never> = new Set();

/** Without the numbers that lspci adds to names. */
export function shortTitle(title: string): string {
  const plain = title.replaceAll(
    / ?(?:\[[0-9a-f]{4}(?::[0-9a-f]{4})?\]|\((?:rev|prog-if) .*)/gi,
    "",
  );
  return printable(plain);
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
