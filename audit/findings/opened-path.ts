/**
 * What would have to go for two functions to reach each other directly, both ways, and what
 * isolation that costs: the redirections between them are cleared in a copy of the machine, and it
 * is audited again.
 */
import { ACS } from "../../model/vocabulary/topology/acs.js";
import { addressText } from "../../model/vocabulary/topology/address.js";
import { acsOf, type Topology } from "../../model/vocabulary/topology/topology.js";
import { readDevice } from "../lines/device.js";
import { NO_LINE } from "../lines/kernel-line.js";
import type { Audit } from "./audit.js";
import type { BitsChange, Change } from "./change.js";
import { meetingOf, p2pdmaRedirects, wayBetween, type Meeting, type Side } from "./direct-path.js";
import { hostAnswer, type HostAnswer } from "./p2pdma-hosts.js";
import { whatIf, type Known, type WhatIf } from "./what-if.js";

/** What is known of the machine beside its audit. */
export interface Shown extends Known {
  /** Beside each function: the facts that its source does not show (machine/unseen.ts). */
  readonly unseen: readonly ReadonlySet<string>[];
  /** Beside each function: whether it has ATS; null: not shown. */
  readonly ats: readonly (boolean | null)[];
}

export interface OpenedPath {
  readonly a: number;
  readonly b: number;
  readonly meeting: Meeting;
  /** Facts of the way that the source does not show; where there are any, nothing is asserted. */
  readonly unknown: readonly { readonly dev: number; readonly facts: readonly string[] }[];
  /** The bits that must go, and what changes with them; null where there are none. */
  readonly opened: WhatIf | null;
  /** The same by `pci=disable_acs_redir=` at these elements, which costs SV and UF as well. */
  readonly byRedir: { readonly at: readonly number[]; readonly change: WhatIf } | null;
  /** Translated requests alone: DT on at these elements, and what changes with it. */
  readonly translated: { readonly at: readonly number[]; readonly change: WhatIf } | null;
  /** Whether each of the two has ATS; null: not shown. */
  readonly ats: readonly [boolean | null, boolean | null];
  /** What Linux' own peer-to-peer DMA finds to redirect; null: it goes by `host`. */
  readonly p2pdma: readonly number[] | null;
  readonly host: HostAnswer;
}

export function openedPath(before: Audit, shown: Shown, a: number, b: number): OpenedPath {
  const t = before.topology;
  const meeting = meetingOf(t, a, b);
  const unknown = unknownOf(t, shown, meeting, a, b);
  const sides = meeting.at === "beside" && unknown.length === 0 ? meeting.sides : [];
  const isFixed = sides.some((side) => side.fixed !== null);
  const tried = (changes: readonly Change[]): WhatIf | null => {
    const made = changes.length === 0 ? null : whatIf(before, changes, [], shown);
    return made?.ok === true ? made.value : null;
  };
  const closed = isFixed ? [] : sides.filter((side) => side.inTheWay !== 0);
  const opened = tried(closed.map(({ element, inTheWay }) => bits(t, element, 0, inTheWay)));
  const redir = tried(closed.length === 0 ? [] : [redirChange(t, closed)]);
  const translatable = closed.filter(
    ({ element, requests }) => requests !== "direct" && canTranslate(t, element),
  );
  const passed = tried(translatable.map(({ element }) => bits(t, element, ACS.DT, 0)));
  const elements = (some: readonly Side[]): readonly number[] => [
    ...new Set(some.map(({ element }) => ownerOf(t, element))),
  ];
  return {
    a,
    b,
    meeting,
    unknown,
    opened,
    byRedir: redir === null ? null : { at: elements(closed), change: redir },
    translated: passed === null ? null : { at: elements(translatable), change: passed },
    ats: [shown.ats[a] ?? null, shown.ats[b] ?? null],
    p2pdma: p2pdmaRedirects(t, a, b),
    host: hostAnswer(t, shown.facts.ids, a, b),
  };
}

/** Of a VF its PF, whose ACS counts for it. */
function ownerOf(t: Topology, dev: number): number {
  const f = t.functions[dev];
  return f?.kind === "vf" ? f.pf : dev;
}

function addressOf(t: Topology, dev: number): string {
  const f = t.functions[ownerOf(t, dev)];
  return f === undefined ? "" : addressText(f);
}

function bits(t: Topology, dev: number, on: number, off: number): BitsChange {
  return { how: "bits", address: addressOf(t, dev), on, off, implemented: null };
}

function redirChange(t: Topology, closed: readonly Side[]): Change {
  const devices = closed.flatMap(({ element }) => {
    const read = readDevice(addressOf(t, element));
    return read.ok ? [read.value] : [];
  });
  return { how: "kernel-line", line: { ...NO_LINE, disableRedir: devices } };
}

/** DT is implemented, and TB does not stop translated requests. */
function canTranslate(t: Topology, dev: number): boolean {
  const f = t.functions[ownerOf(t, dev)];
  const acs = f === undefined ? null : acsOf(f);
  return acs !== null && (acs.cap & ACS.DT) !== 0 && (acs.ctrl & ACS.TB) === 0;
}

const OF_THE_WAY = ["function", "kind", "place"];
const OF_THE_TURN = ["function", "kind", "place", "multifunction", "acs", "acs-bits", "egress"];

/** A fact counts where some reading of the machine has the two meet otherwise, or it is unseen. */
function unknownOf(
  t: Topology,
  { unseen, readings }: Shown,
  meeting: Meeting,
  a: number,
  b: number,
): OpenedPath["unknown"] {
  const turns = meeting.at === "beside" ? meeting.sides.map(({ element }) => element) : [];
  const all = [...new Set([...wayBetween(t, a, b), ...turns])];
  const missing = all.flatMap((dev) => {
    const asked = turns.includes(dev) ? OF_THE_TURN : OF_THE_WAY;
    const facts = asked.filter((fact) => unseen[dev]?.has(fact) === true);
    return facts.length === 0 ? [] : [{ dev, facts }];
  });
  const said = JSON.stringify(meeting);
  const wavers = readings.some((other) => JSON.stringify(meetingOf(other, a, b)) !== said);
  if (!wavers || missing.length > 0) return missing;
  return all.map((dev) => ({ dev, facts: [...(unseen[dev] ?? [])] }));
}
