/**
 * The answer to `--rules`: the groups of a machine under several rule sets side by side, only
 * those that are not the same under all, and what each set is.
 */
import { match } from "ts-pattern";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { RuleGrouping, RuleSet } from "../../audit/findings/rule-sets.js";
import {
  rulesOf,
  type Amount,
  type RulesAnswer,
  type RulesInput,
} from "../../audit/findings/rules.js";
import type { Answer } from "./answer.js";
import { item, named, names, parts, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted, listed } from "../text/words.js";

export function rulesAnswer(machine: RulesInput, sets: readonly RuleSet[]): Answer {
  const answer = rulesOf(machine, sets);
  return {
    key: "rule_sets",
    title: `Groups by ${listed(sets.map(({ name }) => name))}, side by side`,
    items: rulesItems(machine.topology, answer),
    json: rulesJson(machine.topology, answer),
  };
}

/** So many rows are told; `--json` has all. */
const ROWS_MAX = 50;

function rulesItems(t: Topology, answer: RulesAnswer): readonly Item[] {
  const { sets, rows, unsure, pasid, pasidUnsure } = answer;
  const more = rows.length - ROWS_MAX;
  const same = rows.length === 0 && unsure.length === 0 && sets.length > 1;
  return [
    ...sets.map((set, s) => setItem(answer, set, s)),
    ...(same ? [item("All groups are the same under these rules.")] : []),
    ...rows.slice(0, ROWS_MAX).map((row) => {
      const texts = row.groups.map((groups) => parts(t, groups));
      return item(`Different: ${names(t, row.functions)}`, besideLines(sets, texts));
    }),
    ...(more > 0 ? [item(`and ${more} more`)] : []),
    ...unsureItems(t, "how these are grouped", unsure),
    ...pasid.map(({ dev, enableable }) => {
      const texts = enableable.map((can) => (can ? "can be enabled" : "cannot be enabled"));
      return item(`PASID of ${named(t, dev)}`, besideLines(sets, texts));
    }),
    ...unsureItems(t, "where PASID can be enabled", pasidUnsure),
  ];
}

function setItem(answer: RulesAnswer, set: RuleSet, s: number): Item {
  const { groups, enableable, capable, placed } = answer;
  const taken = placed ? "" : ", if all stand where they are taken to stand";
  const count = amountText(groups[s] ?? NONE, "group") + taken;
  const pasid =
    capable.most === 0
      ? ""
      : `, PASID on ${amountText(enableable[s] ?? NONE)} of ${amountText(capable)} that have it`;
  return item(`${set.name}: ${count}${pasid}`, [...groupingText(set.grouping), ...checkText(set)]);
}

const NONE: Amount = { least: 0, most: 0 };

/** `9 groups`; where readings differ `9 to 12 groups`. */
function amountText({ least, most }: Amount, noun?: string): string {
  if (least === most) return noun === undefined ? String(most) : counted(most, noun);
  return noun === undefined ? `${least} to ${most}` : `${least} to ${counted(most, noun)}`;
}

/** What each set says, those that say the same in one line. */
function besideLines(sets: readonly RuleSet[], texts: readonly string[]): readonly string[] {
  const by = new Map<string, string[]>();
  for (const [s, text] of texts.entries()) {
    const alike = by.get(text);
    const name = sets[s]?.name ?? "";
    if (alike === undefined) by.set(text, [name]);
    else alike.push(name);
  }
  return [...by].map(([text, alike]) => `${listed(alike)}: ${text}`);
}

function unsureItems(t: Topology, of: string, devs: readonly number[]): readonly Item[] {
  if (devs.length === 0) return [];
  const why = `It cannot be said ${of}, or whether the rules differ there`;
  return [item(`${why}: ${names(t, devs)}`, ["it rests on what the source does not show"])];
}

/** What the grouping is, and how it differs from that of Linux 7.3. */
function groupingText(grouping: RuleGrouping): readonly string[] {
  return match(grouping)
    .with("linux", () => [
      "pci_device_group(): a function is alone if its own way up isolates it (SV RR CR UF)",
    ])
    .with("linux-slot-aliases", () => [
      "Linux before 2014: DMA aliases are looked for within one slot only",
    ])
    .with("linux-function-0", () => [
      "Linux before 2014: the ACS of function 0 stands for all functions of its device",
    ])
    .with("linux-255-aliases", () => ["Linux before 5.6: ff.7 can be nobody's DMA alias"])
    .with("proposal-v3", () => [
      'the series "Fix incorrect iommu_groups with PCIe ACS", v3 of September 2025: who can reach' +
        " a function counts as well as whom it reaches, so one downstream port that does not " +
        "isolate puts all ports of its switch, and what is below them, into one group; a root " +
        "port, or a function of a multifunction device, without ACS capability is held to be " +
        "isolated; a PCIe-to-PCI bridge is apart from what is below it",
    ])
    .with("fabric", () => [
      "the PCIe specification: those are together who can reach each other untranslated, or emit " +
        "one requester ID",
    ])
    .with("fabric-validated", () => [
      "the PCIe specification, and those are together who can use each other's requester ID for " +
        "want of SV",
    ])
    .with("fabric-late-acs", () => [
      "the PCIe specification with all ACS off: on device-tree machines before Linux 6.15 it was " +
        "switched on after the groups were formed",
    ])
    .exhaustive();
}

function checkText({ enableCheck }: RuleSet): readonly string[] {
  return match(enableCheck)
    .with("acs-path", () => [])
    .with("none", () => ["PASID is enabled whatever the ACS of the way up"])
    .with("pasid-safe", () => [
      "PASID is enabled only where no request can turn or be lost on the way up (the PCIe " +
        "specification)",
    ])
    .exhaustive();
}

function rulesJson(t: Topology, answer: RulesAnswer): Answer["json"] {
  const { sets, groups, enableable, rows, unsure, pasid, pasidUnsure } = answer;
  const all = (devs: readonly number[]): readonly string[] => devs.map((dev) => nameOf(t, dev));
  return {
    sets: sets.map(({ name, grouping, enableCheck }, s) => ({
      name,
      grouping,
      enable_check: enableCheck,
      groups: { ...(groups[s] ?? NONE) },
      pasid_enableable: { ...(enableable[s] ?? NONE) },
    })),
    differing: rows.map((row) => ({
      functions: all(row.functions),
      groups: Object.fromEntries(
        sets.map(({ name }, s) => [name, (row.groups[s] ?? []).map((members) => all(members))]),
      ),
    })),
    pasid_differing: pasid.map(({ dev, enableable: can }) => ({
      bdf: nameOf(t, dev),
      enableable: Object.fromEntries(sets.map(({ name }, s) => [name, can[s] === true])),
    })),
    cannot_be_said: { groups: all(unsure), pasid: all(pasidUnsure) },
  };
}
