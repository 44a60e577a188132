/**
 * The answer to `--device BDF` on one screen: why the function is in its group, what goes with it
 * where it is passed through, what would set it free, and at what risk.
 */
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { isBridge } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { DeviceAnswer } from "../../audit/findings/device.js";
import type { GroupMember } from "../../audit/findings/pass-through.js";
import type { ShownMachine } from "../../audit/findings/shown-machine.js";
import type { Answer } from "./answer.js";
import { groupItems } from "./groups.js";
import { openText, wayItems, wayJson } from "./ways-out.js";
import { decidingText, item, named, names, unsaidWords, type Item } from "./words.js";
import { nameOf } from "../text/finding.js";
import { counted, printable } from "../text/words.js";

const DEVICE_KEY = "device";

/** One section a function; all have one member in the JSON, a list. */
export function deviceAnswers(
  m: ShownMachine,
  a: Audit,
  asked: readonly DeviceAnswer[],
): readonly Answer[] {
  const json = asked.map((one) => deviceJson(a, one));
  return asked.map((one) => ({
    key: DEVICE_KEY,
    title: `${named(a.topology, one.dev)}${driverText(m, one.dev)}`,
    items: items(m, a, one),
    json,
  }));
}

function driverText(m: ShownMachine, dev: number): string {
  const driver = m.functions[dev]?.driver ?? null;
  return driver === null ? "" : `, driver ${printable(driver)}`;
}

function items(m: ShownMachine, a: Audit, one: DeviceAnswer): readonly Item[] {
  if (one.group === "none") return [item(noGroupText(a, one.dev))];
  return [
    groupItem(a, one),
    ...unsaid(a, one),
    ...withItems(m, a, one),
    ...wayItems(a, one),
    ...openItems(a, one),
  ];
}

function noGroupText(a: Audit, dev: number): string {
  return a.unseen[dev]?.has("iommu") === true
    ? `in no group that is shown: ${decidingText(a.topology, [{ dev, fact: "iommu" }])}`
    : "in no IOMMU group: no IOMMU translates it, so it cannot be passed through";
}

/** More reasons than these do not fit on the screen; the whole audit has them. */
const REASONS_MAX = 5;

function groupItem(a: Audit, one: DeviceAnswer): Item {
  const t = a.topology;
  const number = one.number === null ? "" : ` [${one.number}]`;
  const given = one.group === "given" ? ", as the kernel gave it" : "";
  if (one.members.length === 1 && one.perhaps.length === 0)
    return item(`alone in its group${number}${given}${ofShown(one)}`, differs(a, one));
  const who = `its group${number}${given}${ofShown(one)}: ${names(t, one.members)}`;
  return item(who, [...reasons(a, one), ...differs(a, one)]);
}

function ofShown({ beyond }: DeviceAnswer): string {
  return beyond ? ", of what is in the dump" : "";
}

function reasons(a: Audit, one: DeviceAnswer): readonly string[] {
  // What rests on something unseen is told as such, not as a reason.
  if (!one.agrees || one.missing.length > 0 || one.formed.length < 2) return [];
  const group = a.groupOf[one.dev] ?? null;
  const members = group === null ? [] : (a.groups[group] ?? []);
  const lines = groupItems({ ...a, groups: [members] }).flatMap(({ below }) => below);
  const more = lines.length - REASONS_MAX;
  return more > 0
    ? [...lines.slice(0, REASONS_MAX), `and ${counted(more, "more reason")} in the whole audit`]
    : lines;
}

/** The kernel has others in the group than follow from what is shown. */
function differs(a: Audit, one: DeviceAnswer): readonly string[] {
  if (one.agrees || one.missing.length > 0) return [];
  return [
    `by what is shown it would be ${names(a.topology, one.formed)}: why the kernel has ` +
      "another, and what would set it free, cannot be said",
  ];
}

function unsaid(a: Audit, one: DeviceAnswer): readonly Item[] {
  if (one.missing.length === 0) return [];
  const { topology: t } = a;
  const words = unsaidWords(a, one.missing);
  const verb = one.perhaps.length === 1 ? "is" : "are";
  const what =
    one.perhaps.length > 0
      ? `whether ${names(t, one.perhaps)} ${verb} in it ${words}`
      : one.beyond
        ? `which others are with it that are not in the dump ${words}`
        : `why, and what would set it free, ${words}`;
  return [item(what, [decidingText(t, one.missing)])];
}

function withItems(m: ShownMachine, { topology: t }: Audit, one: DeviceAnswer): readonly Item[] {
  const { with: others, stay } = one.together;
  const bound = [...others, ...stay].filter(({ binding }) => binding === "bound");
  const unknown = others.some(({ binding }) => binding === "unknown");
  const lines = [
    ...(bound.length === 0
      ? []
      : [`must leave their drivers, for vfio-pci or none: ${boundText(t, bound)}`]),
    ...(unknown ? ["which of them have a driver is not shown (lspci -k)"] : []),
    ...(stay.length === 0
      ? []
      : [`stay with the host, ports with pcieport: ${names(t, devsOf(stay))}`]),
  ];
  const f = m.topology.functions[one.dev];
  const bridge = f !== undefined && isBridge(f);
  const title = bridge
    ? `vfio-pci takes no bridge; to one user or to nobody go: ${names(t, devsOf(others)) || "none"}`
    : others.length === 0
      ? `passed through: it alone${ofShown(one)}`
      : `passed through: with it, to the same user or to nobody: ${names(t, devsOf(others))}`;
  const perhaps = one.perhaps.length === 0 ? "" : ` (and perhaps ${names(t, one.perhaps)})`;
  return [item(`${title}${perhaps}`, lines)];
}

function devsOf(members: readonly GroupMember[]): readonly number[] {
  return members.map(({ dev }) => dev);
}

const BOUND_MAX = 8;

function boundText(t: Audit["topology"], bound: readonly GroupMember[]): string {
  const told = bound
    .slice(0, BOUND_MAX)
    .map(({ dev, driver }) => `${nameOf(t, dev)} (${printable(driver ?? "")})`);
  const more = bound.length - told.length;
  return more > 0 ? `${told.join(", ")} and ${more} more` : told.join(", ");
}

function openItems({ topology: t }: Audit, { dev, open }: DeviceAnswer): readonly Item[] {
  if (open.length === 0) return [];
  return [
    item("today already, untranslated, though in other groups (the PCIe specification)", [
      openText(t, dev, open),
    ]),
  ];
}

function deviceJson({ topology: t }: Audit, one: DeviceAnswer): Json {
  const all = (devs: readonly number[]): readonly string[] => devs.map((dev) => nameOf(t, dev));
  const members = (some: readonly GroupMember[]): Json =>
    some.map(({ dev, driver, binding }) => ({ bdf: nameOf(t, dev), driver, binding }));
  const f = t.functions[one.dev];
  return {
    bdf: f === undefined ? nameOf(t, one.dev) : addressText(f),
    group: one.group,
    number: one.number,
    members: all(one.members),
    perhaps: all(one.perhaps),
    beyond_the_dump: one.beyond,
    formed: all(one.formed),
    agrees: one.agrees,
    missing: one.missing.map(({ dev, fact }) => ({ bdf: nameOf(t, dev), fact })),
    with: members(one.together.with),
    stay: members(one.together.stay),
    ways: one.ways.map((way) => wayJson(t, way)),
    open: one.open.map((pair) => ({ from: nameOf(t, pair.from), to: nameOf(t, pair.to) })),
  };
}
