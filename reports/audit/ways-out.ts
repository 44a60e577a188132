/**
 * What an answer says of the changes that would set a function free: each with what is then left in
 * its group, the line to paste, and what it risks.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import { isBridge, type Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { DeviceAnswer } from "../../audit/findings/device.js";
import type { OpenPair } from "../../audit/findings/open-pairs.js";
import type { WantedAt, WayOut } from "../../audit/findings/ways-out.js";
import { acsOverrideText } from "../../audit/lines/acs-override.js";
import { configAcsText, setpciText } from "../../audit/lines/print.js";
import { nameOf } from "../text/finding.js";
import { listed } from "../text/words.js";
import { item, named, names, type Item } from "./words.js";

type Way<How extends WayOut["how"]> = Extract<WayOut, { readonly how: How }>;

/** In the order in which they should be tried. */
export function wayItems(a: Audit, one: DeviceAnswer): readonly Item[] {
  const t = a.topology;
  const { ways, together } = one;
  if (together.with.length === 0) return [];
  if (!one.agrees || one.missing.length > 0) return [];
  const vmd = vmdItems(a, one);
  if (ways.length === 0 && vmd.length === 0) return [item(nothingText(a, one))];
  const slots = ways.flatMap((way) => (way.how === "slot" ? [way] : []));
  const capabilities = ways.flatMap((way) => (way.how === "capability" ? [way] : []));
  return [
    ...vmd,
    ...ways.flatMap((way) => (way.how === "bits" ? [bitsItem(t, one.dev, way)] : [])),
    ...alikeOf(capabilities).map((alike) => capabilityItem(t, one.dev, alike)),
    ...(slots.length === 0 ? [] : [slotItem(t, slots)]),
    ...ways.flatMap((way) => (way.how === "override" ? [overrideItem(t, one.dev, way)] : [])),
  ];
}

/** Those of which each leaves the same. */
function alikeOf(
  ways: readonly Way<"capability">[],
): readonly (readonly [Way<"capability">, ...Way<"capability">[]])[] {
  const alike = new Map<string, [Way<"capability">, ...Way<"capability">[]]>();
  for (const way of ways) {
    const key = way.left.join();
    const others = alike.get(key);
    if (others === undefined) alike.set(key, [way]);
    else others.push(way);
  }
  return [...alike.values()];
}

function leftText(t: Topology, left: readonly number[]): string {
  return left.length === 0 ? "then it is free" : `then with it: ${names(t, left)}`;
}

function bitsItem(t: Topology, dev: number, { at, left, open }: Way<"bits">): Item {
  return item(`${bitsText(t, at)} on: ${leftText(t, left)}`, [
    `for the next boot: ${configAcsText(at)}`,
    "costs no isolation; what was sent straight to a peer then goes through the IOMMU",
    ...stillOpen(t, dev, open),
  ]);
}

function bitsText(t: Topology, at: readonly WantedAt[]): string {
  return listed(at.map(({ dev, bits }) => `${acsBitsText(bits)} at ${named(t, dev)}`));
}

function capabilityItem(
  t: Topology,
  dev: number,
  [first, ...others]: readonly [Way<"capability">, ...Way<"capability">[]],
): Item {
  const places = [first, ...others].map(({ without, at }) => {
    const more = at.length === 0 ? "" : `, with ${bitsText(t, at)} on`;
    return `${listed(without.map((one) => named(t, one)))}${more}`;
  });
  const where = [first, ...others].flatMap(({ without }) => without);
  return item(`an ACS capability at ${listed(places, "or")}: ${leftText(t, first.left)}`, [
    where.some((one) => isPortAt(t, one)) ? FOR_PORTS : FOR_FUNCTIONS,
    ...(others.length === 0 ? stillOpen(t, dev, first.open) : anyOpen(t, dev, [first, ...others])),
  ]);
}

const FOR_PORTS =
  "no setting of Linux gives it: a firmware setting may (often named ACS), else other hardware";
const FOR_FUNCTIONS =
  "only its maker gives it, or vouches for it, as for those of pci_dev_acs_enabled[] in quirks.c";

function isPortAt(t: Topology, dev: number): boolean {
  const f = t.functions[dev];
  return f !== undefined && isBridge(f);
}

/** Only where it is not so by design: a group that is smaller than the specification has it. */
function stillOpen(t: Topology, dev: number, open: readonly OpenPair[]): readonly string[] {
  return open.length === 0
    ? []
    : [`but untranslated across groups then: ${openText(t, dev, open)}`];
}

function anyOpen(t: Topology, dev: number, ways: readonly Way<"capability">[]): readonly string[] {
  const open = ways.find((way) => way.open.length > 0)?.open ?? [];
  return open.length === 0
    ? []
    : [`but untranslated across groups with one of them: ${openText(t, dev, open)}`];
}

