/**
 * Defines the text of an audit: the tree, the groups and why, PASID, where groups are not true or
 * larger than needed, what was given, and what the source does not say.
 */
import type { RealMachine } from "../properties/given/machine/machine.js";
import type { Audit } from "../properties/audit/audit.js";
import type { WhatIf } from "../properties/audit/what-if.js";
import { unsafeLines, untightLines } from "./audit-fabric.js";
import { groupLines } from "./audit-groups.js";
import { pasidLines } from "./audit-pasid.js";
import { groupNumbers, item, named, names, section } from "./audit-words.js";
import { whatIfLines } from "./audit-what-if.js";
import { drawing } from "./drawing.js";
import { nameOf } from "./finding.js";
import type { Look } from "./paint.js";
import { counted, printable, wrapped } from "./words.js";

export interface Audited {
  /** Where the machine was read from. */
  readonly source: string;
  readonly machine: Pick<RealMachine, "functions" | "titles" | "unknown" | "rules">;
  readonly audit: Audit;
  /** The changes as the user wrote them, and what they change; null where none was asked for. */
  readonly whatIf: { readonly changes: readonly string[]; readonly change: WhatIf } | null;
}

export function auditText({ source, machine, audit: a, whatIf }: Audited, look: Look): string {
  const isOn = (dev: number): boolean | null => machine.functions[dev]?.pasidEnabled ?? null;
  const isHostBridge = (dev: number): boolean => hostBridge(machine, dev);
  const changes = whatIf?.changes.map((text) => printable(text)).join(", ") ?? "";
  const lines = [
    ...heading(source, a, look),
    "",
    ...tree(machine, a, look),
    ...section("Groups of more than one function, and why", groupLines(a, look), look),
    ...section("PASID (pci_enable_pasid)", pasidLines(a, isOn, look), look),
    ...section(
      "Not true: in different groups, but not isolated (first principles)",
      unsafeLines(a.topology, a.unsafe, isHostBridge, look),
      look,
    ),
    ...section("Larger than needed (first principles)", untightLines(a, look), look),
    ...section("Given groups", agreementLines(a, look), look),
    ...section(
      `What if ${changes}`,
      whatIf === null ? [] : whatIfLines(a, whatIf.change, isHostBridge, look),
      look,
    ),
    ...section("Device-specific rules of Linux that apply", ruleLines(machine, a, look), look),
    ...section("What the source does not say", unknownLines(machine, look), look),
    ...closing(a, look),
  ];
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}

const HOST_BRIDGE_CLASS = 0x0600;

function hostBridge({ functions, titles }: Audited["machine"], dev: number): boolean {
  return functions[dev]?.class === HOST_BRIDGE_CLASS || /^Host bridge\b/.test(titles[dev] ?? "");
}

function heading(source: string, a: Audit, look: Look): readonly string[] {
  const size = counted(a.topology.functions.length, "function");
  const numbers = groupNumbers(a);
  const given = a.groups.some((_, group) => numbers(group) !== group);
  const how = given ? "numbered as given" : "numbered in the order in which Linux makes them";
  const said = `${printable(source)}: ${size}, ${counted(a.groups.length, "group")}, ${how}`;
  return wrapped(said, look.width);
}

function tree(machine: Audited["machine"], a: Audit, look: Look): readonly string[] {
  const number = groupNumbers(a);
  const text = drawing(a.topology, {
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
  return text.trimEnd().split("\n");
}

/** Without the numbers that lspci adds to names. */
function shortTitle(title: string): string {
  const plain = title.replaceAll(
    / ?(?:\[[0-9a-f]{4}(?::[0-9a-f]{4})?\]|\((?:rev|prog-if) .*)/gi,
    "",
  );
  return printable(plain);
}

const DIFFERENCES_MAX = 50;

function agreementLines(a: Audit, look: Look): readonly string[] {
  const { agreement } = a;
  if (agreement === null) return [];
  const { functions, groups, agrees, differences } = agreement;
  const size = `${counted(functions, "function")} in ${counted(groups.size, "group")}`;
  if (agrees) return item(`${look.paint.good("agree")}: ${size}`, [], look);
  const number = groupNumbers(a);
  const lines = differences.slice(0, DIFFERENCES_MAX).flatMap(({ dev, group, given }) => {
    const here = group === null ? "in no group" : `in [${number(group)}]`;
    return item(`${named(a.topology, dev)}: here ${here}, given in ${given}`, [], look);
  });
  const more = differences.length - DIFFERENCES_MAX;
  const rest = more > 0 ? item(`and ${more} more`, [], look) : [];
  const said = `${look.paint.bad("differ")}: ${differences.length} of ${size}`;
  return [...item(said, [], look), ...lines, ...rest];
}

function ruleLines(machine: Audited["machine"], a: Audit, look: Look): readonly string[] {
  const alike = new Map<string, number[]>();
  for (const { dev, rule, source, found } of machine.rules) {
    const byName = found === "by-name" ? ", found by its name" : "";
    const text = `${rule}${byName} (${source})`;
    const others = alike.get(text);
    if (others === undefined) alike.set(text, [dev]);
    else if (others.at(-1) !== dev) others.push(dev);
  }
  return [...alike].flatMap(([text, devs]) =>
    item(`${names(a.topology, devs)}: ${text}`, [], look),
  );
}

function unknownLines(machine: Audited["machine"], look: Look): readonly string[] {
  return machine.unknown.flatMap((note) => item(printable(note), [], look));
}

/** One sentence for whoever reads only the end. */
function closing(a: Audit, look: Look): readonly string[] {
  const capable = a.pasid.flatMap(({ capable: is }, dev) => (is ? [dev] : []));
  const enableable = capable.filter((dev) => a.pasid[dev]?.enableable === true);
  const shared = a.groups.filter((members) => members.length > 1).length;
  const pairs = a.unsafe.reduce((sum, one) => sum + one.pairs, 0);
  const pasid =
    capable.length === 0
      ? "no function has PASID"
      : `PASID can be enabled on ${enableable.length} of ${capable.length}`;
  const [only] = enableable;
  const which =
    enableable.length === 1 && only !== undefined ? ` (${nameOf(a.topology, only)})` : "";
  const groups = `${counted(a.groups.length, "group")}, ${shared} of more than one function`;
  const meet = pairs === 0 ? "no pair meets" : pairs === 1 ? "1 pair meets" : `${pairs} pairs meet`;
  const said = `${groups}; ${pasid}${which}; ${meet} across groups.`;
  return ["", ...wrapped(said, look.width)];
}
