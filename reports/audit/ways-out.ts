/**
 * What an answer says of the changes that would set a function free: each with what is then left in
 * its group, the line to paste, and what it risks.
 */
import { match } from "ts-pattern";
import { acsBitsText } from "../../model/vocabulary/topology/acs.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { Audit } from "../../audit/findings/audit.js";
import type { DeviceAnswer } from "../../audit/findings/device.js";
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
  if (ways.length === 0) return one.missing.length > 0 ? [] : [item(nothingText(a, one))];
  const slots = ways.flatMap((way) => (way.how === "slot" ? [way] : []));
  const others = ways.filter((way) => way.how !== "slot" && way.how !== "override");
  const overrides = ways.flatMap((way) => (way.how === "override" ? [way] : []));
  return [
    ...others.flatMap((way) =>
      match(way)
        .with({ how: "bits" }, (bits) => [bitsItem(t, bits)])
        .with({ how: "capability" }, (capability) => [capabilityItem(t, capability)])
        .otherwise(() => []),
    ),
    ...(slots.length === 0 ? [] : [slotItem(t, slots)]),
    ...overrides.map((way) => overrideItem(t, way)),
  ];
}

function leftText(t: Topology, left: readonly number[]): string {
  return left.length === 0 ? "then it is free" : `then with it: ${names(t, left)}`;
}

function bitsItem(t: Topology, { at, left }: Way<"bits">): Item {
  return item(`${bitsText(t, at)} on: ${leftText(t, left)}`, [
    `for the next boot: ${configAcsText(at)}`,
    "costs no isolation; what was sent straight to a peer then goes through the IOMMU",
  ]);
}

function bitsText(t: Topology, at: readonly WantedAt[]): string {
  return listed(at.map(({ dev, bits }) => `${acsBitsText(bits)} at ${named(t, dev)}`));
}

function capabilityItem(t: Topology, { without, at, left }: Way<"capability">): Item {
  const more = at.length === 0 ? "" : `, with ${bitsText(t, at)} on`;
  return item(`an ACS capability at ${names(t, without)}${more}: ${leftText(t, left)}`, [
    "only a firmware setting that shows one (often named ACS), or other hardware, can give it",
  ]);
}

function slotItem(t: Topology, slots: readonly Way<"slot">[]): Item {
  const told = slots.map(({ port, occupied }) =>
    occupied.length === 0
      ? `${named(t, port)} (nothing below it)`
      : `${named(t, port)} (now ${names(t, occupied)})`,
  );
  return item(`another slot, below ${listed(told, "or")}: ${leftText(t, slots[0]?.left ?? [])}`, [
    "its whole way up isolates; whether the board has a slot there is not shown",
  ]);
}

/** Pairs by name; more are counted. */
const PAIRS_MAX = 4;

function overrideItem(t: Topology, { override, believed, left, open }: Way<"override">): Item {
  const told = open
    .slice(0, PAIRS_MAX)
    .map(({ from, to }) => `${nameOf(t, from)} to ${nameOf(t, to)}`);
  const more = open.length > told.length ? ` and ${open.length - told.length} more` : "";
  return item(
    `the last resort, a patch that no release of Linux has: ${acsOverrideText(override)}: ` +
      leftText(t, left),
    [
      `it isolates nothing: Linux then believes it of ${names(t, believed)}`,
      open.length === 0
        ? "by the specification no request of it can then land in another group, nor the other way"
        : `untranslated across groups, then: ${told.join(", ")}${more}`,
    ],
  );
}

function nothingText({ topology: t, because, groups, groupOf }: Audit, one: DeviceAnswer): string {
  const members = groups[groupOf[one.dev] ?? -1] ?? [];
  const steps = members.flatMap((dev) => because[dev]?.steps ?? []);
  const bridge = steps.flatMap((step) => (step.rule === "bridge-alias" ? [step.bridge] : []))[0];
  if (bridge !== undefined)
    return `nothing sets it free where it stands: ${named(t, bridge)} gives all below it one requester ID`;
  const vmd = steps.flatMap((step) => (step.rule === "vmd" ? [step.real] : []))[0];
  if (vmd !== undefined)
    return `VMD off in the firmware would set it free: its DMA is done as ${nameOf(t, vmd)}`;
  if (steps.some((step) => step.rule === "alias"))
    return "nothing sets it free: one of the group emits the requester ID of the other";
  return "no change of ACS, no other slot and no override that is shown here would set it free";
}

export function wayJson(t: Topology, way: WayOut): Json {
  const all = (devs: readonly number[]): readonly string[] => devs.map((dev) => nameOf(t, dev));
  const left = all(way.left);
  return match(way)
    .with({ how: "bits" }, ({ how, at }) => ({ how, left, ...atJson(t, at) }))
    .with({ how: "capability" }, ({ how, at, without }) => ({
      how,
      left,
      without: all(without),
      ...atJson(t, at),
    }))
    .with({ how: "slot" }, ({ how, port, occupied }) => ({
      how,
      left,
      port: nameOf(t, port),
      occupied: all(occupied),
    }))
    .with({ how: "override" }, ({ how, override, believed, open }) => ({
      how,
      left,
      parameter: acsOverrideText(override),
      believed: all(believed),
      open: open.map(({ from, to }) => ({ from: nameOf(t, from), to: nameOf(t, to) })),
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
