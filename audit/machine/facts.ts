/**
 * What a change of ACS bits must know of a machine beside its topology: the ids that a kernel
 * parameter may name, and what firmware left in the control registers.
 */
import type { Ids } from "../lines/device.js";
import type { Known } from "../findings/what-if.js";
import { WIDE_ACS } from "../quirks/acs-registers.js";
import { acsOf } from "../../model/vocabulary/topology/topology.js";
import type { RealMachine } from "./machine.js";

type Sources = Pick<RealMachine, "topology" | "readings" | "functions" | "rules" | "unseen">;

/** `Name of it [1028:0a3b]` or `1028:0a3b`, at the end. */
const SUBSYSTEM = /(?:^|[[\s])([0-9a-f]{4}):([0-9a-f]{4})\]?\s*$/i;

function idOf(text: string | undefined): number | null {
  return text === undefined ? null : parseInt(text, 16);
}

export function knownOf({ topology, readings, functions, rules, unseen }: Sources): Known {
  const wide = rules.filter(({ rule }) => rule === WIDE_ACS.name).map(({ dev }) => dev);
  const hidden = [...unseen.keys()].filter(
    (dev) => unseen[dev]?.has("acs") === true || unseen[dev]?.has("function") === true,
  );
  return {
    readings,
    facts: {
      ids: functions.map(({ vendor, device, subsystem }): Ids => {
        const [, subvendor, subdevice] = SUBSYSTEM.exec(subsystem ?? "") ?? [];
        return { vendor, device, subvendor: idOf(subvendor), subdevice: idOf(subdevice) };
      }),
      firmware: topology.functions.map((f, dev) => {
        // Where the topology has other bits than the source, Linux is known not to have set any.
        const shown = functions[dev]?.acs?.ctrl ?? null;
        const acs = acsOf(f);
        if (shown === null || acs === null || wide.includes(dev)) return null;
        return (shown & acs.cap) === acs.ctrl ? null : shown & acs.cap;
      }),
      wide: new Set(wide),
      acsUnseen: new Set(hidden),
    },
  };
}