/** `it and 08:00.0 reach each other; it reaches 09:00.0`. */
export function openText(t: Topology, dev: number, open: readonly OpenPair[]): string {
  const to = open.flatMap((pair) => (pair.from === dev ? [pair.to] : []));
  const from = open.flatMap((pair) => (pair.to === dev ? [pair.from] : []));
  const both = to.filter((other) => from.includes(other));
  const [onlyTo, onlyFrom] = [to, from].map((some) => some.filter((one) => !both.includes(one)));
  return [
    ...(both.length === 0 ? [] : [`it and ${names(t, both)} reach each other`]),
    ...(onlyTo === undefined || onlyTo.length === 0 ? [] : [`it reaches ${names(t, onlyTo)}`]),
    ...(onlyFrom === undefined || onlyFrom.length === 0
      ? []
      : [`${names(t, onlyFrom)} ${onlyFrom.length === 1 ? "reaches" : "reach"} it`]),
  ].join("; ");
}

function slotItem(t: Topology, slots: readonly Way<"slot">[]): Item {
  const told = slots.map(({ port, occupied }) =>
    occupied.length === 0
      ? `${named(t, port)} (nothing below it)`
      : `${named(t, port)} (now ${names(t, occupied)})`,
  );
  return item(`another slot, below ${listed(told, "or")}: ${leftText(t, slots[0]?.left ?? [])}`, [
    "their whole way up isolates; whether it is a card, and there a slot, is not shown",
  ]);
}

function overrideItem(
  t: Topology,
  dev: number,
  { override, believed, left, open }: Way<"override">,
): Item {
  return item(
    `the last resort, a patch that no release of Linux has: ${acsOverrideText(override)}: ` +
      leftText(t, left),
    [
      `it isolates nothing: Linux then believes it of ${names(t, believed)}`,
      open.length === 0
        ? "by the specification it meets nobody untranslated across groups then"
        : `untranslated across groups then: ${openText(t, dev, open)}`,
    ],
  );
}

/** Firmware can have the functions behind a VMD stand where they really are. */
function vmdItems({ topology: t }: Audit, { dev }: DeviceAnswer): readonly Item[] {
  const real = t.functions[dev]?.realDma ?? null;
  if (real === null) return [];
  return [
    item(`VMD off in the firmware: its DMA is then its own, not that of ${nameOf(t, real)}`, [
      "its group is then that of its own way up, which is not shown",
    ]),
  ];
}

function nothingText({ topology: t, because, groups, groupOf }: Audit, one: DeviceAnswer): string {
  const members = groups[groupOf[one.dev] ?? -1] ?? [];
  const steps = members.flatMap((dev) => because[dev]?.steps ?? []);
  const bridge = steps.flatMap((step) => (step.rule === "bridge-alias" ? [step.bridge] : []))[0];
  if (bridge !== undefined)
    return (
      `nothing sets it free where it stands: ${named(t, bridge)} gives all below it one ` +
      "requester ID"
    );
  if (steps.some((step) => step.rule === "alias"))
    return "nothing sets it free: one of the group emits the requester ID of the other";
  return "no change of ACS, no other slot and no override that is shown here would set it free";
}

export function wayJson(t: Topology, way: WayOut): Json {
  const all = (devs: readonly number[]): readonly string[] => devs.map((dev) => nameOf(t, dev));
  const left = all(way.left);
  const open =
    way.how === "slot"
      ? []
      : way.open.map(({ from, to }) => ({ from: nameOf(t, from), to: nameOf(t, to) }));
  return match(way)
    .with({ how: "bits" }, ({ how, at }) => ({ how, left, ...atJson(t, at), open }))
    .with({ how: "capability" }, ({ how, at, without }) => ({
      how,
      left,
      without: all(without),
      ...atJson(t, at),
      open,
    }))
    .with({ how: "slot" }, ({ how, port, occupied }) => ({
      how,
      left,
      port: nameOf(t, port),
      occupied: all(occupied),
    }))
    .with({ how: "override" }, ({ how, override, believed }) => ({
      how,
      left,
      parameter: acsOverrideText(override),
      believed: all(believed),
      open,
    }))
    .exhaustive();
}

function atJson(t: Topology, at: readonly WantedAt[]): { readonly [key: string]: Json } {
  return {
    bits: at.map(({ dev, bits }) => ({ bdf: nameOf(t, dev), bits: acsBitsText(bits).split(" ") })),
    config_acs: at.length === 0 ? null : configAcsText(at),
    setpci: at.map((one) => setpciText(one)),
  };
}
