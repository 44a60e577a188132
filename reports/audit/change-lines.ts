/**
 * What an audit says beside a change: the lines that give it, when each of them takes effect
 * (Linux 7.3 drivers/pci/pci.c pci_enable_acs; drivers/iommu/iommu.c), and what had to be taken or
 * passed over.
 */
import { match } from "ts-pattern";
import { acsBitsText, acsOfText } from "../../model/vocabulary/topology/acs.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { ChangeNote } from "../../audit/findings/apply.js";
import type { MeetingPair, MeetingPairs } from "../../audit/findings/meeting-pairs.js";
import type { LineWanted, WhatIf } from "../../audit/findings/what-if.js";
import { configAcsText, setpciText } from "../../audit/lines/print.js";
import { nameOf } from "../text/finding.js";
import { counted, printable } from "../text/words.js";
import { item, named, names, type Item } from "./words.js";

/** More commands of setpci than these are a script's matter; the JSON has them all. */
const COMMANDS_MAX = 16;

/** The lines to paste; none where no bit changes. */
export function giveItems(t: Topology, { wanted, bits }: WhatIf): readonly Item[] {
  if (wanted.length === 0) return [];
  const clears = bits.some(({ was, is }) => (was & ~is) !== 0);
  return [
    item(`at the next boot: ${configAcsText(wanted)}`, [
      "for groups, PASID and peer-to-peer; the mask replaces the register, so it names every bit",
      ...(wanted.length > 1 ? ["in a boot loader's file in quotes, for the semicolons"] : []),
      ...byLinux(t, wanted),
    ]),
    ...wanted
      .slice(0, COMMANDS_MAX)
      .map((one, i) => item(`at once: ${setpciText(one)}`, i === 0 ? atOnce(clears) : [])),
    ...(wanted.length > COMMANDS_MAX
      ? [item(`and ${wanted.length - COMMANDS_MAX} more commands of setpci, in the JSON`)]
      : []),
  ];
}

function atOnce(clears: boolean): readonly string[] {
  const driver = clears ? "; PASID that is on stays on" : "";
  return [
    `for peer-to-peer, and PASID when a driver enables it next${driver}; groups stay as they ` +
      "were formed at boot, and a reset, a resume or a driver that binds sets Linux' bits again",
  ];
}

/** What firmware and Linux come to without a line. */
function byLinux(t: Topology, wanted: readonly LineWanted[]): readonly string[] {
  const itself = wanted.filter((one) => one.byLinux).map(({ dev }) => dev);
  const against = wanted.filter((one) => one.againstLinux !== 0);
  const some =
    itself.length === 0
      ? []
      : [`${names(t, itself)}: Linux sets these bits by itself at boot where an IOMMU is on`];
  const others = alike(against, ({ againstLinux }) => againstLinux).map(
    ([bits, devs]) =>
      `${names(t, devs)}: a setting of the firmware is not enough: where an IOMMU is on, Linux ` +
      `switches ${acsBitsText(bits)} on again at boot; the mask prevails`,
  );
  return [...some, ...others];
}

/** Functions by the bits that are said of them. */
function alike<T extends { readonly dev: number }>(
  all: readonly T[],
  bitsOf: (one: T) => number,
): readonly (readonly [number, readonly number[]])[] {
  const devs = new Map<number, number[]>();
  for (const one of all) {
    const others = devs.get(bitsOf(one));
    if (others === undefined) devs.set(bitsOf(one), [one.dev]);
    else others.push(one.dev);
  }
  return [...devs];
}

export function noteItems(t: Topology, change: WhatIf): readonly Item[] {
  const notes = change.notes.flatMap((note) => noteText(t, note) ?? []);
  const runTime = change.atRunTime
    ? ["written while Linux runs: the groups are those that were formed at boot"]
    : [];
  const said = [...runTime, ...overrideTexts(t, change), ...notes, ...firmwareTexts(t, change)];
  return said.map((text) => item(text));
}

function overrideTexts(t: Topology, { overridden }: WhatIf): readonly string[] {
  if (overridden.length === 0) return [];
  return [
    "the ACS override is a patch that no release of Linux has; with it Linux takes it that these " +
      `isolate, and their hardware does what it did: ${names(t, overridden)}`,
  ];
}

