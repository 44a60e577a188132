/**
 * What the JSON of an audit says of a change beside the audit after it: the bits, the lines that
 * give them, what had to be taken, and the pairs of endpoints that then meet across groups.
 */
import { ACS, ACS_BITS } from "../../model/vocabulary/topology/acs.js";
import type { Json } from "../../model/vocabulary/reading/json-text.js";
import type { Topology } from "../../model/vocabulary/topology/topology.js";
import type { WhatIf } from "../../audit/findings/what-if.js";
import { configAcsText, setpciText } from "../../audit/lines/print.js";
import { noteItems } from "./change-lines.js";
import { nameOf } from "../text/finding.js";

export function whatIfJson(t: Topology, change: WhatIf): { readonly [key: string]: Json } {
  const { bits, wanted, overridden, ifKept, atRunTime } = change;
  return {
    bits: bitsJson(t, bits),
    lines: linesJson(change),
    at_run_time: atRunTime,
    overridden: overridden.map((dev) => nameOf(t, dev)),
    notes: noteItems(t, change).map(({ title }) => title),
    pairs_total: change.meeting.total,
    pairs: change.meeting.pairs.map(({ from, to, both, fresh }) => ({
      from: nameOf(t, from),
      to: nameOf(t, to),
      both,
      new: fresh,
    })),
    if_firmware_kept: ifKept === null ? null : { bits: bitsJson(t, ifKept.bits) },
    against_linux: wanted.flatMap(({ dev, againstLinux }) =>
      againstLinux === 0 ? [] : [{ bdf: nameOf(t, dev), bits: bitNames(againstLinux) }],
    ),
  };
}

/** The lines to paste; null and none where no bit changes. */
export function linesJson({ wanted }: Pick<WhatIf, "wanted">): Json {
  return {
    config_acs: wanted.length === 0 ? null : configAcsText(wanted),
    setpci: wanted.map((one) => setpciText(one)),
  };
}

function bitsJson(t: Topology, bits: WhatIf["bits"]): Json {
  return bits.map(({ dev, was, is }) => ({
    bdf: nameOf(t, dev),
    was: bitNames(was),
    is: bitNames(is),
  }));
}

function bitNames(bits: number): readonly string[] {
  return ACS_BITS.filter((bit) => (bits & ACS[bit]) !== 0);
}
