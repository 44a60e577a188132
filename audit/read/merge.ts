/**
 * Two sources of facts about one function, merged into one: the better one, bytes, is believed
 * where it says something, and the other one fills what it lacks.
 */
import type {
  AcsRecord,
  ExpressRecord,
  Extent,
  Facts,
  PasidRecord,
  SriovRecord,
  SwitchRecord,
} from "./record.js";

export function merged(better: Facts, other: Facts): Facts {
  // To a list that was seen to its end the other source can add no capability, only fields.
  const listed = better.standard === "whole" ? null : other;
  const extended = better.extended === "whole" ? null : other;
  return {
    vendor: better.vendor ?? other.vendor,
    device: better.device ?? other.device,
    revision: better.revision ?? other.revision,
    classCode: better.classCode ?? other.classCode,
    header: better.header ?? other.header,
    multifunction: better.multifunction ?? other.multifunction,
    secondary: better.secondary ?? other.secondary,
    subordinate: better.subordinate ?? other.subordinate,
    standard: wider(better.standard, other.standard),
    extended: wider(better.extended, other.extended),
    express: express(better.express, better.express === null ? listed?.express : other.express),
    acs: acs(better.acs, better.acs === null ? extended?.acs : other.acs),
    pasid: pasid(better.pasid, better.pasid === null ? extended?.pasid : other.pasid),
    ats: toggled(better.ats, better.ats === null ? extended?.ats : other.ats),
    pri: toggled(better.pri, better.pri === null ? extended?.pri : other.pri),
    ari: better.ari || (extended?.ari ?? false),
    sriov: sriov(better.sriov, better.sriov === null ? extended?.sriov : other.sriov),
    subsystem: better.subsystem ?? other.subsystem,
    rcbaEnabled: better.rcbaEnabled ?? other.rcbaEnabled,
    trouble: better.trouble ?? other.trouble,
  };
}

const WIDTH: Readonly<Record<Extent, number>> = { unseen: 0, part: 1, whole: 2 };

function wider(a: Extent, b: Extent): Extent {
  return WIDTH[a] >= WIDTH[b] ? a : b;
}

type Maybe<T> = T | null | undefined;

function express(a: ExpressRecord | null, b: Maybe<ExpressRecord>): ExpressRecord | null {
  if (a === null || !b) return a ?? b ?? null;
  return {
    kind: a.kind ?? b.kind,
    prefix: a.prefix ?? b.prefix,
    port: a.port ?? b.port,
    ariForwarding: a.ariForwarding ?? b.ariForwarding,
  };
}

function acs(a: AcsRecord | null, b: Maybe<AcsRecord>): AcsRecord | null {
  if (a === null || !b) return a ?? b ?? null;
  return {
    cap: a.cap ?? b.cap,
    ctrl: a.ctrl ?? b.ctrl,
    egress: a.egress ?? b.egress,
    wide: a.wide ?? b.wide,
  };
}

function pasid(a: PasidRecord | null, b: Maybe<PasidRecord>): PasidRecord | null {
  if (a === null || !b) return a ?? b ?? null;
  return {
    width: a.width ?? b.width,
    exec: a.exec ?? b.exec,
    priv: a.priv ?? b.priv,
    enabled: a.enabled ?? b.enabled,
  };
}

function toggled(a: SwitchRecord | null, b: Maybe<SwitchRecord>): SwitchRecord | null {
  if (a === null || !b) return a ?? b ?? null;
  return { enabled: a.enabled ?? b.enabled };
}

/** The fields stand or fall together: half of them would put VFs where there are none. */
function sriov(a: SriovRecord | null, b: Maybe<SriovRecord>): SriovRecord | null {
  if (a === null || !b) return a ?? b ?? null;
  return a.offset === 0 && a.stride === 0 ? b : a;
}