function noteText(t: Topology, note: ChangeNote): string | null {
  return match(note)
    .with(
      { what: "passed-over" },
      ({ words }) => `passed over, nothing of it concerns ACS: ${printable(words.join(" "))}`,
    )
    .with(
      { what: "replaced" },
      ({ option }) => `${option} is there more than once; Linux takes the last alone`,
    )
    .with(
      { what: "discarded" },
      ({ devs }) => `disable_acs_redir= has no effect on ${names(t, devs)}: config_acs= prevails`,
    )
    .with(
      { what: "unchanged" },
      ({ devs }) => `meant as well, without ACS bits that count: ${names(t, devs)}`,
    )
    .with(
      { what: "ids-unknown" },
      ({ devs, text }) => `cannot be said whether it is ${text}: ${names(t, devs)} (no ids shown)`,
    )
    .with(
      { what: "not-implemented" },
      ({ dev, bits }) => `${nameOf(t, dev)} does not implement ${acsBitsText(bits)}: stays off`,
    )
    .with(
      { what: "acs-unknown" },
      ({ devs }) =>
        `cannot be said of ${names(t, devs)}: the override leaves alone what has ACS, and ` +
        "whether it has that is not shown; taken as without",
    )
    .with(
      { what: "wide" },
      ({ devs }) =>
        `${names(t, devs)}: Linux has a rule for its registers, and with either parameter clears ` +
        "RR, CR and EC, whatever the mask",
    )
    .with({ what: "firmware" }, () => null)
    .exhaustive();
}

/** Of those that agree in what is open, and in what they would have: one sentence. */
function firmwareTexts(t: Topology, { notes, ifKept }: WhatIf): readonly string[] {
  const open = notes.flatMap((note) => (note.what === "firmware" ? [note] : []));
  const texts = new Map<string, number[]>();
  for (const { dev, bits } of open) {
    const f = t.functions[dev];
    const acs = f === undefined ? null : acsOf(f);
    const ctrl = ifKept?.bits.find((one) => one.dev === dev)?.is ?? acs?.ctrl ?? 0;
    const kept = acsOfText({ ctrl, cap: acs?.cap ?? 0 });
    const text =
      `${acsBitsText(bits)}, which the line leaves open, is as firmware left it, not as Linux ` +
      "sets it; taken as off, for a running Linux does not show it (had firmware left it on: " +
      `${kept})`;
    const others = texts.get(text);
    if (others === undefined) texts.set(text, [dev]);
    else others.push(dev);
  }
  return [...texts].map(([text, devs]) => `${names(t, devs)}: ${text}`);
}

const LINES_MAX = 20;

/** Pairs of endpoints that then meet across groups, in plain words. */
export function pairItems(t: Topology, { pairs, total, fresh }: MeetingPairs): readonly Item[] {
  if (total === 0) return [];
  const lines = new Map<string, { readonly first: MeetingPair; readonly to: number[] }>();
  for (const pair of pairs) {
    const key = `${pair.from} ${pair.both} ${pair.fresh}`;
    const line = lines.get(key);
    if (line === undefined) lines.set(key, { first: pair, to: [pair.to] });
    else line.to.push(pair.to);
  }
  const shown = [...lines.values()].slice(0, LINES_MAX);
  const said = shown.map(({ first: { from, both, fresh: isNew }, to }) => {
    const whom = to.length === 1 ? named(t, to[0] ?? from) : `each of ${names(t, to)}`;
    const already = isNew ? "" : " (already today)";
    const who = named(t, from);
    return (both ? `${who} and ${whom} reach each other` : `${who} reaches ${whom}`) + already;
  });
  const more = total - shown.reduce((sum, { to }) => sum + to.length, 0);
  const news = fresh === total ? "" : `, ${fresh === 0 ? "none" : fresh} of them new`;
  return [
    item(
      `${counted(total, "pair")} of endpoints in different groups can then reach each other's ` +
        `memory past the IOMMU${news}`,
      [...said, ...(more > 0 ? [`and ${counted(more, "more pair")}`] : [])],
    ),
  ];
}
